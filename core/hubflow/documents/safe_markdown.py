"""Escape a dossier's text for Markdown."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hubflow.documents.design.assumption_mark import assumption_mark
from hubflow.model.characters import harmless

if TYPE_CHECKING:
    import jinja2

_SPECIAL = r"([\\`*_{}\[\]<>|#~$!&])"
_LINE_START = r"(?m)^(\s*)([-+=>:]|\d+[.)](?=\s|$))"

_BULLET = r"\s*[-*•]\s+(?=\S)"
_ITEM = rf"(?a){_BULLET}|\s*\d{{1,2}}[.)]\s+(?=\S)"


class Safe(str):
    """Markdown that hubflow itself wrote."""

    __slots__ = ()


def plain(text: str) -> str:
    """Return text in which what could deceive a terminal or a reader is written as escapes."""
    return harmless(text)


def one_line(text: str) -> str:
    """Return text on one line, free of control characters."""
    return " ".join(plain(text).split())


def escape(value: Any) -> str:
    """Return one line of text in which no character has a meaning in Markdown or HTML."""
    if isinstance(value, Safe):
        return value
    text = one_line(str(value))
    return re.sub(_LINE_START, _escaped_start, re.sub(_SPECIAL, r"\\\1", text))


def paragraphs(value: str) -> Safe:
    """Return paragraphs and lists of text, each escaped, as Markdown."""
    parts = re.split(r"\n\s*\n", plain(value).replace("\r", "\n").strip())
    return Safe("\n\n".join(made for part in parts for made in _with_list(part.split("\n"))))


def _with_list(lines: Sequence[str]) -> Iterator[str]:
    """Yield a paragraph; the items of a list in it stand on lines of their own.

    Numbers stay as they were written: a list in Markdown would count on its own.
    """
    begins = next((number for number, line in enumerate(lines) if re.match(_ITEM, line) and (
        number == 0 or lines[number - 1].rstrip().endswith(":"))), len(lines))
    if lines[:begins]:
        yield escape(" ".join(lines[:begins]))
    items: list[str] = []
    for line in lines[begins:]:
        if re.match(_ITEM, line):
            items.append(line)
        else:
            items[-1] += f" {line}"
    for bullets, each in groupby(items, lambda item: bool(re.match(_BULLET, item))):
        if bullets:
            yield "\n".join(f"- {escape(re.sub(_BULLET, '', item, count=1))}" for item in each)
        else:
            yield from map(escape, each)


def _escaped_start(match: re.Match[str]) -> str:
    space, mark = match.groups()
    if mark[0].isdigit():
        return f"{space}{mark[:-1]}\\{mark[-1]}"
    return f"{space}\\{mark}"


@functools.cache
def environment() -> jinja2.Environment:
    """Return the templates; everything that they print is escaped."""
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
    made.globals["mark"] = assumption_mark
    return made
