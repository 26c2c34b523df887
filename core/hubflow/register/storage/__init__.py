"""Store the journal in its database."""
