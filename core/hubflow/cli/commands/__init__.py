"""The core's own commands; a module's name is its command's."""
