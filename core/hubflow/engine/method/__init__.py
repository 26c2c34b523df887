"""A methodology checked and compiled, before any venture is looked at."""
