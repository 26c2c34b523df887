"""Write archives of a register, and read them with their proof."""
