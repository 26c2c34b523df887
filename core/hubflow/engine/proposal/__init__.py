"""Build the proposal in the hub's own format, from a dossier and a run."""
