"""Find signs of the people whom a venture serves: a dossier must never hold them."""
