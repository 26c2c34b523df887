"""Dossiers made from the answers to a form."""
