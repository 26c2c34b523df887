"""A call: who is in the race for each phase, how far it has come, which places are free."""
