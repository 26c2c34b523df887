"""Selections that are more than the best so many of a call: by group, by an envelope, by lot."""
