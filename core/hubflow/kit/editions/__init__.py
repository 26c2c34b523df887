"""Compare an edition of a method with an older one, id by id."""
