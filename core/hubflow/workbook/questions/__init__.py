"""What a method asks of each key of a dossier."""
