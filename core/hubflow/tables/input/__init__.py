"""Find, check and read tables of facts."""
