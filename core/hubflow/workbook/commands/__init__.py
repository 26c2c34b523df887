"""The command line of dossiers' workbooks."""
