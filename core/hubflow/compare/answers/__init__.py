"""What a comparison comes to, for whoever reads no further than a few sentences."""
