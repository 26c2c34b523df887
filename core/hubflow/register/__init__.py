"""The register: an append-only journal of ventures over the years, and what is derived from it."""
