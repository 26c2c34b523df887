"""The people whom a register names: their data found, handed over, taken out."""
