"""The commands of a jury's work."""
