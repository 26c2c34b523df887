"""Exports of a form that people bring to the workbench, on their way into the register."""
