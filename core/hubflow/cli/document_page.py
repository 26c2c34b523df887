"""Show a document on the terminal."""

from __future__ import annotations

import sys


def show_markdown(text: str) -> None:
    """Print Markdown formatted for a terminal; in a pipe 80 columns wide and without colours."""
    from rich.console import Console
    from rich.markdown import Markdown

    width = None if sys.stdout.isatty() else 80
    Console(file=sys.stdout, width=width).print(Markdown(text.replace("<br>", "; ")))
