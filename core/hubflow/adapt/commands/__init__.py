"""The command line for taking a venture to another place."""
