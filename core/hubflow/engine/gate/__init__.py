"""Apply the gate of a phase: its rules, ranks, decisions."""
