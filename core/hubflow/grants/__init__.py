"""Awards in the 360Giving Data Standard: written from dossiers, and read into them."""
