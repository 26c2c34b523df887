"""Archives of a register: written, and read with proof."""
