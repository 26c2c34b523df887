"""Plugins: the hooks, what is installed, and one plugin manager for each hub."""
