"""The command line of intake."""
