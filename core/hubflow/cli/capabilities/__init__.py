"""The hooks by which capabilities take part in the core's commands, and how they are called."""
