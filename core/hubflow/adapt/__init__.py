"""Take a venture to another place: the draft dossier and the memo."""
