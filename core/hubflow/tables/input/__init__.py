"""Tables of facts: found, checked and read."""
