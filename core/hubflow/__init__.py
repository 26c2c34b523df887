"""hubflow: from a social problem to a social business, each hub by its own methodology."""
