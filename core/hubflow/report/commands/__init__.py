"""The command line of reports and issue maps."""
