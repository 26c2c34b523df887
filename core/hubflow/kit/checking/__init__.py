"""The checks of a plugin, level by level, in a process of their own."""
