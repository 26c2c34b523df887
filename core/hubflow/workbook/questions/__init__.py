"""Collect what a method asks for each key of a dossier."""
