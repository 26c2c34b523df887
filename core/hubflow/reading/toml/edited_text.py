"""Keep what an edit of a TOML file did not mean to change."""

from __future__ import annotations

import re


def as_before(text: str, before: str) -> str:
    """Return an edited text with line ends, and lines that differ by spaces alone, as before.

    Libraries that edit TOML write ``{ to = 2021-09-22 }`` as ``{ to = 2021-09-22}``.
    """
    known = {_without_spaces(line): line for line in before.splitlines()}
    lines = [known.get(_without_spaces(line), line) for line in text.splitlines()]
    end = "\r\n" if "\r\n" in before else "\n"
    return end.join(lines) + (end if text.endswith("\n") else "")


def _without_spaces(line: str) -> str:
    return re.sub(r"\s", "", line)
