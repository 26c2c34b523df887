"""Read a hub's own cases, run them, and compare the results."""
