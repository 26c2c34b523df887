"""Why: the origin of every number of a result, as a tree down to its sources."""
