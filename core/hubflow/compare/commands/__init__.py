"""The command line of comparisons."""
