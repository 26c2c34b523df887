"""What authors of methodologies use: checks, laws, cases, a new hub's folder."""
