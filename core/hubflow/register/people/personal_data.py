"""Find a person's data, hand it over, and remove it without breaking the chain."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import sqlalchemy as sa

from hubflow.model.input_problems import BadInput, one_problem
from hubflow.reading.toml.source import recorded_toml
from hubflow.reading.toml.toml_output import toml_text
from hubflow.reading.values.normal_text import name_key
from hubflow.register.people.person import Person
from hubflow.register.searching.search_index import ERASES_REMOVED
from hubflow.register.standing.standing_table import refresh
from hubflow.register.storage.chain import canonical
from hubflow.register.storage.database_connection import safe_url
from hubflow.register.storage.database_tables import entries
from hubflow.register.storage.entries import Draft, JournalEntry
from hubflow.register.storage.journal import Journal
from hubflow.register.storage.opening import Register
from hubflow.text.spoken import say

REDACTED = "[redacted]"
"""The stand-in for the first name that was taken out; later ones are numbered."""

_WIDE = 0xFEE0
"""How far the wide form of a sign stands from it in Unicode."""

_OPEN, _CLOSE = ("".join(f"[{re.escape(sign)}{chr(ord(sign) + _WIDE)}]" for sign in signs)
                 for signs in (REDACTED[:-1], REDACTED[-1:]))
_MARK = re.compile(rf"{_OPEN}(?: \d+)?{_CLOSE}")


@attrs.frozen
class Mention:
    """An entry that names a person, and the texts in which it does."""

    entry: JournalEntry
    texts: tuple[tuple[str, str], ...]


def mentions(
    journal: Journal, person: Person, hubs: Sequence[str] | None = None
) -> list[Mention]:
    """Return every entry that names a person, by name or by an assessor's id.

    ``hubs`` limits it to the entries of some hubs, and to those that belong to none.
    """
    found = []
    for entry in _of_hubs(journal, hubs):
        texts = tuple((key, text) for key, text in _texts(entry.personal)
                      if person.places(text, key))
        if texts:
            found.append(Mention(entry, texts))
    return found


def longer_names(
    journal: Journal, person: Person, hubs: Sequence[str] | None = None
) -> dict[str, list[int]]:
    """Return the longer names of which the person's is a part, with the entries that hold them."""
    found: dict[str, list[int]] = {}
    for entry in _of_hubs(journal, hubs):
        for name in dict.fromkeys(name for key, text in _texts(entry.personal)
                                  for name in person.longer(text, key)):
            found.setdefault(" ".join(name.split()), []).append(entry.seq)
    return found


def _of_hubs(journal: Journal, hubs: Sequence[str] | None) -> Iterator[JournalEntry]:
    return (entry for entry in journal.read()
            if hubs is None or not entry.hub or entry.hub in hubs)


def unredactable(
    journal: Journal, person: Person, hubs: Sequence[str] | None = None
) -> list[JournalEntry]:
    """Return entries that name a person where the chain forbids to redact.

    Ids, names of calls and what rules read stand there, which should name nobody.
    """
    return [entry for entry in journal.read(personal=False)
            if (hubs is None or not entry.hub or entry.hub in hubs) and entry.kind != "edition"
            and any(person.pattern.search(text)
                    for _, text in _texts({**entry.body, "": entry.subject}))]


def redact(
    journal: Journal, person: Person, *, on: dt.date, by: str, reasons: str,
    hubs: Sequence[str] | None = None,
) -> list[Mention]:
    """Remove a person's name from every entry; return the entries that named them.

    A longer name of which it is a part stays whole.

    What else those entries say in words stays. Their salts are destroyed, so that no digest tells
    who was named; a redaction records the digest of what is left of each, so that the chain still
    proves it. It cannot be undone. Raises :class:`BadInput` where nobody of this name is found.
    """
    found = mentions(journal, person, hubs)
    if not found:
        longer = longer_names(journal, person, hubs)
        raise one_problem(person.name, say("register-problems.no_entry_names_this_person"), (
            say("register-problems.there_is_redact_a_longer_name", longer=", ".join(longer))
            if longer else ""))
    marks = _Marks(_marks_used(journal))
    left: dict[str, str] = {}
    for mention in found:
        personal = _replaced(mention.entry.personal, person, marks)
        if mention.entry.kind == "call":
            personal = _readable_call(mention.entry.personal, personal, person, marks)
        if mention.entry.kind == "dossier":
            _check_readable(personal["text"], mention.entry)
        text = canonical(personal)
        left[str(mention.entry.seq)] = hashlib.sha256(text.encode()).hexdigest()
        journal.connection.execute(
            sa.update(entries).where(entries.c.seq == mention.entry.seq)
            .values(personal=text, salt=""))
    personal = {key: person.replaced(text, marks)
                for key, text in (("by", by), ("reasons", reasons))}
    journal.append([Draft(kind="redaction", on=on, personal=personal,
                          body={"left": left, "marks": len(marks.numbers)})])
    for hub in {mention.entry.hub for mention in found} - {""}:
        refresh(journal, hub, [m.entry.subject for m in found
                               if m.entry.hub == hub and m.entry.kind == "dossier"])
        for subject in dict.fromkeys(m.entry.subject for m in found if m.entry.hub == hub):
            journal.index_again(hub, subject)
    return found


def _readable_call(
    before: Mapping[str, Any], after: dict[str, Any], person: Person, marks: _Marks
) -> dict[str, Any]:
    """Return a call's texts without a name, of which none is a key of its file: those are ours."""
    try:
        recorded_toml(str(after.get("text", "")))
    except BadInput:
        try:
            said = recorded_toml(str(before["text"]))
        except BadInput:
            return after
        return {**after, "text": toml_text(_replaced(said, person, marks))}
    return after


def brings_name_back(before: Sequence[str], after: Sequence[str]) -> bool:
    """Return whether a text in ``after`` has words where one in ``before`` had a name taken out.

    Both are the texts that stand at one place of two versions. A mark that is still there, and
    texts beside it, bring nothing back.
    """
    missing = [text for text in before if _MARK.search(text) and text not in after]
    patterns = [re.compile(".+".join(map(re.escape, _MARK.split(text))), re.DOTALL)
                for text in missing]
    return any(pattern.fullmatch(text) for pattern in patterns for text in after
               if text not in before and not _MARK.search(text))


def erase_overwritten(register: Register) -> None:
    """Have the database erase overwritten texts, which may remain in unused pages.

    Raises :class:`BadInput` where others keep it from that for as long as a writer waits.
    """
    limit = max(1, round(register.patience.seconds * 1000))
    busy = 0
    try:
        with register.engine.connect().execution_options(
                isolation_level="AUTOCOMMIT") as connection:
            cursor = connection.connection.cursor()
            if connection.dialect.name == "sqlite":
                cursor.execute(f"PRAGMA busy_timeout = {limit}")
                cursor.execute(ERASES_REMOVED)
                cursor.execute("VACUUM")
                busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            else:
                cursor.execute(f"SET lock_timeout = {limit}")
                cursor.execute("VACUUM FULL entries, standings, dues, searched")
    except register.engine.dialect.loaded_dbapi.OperationalError as error:
        text = " ".join(str(error).split())
        why = say("register-problems.others_use_it") if "lock" in text else text
        raise _held(register, why) from error
    if busy:
        raise _held(register, say("register-problems.another_reads_it"))


def _held(register: Register, why: str) -> BadInput:
    return one_problem(
        safe_url(register.engine.url), say("register-problems.the_name_is_taken_out_of", why=why),
        say("register-problems.when_nobody_else_uses_it_write"))


def forms_in(found: Sequence[Mention], person: Person) -> list[str]:
    """Return the forms of the name, and the ids, in some entries' texts, each once."""
    return list(dict.fromkeys(text[start:end] for mention in found for key, text in mention.texts
                              for start, end in person.places(text, key)))


@attrs.define
class _Marks:
    """Marks that replace a name: each spelling has its own mark, which is used for nobody else.

    So assessors stay who they are, though none is named any more: the marks of one person's
    spellings differ in the width of their signs alone. An older run took each for an assessor.
    """

    used: int
    numbers: dict[str, int] = attrs.field(factory=dict)
    of: dict[str, str] = attrs.field(factory=dict)

    def __call__(self, spelling: str) -> str:
        if spelling not in self.of:
            number = self.numbers.setdefault(
                name_key(spelling), self.used + len(self.numbers) + 1)
            mark = REDACTED if number == 1 else f"[redacted {number}]"
            others = sum(name_key(other) == name_key(spelling) for other in self.of)
            self.of[spelling] = "".join(
                chr(ord(sign) + _WIDE) if others >> at & 1 and sign != " " else sign
                for at, sign in enumerate(mark[::-1]))[::-1]
        return self.of[spelling]


def _marks_used(journal: Journal) -> int:
    return sum(int(entry.body.get("marks", 1)) for entry in journal.read(kinds=["redaction"]))


def _texts(data: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text with its key, also texts that TOML writes with escaped characters."""
    if isinstance(data, str):
        yield key, data
        if key == "text" and (said := _escaped(data)):
            yield from _texts(said, key)
    elif isinstance(data, dict):
        for inner, value in data.items():
            yield from _texts(value, f"{key}.{inner}" if key else str(inner))
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value, key)


def _replaced(data: Any, person: Person, marks: _Marks, key: str = "") -> Any:
    if isinstance(data, str):
        text = person.replaced(data, marks, key)
        said = _escaped(text) if key == "text" else None
        if said and any(person.places(inner, at) for at, inner in _texts(said)):
            return toml_text(_replaced(said, person, marks))
        return text
    if isinstance(data, dict):
        return {inner: _replaced(value, person, marks, f"{key}.{inner}" if key else str(inner))
                for inner, value in data.items()}
    return ([_replaced(value, person, marks, key) for value in data]
            if isinstance(data, list) else data)


def _escaped(text: str) -> dict[str, Any] | None:
    """Return the data of a dossier's text if the text contains escapes, such as é as a number."""
    if "\\" not in text:
        return None
    try:
        return recorded_toml(text)
    except BadInput:
        return None


def _check_readable(text: str, entry: JournalEntry) -> None:
    try:
        recorded_toml(text)
    except BadInput:
        raise one_problem(say("kinds.entry", entry=entry.seq),
                          say("register-problems.without_this_text_the_dossier_could"),
                          say("register-problems.give_the_name_alone_as_it")
                          ) from None
