"""Charts and bars of a report."""
