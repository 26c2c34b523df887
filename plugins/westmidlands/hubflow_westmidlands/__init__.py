"""The West Midlands methodology for hubflow: all of it is data, in ``methodology.toml``."""
