"""Check that the values of one dossier agree with each other."""
