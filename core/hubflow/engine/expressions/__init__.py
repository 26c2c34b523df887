"""Expressions over facts, as people write them and as Polars runs them."""
