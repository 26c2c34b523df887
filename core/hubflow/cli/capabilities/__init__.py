"""What the core's commands leave to capabilities: the hooks, and how they are called."""
