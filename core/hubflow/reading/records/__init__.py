"""Plain data to records of the model, key by key."""
