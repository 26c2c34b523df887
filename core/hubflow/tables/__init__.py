"""Portfolios: facts of many ventures as a table, a row a venture, taken through the same phases."""
