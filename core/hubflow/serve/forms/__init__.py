"""Forms of the screens as what the register records."""
