"""The core's own commands; a module has the name of its command."""
