"""Markdown in which a dossier's text stays text."""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jinja2

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~$!&])")
_LINE_START = re.compile(r"^(\s*)([-+=>:]|\d+[.)](?=\s|$))", re.MULTILINE)

_NO_CHARACTERS = "\ufffe\uffff"
"""Code points that are no characters: XML, and so Word, refuses them."""


class Safe(str):
    """Markdown that hubflow itself wrote."""

    __slots__ = ()


def plain(text: str) -> str:
    """Text without control characters, which could play tricks on a terminal or a reader."""
    return "".join(
        char for char in text
        if char in "\n\t" or (unicodedata.category(char) not in {"Cc", "Cs"}
                              and char not in _NO_CHARACTERS)
    )


def one_line(text: str) -> str:
    """Text on one line, free of control characters."""
    return " ".join(plain(text).split())


def escape(value: Any) -> str:
    """One line of text in which no character has a meaning in Markdown or HTML."""
    if isinstance(value, Safe):
        return value
    text = one_line(str(value))
    return _LINE_START.sub(_escaped_start, _SPECIAL.sub(r"\\\1", text))


def paragraphs(value: str) -> Safe:
    """Paragraphs of text, each escaped, as Markdown."""
    parts = re.split(r"\n\s*\n", plain(value).replace("\r", "\n").strip())
    return Safe("\n\n".join(escape(part) for part in parts))


def _escaped_start(match: re.Match[str]) -> str:
    space, mark = match.groups()
    if mark[0].isdigit():
        return f"{space}{mark[:-1]}\\{mark[-1]}"
    return f"{space}\\{mark}"


@functools.cache
def environment() -> jinja2.Environment:
    """The templates, with everything that they print escaped."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        finalize=escape,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    made.filters["paragraphs"] = paragraphs
    return made
