"""The command that asks people for weights."""
