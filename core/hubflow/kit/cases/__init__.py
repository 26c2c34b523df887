"""A hub's own cases: read, run and compared."""
