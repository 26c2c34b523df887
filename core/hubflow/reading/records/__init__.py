"""Turn plain data into records of the model, key by key."""
