"""Draft a map from the headings of a form and its answers."""
