"""What a dossier rests on: its sources, and the files that came with it."""
