"""The rules of a phase's score beyond single criteria."""
