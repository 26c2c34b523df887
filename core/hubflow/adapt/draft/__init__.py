"""The draft of a dossier for another place, from what travels of the original."""
