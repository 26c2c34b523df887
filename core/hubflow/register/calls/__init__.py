"""Calls in a register: their entries, their members' standing, the places that became free."""
