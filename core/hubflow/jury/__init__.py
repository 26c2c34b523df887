"""Prepare a jury's work: scoring sheets, dossiers to read, and the letters afterwards."""
