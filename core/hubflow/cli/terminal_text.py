"""Format text for a terminal: counted things, lines that fit, words that stand out."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TextIO


def width(stream: TextIO | None = None, in_a_pipe: int = 80) -> int:
    """Return the columns to write in: the terminal's up to 100, 80 in a pipe."""
    on_terminal = (stream or sys.stdout).isatty()
    return min(shutil.get_terminal_size().columns, 100) if on_terminal else in_a_pipe


def strong(text: str) -> str:
    """Return text that stands out on a terminal."""
    plain = not sys.stdout.isatty() or os.environ.get("NO_COLOR")
    return text if plain else f"\033[1m{text}\033[0m"


def one_line(text: object) -> str:
    """Return text on one line, free of control characters."""
    from hubflow.documents.safe_markdown import plain

    return " ".join(plain(str(text)).split())


def cut(text: str, columns: int) -> str:
    """Return text no longer than ``columns``."""
    return text if len(text) <= columns else text[: max(columns - 1, 0)] + "…"


def with_id(name: str, id: str) -> str:
    """Return a venture by its name, and in brackets by the id that commands go by.

    >>> with_id("Open Choir", "choir"), with_id("choir", "choir")
    ('Open Choir [choir]', 'choir')
    """
    return f"{one_line(name)} [{id}]" if name and name != id else id


def counted(number: int, what: str) -> str:
    """Return a number with its noun: `1 run`, `2 runs`, `2 entries`."""
    if number == 1:
        return f"1 {what}"
    return f"{number} {what[:-1]}ies" if what.endswith("y") else f"{number} {what}s"


def confirmed(question: str) -> bool:
    """Ask whether something is right, and return the answer, in any of hubflow's languages."""
    import click

    from hubflow.reading.values.yes_no import yes_or_no_of
    from hubflow.text.spoken import say_word

    yes, no = say_word("yes"), say_word("no")
    return yes_or_no_of(click.prompt(f"{question} ({yes}/{no})", default=no,
                                     show_default=False)) is True
