"""Draws among the ventures of a call that anyone can check."""
