"""How alike methods are: level by level, and in a network of hubs."""
