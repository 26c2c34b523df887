"""What must be true across the values of one dossier."""
