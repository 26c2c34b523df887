"""How far results depend on weights and levels."""
