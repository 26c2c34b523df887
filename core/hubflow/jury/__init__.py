"""A jury's pack: scoring sheets, dossiers to read, and the letters afterwards."""
