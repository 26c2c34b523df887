"""Tools for authors of methodologies: checks, laws, cases, a new hub's folder."""
