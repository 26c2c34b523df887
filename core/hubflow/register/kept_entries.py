"""Entries that a process keeps after it read and proved them, and what was worked out of them.

An entry never changes but by a redaction, which takes its salt: as long as its digest and salt are
those that were read, it is the same. What follows from entries alone is kept by their digests.
Entries without a salt are not kept, for another redaction may change them again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from hubflow.register.storage.entries import JournalEntry

_Made = TypeVar("_Made")

_ENTRIES, _RESULTS = 20_000, 2_500
"""Entries, and results of them, that are kept at most: those of some hundred calls' ventures."""

Mark = tuple[int, str, str]
"""An entry's number, its digest and its salt."""


class KeptEntries:
    """What several threads keep of a register's entries; the oldest is let go."""

    def __init__(self) -> None:
        self._entries: dict[Mark, JournalEntry] = {}
        self._results: dict[Hashable, Any] = {}
        self._turn = threading.Lock()

    def entries(
        self, marks: Iterable[Mark],
        read: Callable[[Collection[int]], Iterable[tuple[Mark, JournalEntry]]],
    ) -> list[JournalEntry]:
        """Return entries in the order of their marks; ``read`` gets those that are not kept."""
        wanted = list(marks)
        with self._turn:
            found = {mark: _renewed(self._entries, mark) for mark in wanted
                     if mark in self._entries}
        if new := [mark for mark in wanted if mark not in found]:
            made = dict(read([seq for seq, *_ in new]))
            found |= made
            with self._turn:
                _keep(self._entries, {mark: entry for mark, entry in made.items()
                                      if not entry.redacted}, _ENTRIES)
        return [found[mark] for mark in wanted]

    def result(
        self, what: Hashable, entries: Sequence[JournalEntry], make: Callable[[], _Made]
    ) -> _Made:
        """Return what ``make`` makes of entries: of the same ones once.

        ``what`` names all else that it rests on.
        """
        if any(entry.redacted for entry in entries):
            return make()
        key = what, tuple([entry.digest for entry in entries])
        with self._turn:
            if key in self._results:
                found: _Made = _renewed(self._results, key)
                return found
        made = make()
        with self._turn:
            _keep(self._results, {key: made}, _RESULTS)
        return made


def _renewed(kept: dict[Any, Any], key: Hashable) -> Any:
    """Return what is kept under a key, as the newest."""
    found = kept[key] = kept.pop(key)
    return found


def _keep(kept: dict[Any, Any], new: dict[Any, Any], most: int) -> None:
    kept.update(new)
    while len(kept) > most:
        del kept[next(iter(kept))]
