"""Find and read dossiers, challenges and calls."""
