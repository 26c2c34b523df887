"""The command that makes dossiers from a form's answers."""
