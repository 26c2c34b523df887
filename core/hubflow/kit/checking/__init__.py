"""Check a plugin, level by level, in a process of its own."""
