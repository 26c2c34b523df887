"""Search for words in what the register says now, over all ventures."""

from __future__ import annotations

import contextlib
import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence

import attrs
import sqlalchemy as sa

from hubflow.model.input_problems import BadInput
from hubflow.reading.toml.source import recorded_toml
from hubflow.register.searching.search_index import texts_with
from hubflow.register.searching.search_words import SEARCHED, text_of, words_in
from hubflow.register.storage.database_tables import standings
from hubflow.register.storage.entries import EntryKind, JournalEntry, effective
from hubflow.register.storage.journal import Journal

_AROUND = 60


@attrs.frozen
class SearchHit:
    """A text in which every word was found, with an excerpt around the first."""

    hub: str
    venture: str
    seq: int
    kind: EntryKind
    excerpt: str


def search(
    journal: Journal, hubs: Sequence[str], words: Sequence[str], *, keys: bool = True
) -> Iterator[SearchHit]:
    """Return texts with every word, from the ventures' latest dossiers, all reasons and notes.

    A word is found by its beginning; neither case nor accents count. Without ``keys`` those
    dossiers are left out in which only keys have the first word.
    """
    wanted = words_in(" ".join(words))
    found = sorted(texts_with(journal.connection, hubs, wanted),
                   key=lambda text: (hubs.index(text.hub), text.subject, text.seq))
    for (hub, subject), texts in itertools.groupby(found, lambda text: (text.hub, text.subject)):
        numbers = {text.seq for text in texts}
        for entry in effective(journal.read(hub=hub, subject=subject, kinds=SEARCHED)):
            text = _with_word(entry, wanted[0], keys=keys) if entry.seq in numbers else None
            if text is not None:
                yield SearchHit(hub, subject, entry.seq, entry.kind, _excerpt(text, wanted[0]))


def _with_word(entry: JournalEntry, word: str, *, keys: bool) -> str | None:
    """Return what to show of an entry that was found: of a dossier the answer with the word.

    Where only a key of a dossier has the word it is the whole dossier, without ``keys`` None.
    """
    text = text_of(entry.personal)
    if entry.kind != "dossier":
        return text
    said = {key: entry.personal[key] for key in ("name", "text") if key in entry.personal}
    with contextlib.suppress(BadInput):  # what is left of a redacted text
        said["text"] = recorded_toml(str(said.get("text", "")))
    answer = next((one for one in _answers(said)
                   if any(found.startswith(word) for found in words_in(one))), None)
    return answer if answer is not None else text if keys else None


def _answers(data: object) -> Iterator[str]:
    """Yield the texts in a dossier's data."""
    if isinstance(data, str):
        yield data
    for part in (data.values() if isinstance(data, dict) else
                 data if isinstance(data, list) else ()):
        yield from _answers(part)


def ventures_with(
    journal: Journal, hub: str, words: str, most: int
) -> tuple[Sequence[str], bool]:
    """Return the ventures whose texts have all words, or whose ids have what was written.

    At most ``most``, of those with the newest texts; whether there are more is told beside.
    """
    columns = standings.c
    # SQLite's LIKE takes no notice of the case of ASCII, of which ids are
    ids = (columns.venture if journal.connection.dialect.name == "sqlite"
           else sa.func.lower(columns.venture))
    named = sa.select(columns.venture).where(
        columns.hub == hub, columns.kind == "venture",
        ids.contains(words.lower(), autoescape=True)
    ).order_by(columns.venture).limit(most + 1)
    found = dict.fromkeys(journal.connection.execute(named).scalars()
                          if re.fullmatch(r"[\w.-]+", words) else ())
    with contextlib.closing(texts_with(
            journal.connection, [hub], words_in(words), of_ventures=True)) as texts:
        for text in texts:
            if len(found) > most:
                break
            found[text.subject] = None
    return list(found)[:most], len(found) > most


def _excerpt(text: str, word: str) -> str:
    text = unicodedata.normalize("NFC", text)
    at = next((found.start() for found in re.finditer(r"[^\W_]+", text)
               if words_in(found[0])[:1] and words_in(found[0])[0].startswith(word)), 0)
    return " ".join(text[max(at - _AROUND, 0):at + len(word) + _AROUND].split())
