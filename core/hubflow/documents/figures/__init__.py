"""Figures that several documents show: what was asked for, awarded and paid, and who was served."""
