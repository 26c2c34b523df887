"""The command line of taking a venture to another place."""
