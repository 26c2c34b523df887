"""Explaining decisions, comparing methods and ventures, and taking a venture to another place."""
