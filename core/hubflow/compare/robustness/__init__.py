"""Measure how far results depend on weights and levels."""
