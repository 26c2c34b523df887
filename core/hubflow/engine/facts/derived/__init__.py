"""Derive facts from the values of a dossier, section by section."""
