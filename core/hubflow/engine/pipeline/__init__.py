"""Run ventures through the phases of a compiled method."""
