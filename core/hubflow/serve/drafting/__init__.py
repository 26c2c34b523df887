"""Drafts of a hub's method: edited by several people, tried out, weighed, and exported."""
