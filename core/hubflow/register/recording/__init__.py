"""What becomes an entry of the journal."""
