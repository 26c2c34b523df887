"""hubflow's words in Spanish: the TOML files beside this module."""
