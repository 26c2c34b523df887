"""The keys of a gate's rules: a clause for each, with all that depends on what it means."""
