"""What is derived from the journal."""
