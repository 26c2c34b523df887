"""Where texts of a register name a person: by any form of the name, or by an assessor's id."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Literal

import attrs

from hubflow.model.input_problems import one_problem
from hubflow.reading.values.normal_text import name_key
from hubflow.register.people.name_forms import id_pattern, longer_name, name_pattern
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say

Forms = Literal["as written", "whole name", "every form"]
"""What counts as a name: its words alone; with middle names; also initials and the like."""

_SHORTEST = 3
_ASSESSOR = re.compile(r"(?<![\w-])assessor\s*=\s*([\"'])(?P<id>[^\"'\n]*)\1")
"""An assessor in a dossier's text."""


@attrs.frozen
class Person:
    """A person as texts name them. A name that is part of a longer one is not theirs for certain.

    ``ids`` are those that lists of assessors connect with the name, ``others`` those with others'.
    """

    name: str
    forms: Forms
    pattern: re.Pattern[str]
    ids: Collection[str] = ()
    others: Collection[str] = ()

    def places(self, text: str, key: str = "") -> list[tuple[int, int]]:
        """Return where a text names the person, from start to end; ``key`` is that of the text."""
        found = [match.span() for match in self.pattern.finditer(text)
                 if self.forms == "as written" or longer_name(text, *match.span(), key) is None]
        if is_assessor(key):
            if name_key(text) in self.others:
                return []
            return [(0, len(text))] if self.has_id(text) else found
        return sorted({*found, *(
            match.span("id") for match in _ASSESSOR.finditer(text) if self.has_id(match["id"]))})

    def longer(self, text: str, key: str = "") -> Iterator[str]:
        """Yield the longer names in a text of which this one is a part."""
        for match in self.pattern.finditer(text):
            if name := longer_name(text, *match.span(), key):
                yield name

    def has_id(self, id: str) -> bool:
        """Return whether an id is the person's: by a list, or since it is made of the name."""
        key = name_key(id)
        if key in self.ids:
            return True
        made = None if self.forms == "as written" else id_pattern(self.name)
        return made is not None and key not in self.others and bool(made.fullmatch(id))

    def replaced(self, text: str, mark: Callable[[str], str], key: str = "") -> str:
        """Return a text with a mark in the place of each naming of the person."""
        parts, at = [], 0
        for start, end in self.places(text, key):
            if start >= at:
                parts += [text[at:start], mark(text[start:end])]
                at = end
        return "".join([*parts, text[at:]])


def is_assessor(key: str) -> bool:
    """Return whether the text under a key is an assessor's id or name."""
    parts = key.split(".")
    return parts[-1] == "assessor" or parts[-2:] == ["assessors", "id"]


def person_of(journal: Journal, name: str, forms: Forms) -> Person:
    """Return a person of the register. Raise :class:`BadInput` for a name of too few letters."""
    name = " ".join(name.split())
    if sum(map(str.isalnum, name)) < _SHORTEST:
        raise one_problem(f'"{name}"',
                          say("register-problems.a_name_of_fewer_than_letters", shortest=_SHORTEST),
                          say("register-problems.give_the_name_as_it_is"))
    pattern = name_pattern(name, every_form=forms == "every form",
                           middle_names=forms != "as written")
    ids: set[str] = set()
    others: set[str] = set()
    for entry in journal.read(kinds=["call", "correction"]):
        for said in (entry.personal.get("assessors")
                     or entry.personal.get("set", {}).get("assessors") or ()):
            called = [each for each in (said["name"], *said["names"]) if each]
            mine = any(pattern.fullmatch(each) for each in called) or said["id"] == name
            (ids if mine else others if called else set()).add(name_key(said["id"]))
    return Person(name, forms, pattern, ids, others - ids)
