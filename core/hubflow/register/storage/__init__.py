"""The journal in its database."""
