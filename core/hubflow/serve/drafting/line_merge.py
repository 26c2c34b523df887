"""Join two people's changes to one text, line by line."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher, unified_diff

Change = tuple[int, int, Sequence[str]]
"""Lines of the text that both began with, from and to, and what stands there instead."""


def merged(base: str, one: str, other: str) -> str | None:
    """Return the text with both people's changes; None where they changed the same lines.

    ``base`` is what both began with. Lines beside each other count as the same place.

    >>> merged("a\\nb\\nc\\n", "A\\nb\\nc\\n", "a\\nb\\nC\\n")
    'A\\nb\\nC\\n'
    >>> merged("a\\n", "b\\n", "c\\n") is None
    True
    """
    lines = base.splitlines(keepends=True)
    found = sorted({*_changes(lines, one), *_changes(lines, other)},
                   key=lambda change: change[:2])
    for first, second in itertools.pairwise(found):
        if second[0] <= first[1]:
            return None
    for start, end, instead in reversed(found):
        lines[start:end] = instead
    return "".join(lines)


def _changes(lines: Sequence[str], text: str) -> Iterator[Change]:
    after = text.splitlines(keepends=True)
    matcher = SequenceMatcher(None, lines, after, autojunk=False)
    for kind, start, end, low, high in matcher.get_opcodes():
        if kind != "equal":
            yield start, end, tuple(after[low:high])


def changed_lines(before: str, after: str) -> list[str]:
    """Return what changed between two texts, as `diff -u` shows it, without the files' names."""
    found = unified_diff(before.splitlines(), after.splitlines(), n=1, lineterm="")
    return [line for line in found if not line.startswith(("---", "+++"))]
