"""Make dossiers from the answers to a form."""
