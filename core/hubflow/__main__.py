"""``python -m hubflow``."""

from hubflow.cli.main import main

main()
