"""methodology.toml read and checked."""
