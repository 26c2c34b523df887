"""Which plugins' Python runs, what it would do, and what becomes of what it raises and prints."""
