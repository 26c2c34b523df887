"""Assign ventures to assessors: balanced, without conflicts, exactly as many as are wanted."""
