"""The command that writes forms."""
