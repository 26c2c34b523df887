"""Compute from the journal where ventures stand, what is due, and what recorded runs found."""
