"""The command of draws."""
