"""The commands for dossiers in workbooks."""
