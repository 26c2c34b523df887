"""A run: ventures taken through the phases of a compiled method."""
