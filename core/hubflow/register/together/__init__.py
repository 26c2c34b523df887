"""Record acts on many ventures of a call at once: all of them, or none."""
