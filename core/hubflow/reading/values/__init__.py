"""Read single values as people write them, and the tables that hold them."""
