"""Read and check ``methodology.toml``."""
