"""The command line of a jury's work."""
