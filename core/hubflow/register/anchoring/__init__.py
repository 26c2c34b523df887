"""Anchor a register: its head, kept where those who keep the register cannot change it."""
