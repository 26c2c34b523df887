"""The command line of comparing."""
