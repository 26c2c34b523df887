"""A venture taken to another place: the draft dossier and the memo."""
