"""Turn results into tables and figures."""
