"""An edition of a method beside an older one, id by id."""
