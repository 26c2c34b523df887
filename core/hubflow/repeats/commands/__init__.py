"""The command that points at repeated applicants."""
