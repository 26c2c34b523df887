"""The money of ventures: what was awarded and paid, as pages and tables."""
