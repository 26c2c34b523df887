"""Turn files into records of the model, and report every problem with its place."""
