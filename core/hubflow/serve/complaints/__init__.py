"""Complaints about results, as an office records them and a body answers them."""
