"""Upgrade older registers to the newest format, for ``hubflow register init``."""
