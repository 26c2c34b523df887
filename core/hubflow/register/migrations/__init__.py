"""How older registers become newer ones; applied by ``hubflow register init``."""
