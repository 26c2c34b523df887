"""``python -m hubflow``."""

from hubflow.cli.main import program

program()
