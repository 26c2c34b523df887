"""Search for words in what the register says now, over all ventures."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, get_args

import attrs

from hubflow.register.storage.entries import EntryKind, JournalEntry, effective
from hubflow.register.storage.journal import Journal

_NO_TEXTS = ("register", "edition", "run", "recommendation", "redaction", "anchor")
"""Entries without texts about a venture or call."""

_SEARCHED: Sequence[EntryKind] = tuple(
    kind for kind in get_args(EntryKind) if kind not in _NO_TEXTS)
_AROUND = 60
_KEYS = ("name", "text", "reasons", "learning", "purpose", "what", "note", "funder", "body")


@attrs.frozen
class SearchHit:
    """A text in which every word was found, with an excerpt around the first."""

    hub: str
    venture: str
    seq: int
    kind: EntryKind
    excerpt: str


def search(journal: Journal, hubs: Sequence[str], words: Sequence[str]) -> Iterator[SearchHit]:
    """Return texts with every word, from the ventures' latest dossiers, all reasons and notes.

    Neither case nor accents count. Nothing is indexed beside the journal, so what was redacted
    cannot be found.
    """
    wanted = [_folded(word) for word in words]
    for hub in hubs:
        by_subject: dict[str, list[JournalEntry]] = {}
        for entry in journal.read(hub=hub, kinds=_SEARCHED):
            by_subject.setdefault(entry.subject, []).append(entry)
        for subject, found in sorted(by_subject.items()):
            now = effective(found)
            newest = max((e.seq for e in now if e.kind == "dossier"), default=0)
            for entry in now:
                if entry.kind == "dossier" and entry.seq != newest:
                    continue
                excerpt = _excerpt(entry.personal, wanted)
                if excerpt is not None:
                    yield SearchHit(hub, subject, entry.seq, entry.kind, excerpt)


def _excerpt(personal: Any, wanted: Sequence[str]) -> str | None:
    text = "\n".join(str(personal[key]) for key in _KEYS if personal.get(key))
    folded = _folded(text)
    if len(folded) != len(text):
        text = unicodedata.normalize("NFC", text)
    if not all(word in folded for word in wanted):
        return None
    at = folded.find(wanted[0])
    start, end = max(at - _AROUND, 0), at + len(wanted[0]) + _AROUND
    return " ".join(text[start:end].split())


def _folded(text: str) -> str:
    """Return small letters without accents; the length stays the same."""
    if text.isascii():
        return text.lower()
    return "".join(
        unicodedata.normalize("NFD", letter)[0].lower()[0]
        for letter in unicodedata.normalize("NFC", text)
    )
