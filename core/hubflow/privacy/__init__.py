"""What a dossier must never hold: signs of the people whom a venture serves."""
