"""Explain decisions and compare methods, and ventures under several methods."""
