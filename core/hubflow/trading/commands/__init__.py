"""The command line of test trading."""
