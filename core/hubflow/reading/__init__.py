"""Files to records of the model, with every problem found and its place."""
