"""Dossiers, challenges and calls, found and read."""
