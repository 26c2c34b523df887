"""Facts worked out from what a dossier states, section by section."""
