"""A document on the terminal."""

from __future__ import annotations

import sys


def show_markdown(text: str) -> None:
    """Markdown as a terminal shows it; 80 columns and no colours in a pipe."""
    from rich.console import Console
    from rich.markdown import Markdown

    width = None if sys.stdout.isatty() else 80
    Console(file=sys.stdout, width=width).print(Markdown(text.replace("<br>", "; ")))
