"""A dossier as a form: the questions of a phase with their answers, and answers as a dossier."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.engine.method.compiled import Compiled
from hubflow.form.application_form import ApplicationForm, FormQuestion, application_form
from hubflow.model.values import Kind
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.records.structuring import copy_data
from hubflow.reading.toml.key_paths import KeyPath, key_parts, shown_key
from hubflow.reading.values.cell_values import value_of
from hubflow.serve.screen_parts import exact_number
from hubflow.workbook.drawing.cells import cell_of

_MOST_ENTRIES = 8
"""Entries of a list that are shown at most; longer lists are edited in a file."""


@attrs.frozen(eq=False, repr=False)
class DossierField:
    """A question with its answer as it stands in the form; ``path`` is its place in the data.

    ``name`` is the field's name, ``typed`` its text, a line for each of several answers, and
    ``shown`` the text of the answer in the data.
    """

    question: FormQuestion
    path: KeyPath
    name: str
    typed: str
    shown: str

    @property
    def lines(self) -> list[str]:
        """The answers, one by one."""
        return self.typed.split("\n") if self.typed else []


@attrs.frozen(eq=False, repr=False)
class DossierSection:
    """Questions under one heading."""

    title: str
    about: str
    fields: tuple[DossierField, ...]

    @property
    def open(self) -> int:
        """How many questions have no answer."""
        return sum(not field.typed for field in self.fields)


def dossier_sections(
    compiled: Compiled, phases: Sequence[str], data: Mapping[str, Any],
    typed: Mapping[str, str] | None,
) -> list[DossierSection]:
    """Return the questions of some phases with the answers in a dossier's data, or as typed.

    A question that was not in the form that was sent keeps its answer. Each list has its entries
    and one more.
    """
    longest = max((len(value) for value in _lists(data)), default=0)
    form = application_form(compiled, phases, min(longest + 1, _MOST_ENTRIES))
    return list(_sections(form, data, typed))


def _lists(data: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
    for value in data.values():
        if isinstance(value, Mapping):
            yield from _lists(value)
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            yield value


def _sections(
    form: ApplicationForm, data: Mapping[str, Any], typed: Mapping[str, str] | None
) -> Iterator[DossierSection]:
    for section in form.sections:
        fields = tuple(_field(each, section.list_key, data, typed, form.language)
                       for each in section.questions)
        entry = fields[0].path[len(key_parts(section.list_key))] if section.list_key else 0
        there = _at(data, key_parts(section.list_key)) if section.list_key else None
        if isinstance(entry, int) and section.list_key and (
                entry > (len(there) if isinstance(there, list) else 0)):
            continue
        yield DossierSection(section.title, section.about, fields)


def _field(
    question: FormQuestion, list_key: str, data: Mapping[str, Any],
    typed: Mapping[str, str] | None, language: str,
) -> DossierField:
    path = _path(question.key, list_key)
    name = f"answer-{shown_key(path)}"
    value = _at(data, path)
    text = _words(question, value, language)
    return DossierField(question, path, name,
                        text if typed is None else typed.get(name, text).strip("\n"), text)


def _path(key: str, list_key: str) -> KeyPath:
    """Return the place of a question's answer in the data of a dossier."""
    if not list_key:
        return tuple(key_parts(key))
    first = key_parts(list_key)
    number, *rest = key_parts(key)[len(first):]
    if not number.isdecimal():
        return (*first, 0, number, *rest)
    return (*first, int(number) - 1, *rest)


def _at(data: Any, path: Sequence[str | int]) -> Any:
    for part in path:
        if isinstance(part, int):
            data = data[part] if isinstance(data, list) and part < len(data) else None
        else:
            data = data.get(part) if isinstance(data, Mapping) else None
    return data


def _words(question: FormQuestion, value: Any, language: str) -> str:
    if isinstance(value, list):
        return "\n".join(value_in_words(question.kind, each, language) for each in value)
    return "" if value is None else value_in_words(question.kind, value, language)


def value_in_words(kind: Kind, value: Any, language: str) -> str:
    """Return a value of a dossier as people write it in a language."""
    cell = cell_of(kind, value, language)
    if cell is None:
        return str(value)
    return exact_number(cell) if isinstance(cell, float) else str(cell)


def with_answers(
    data: Mapping[str, Any], sections: Sequence[DossierSection]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a dossier's data with the answers typed, and by field what is wrong with others."""
    found: dict[str, Any] = copy_data(dict(data))
    problems: dict[str, str] = {}
    for section in sections:
        for field in section.fields:
            try:
                value = _at(data, field.path) if _unchanged(field) else _answer(field)
            except RefusedError as refused:
                problems[field.name] = refused.words()
            else:
                _put(found, field.path, value)
    return _without_empty(found), problems


def _unchanged(field: DossierField) -> bool:
    """Return whether a field holds the text that was shown: its value then stays exactly as is."""
    return field.typed.strip() == field.shown.strip()


def _answer(field: DossierField) -> Any:
    """Return the value of a field; None for no answer."""
    question, text = field.question, field.typed.strip()
    if not text:
        return None
    words = dict(question.choices)
    values = [words[line] if line in words else value_of(question.kind, line)
              for line in (each.strip() for each in text.split("\n")) if line] if (
        question.many) else None
    if values is not None:
        return values
    return words[text] if text in words else value_of(question.kind, text)


def _put(data: dict[str, Any], path: KeyPath, value: Any) -> None:
    """Put a value at its place; None takes away what stands there."""
    here: Any = data
    for part, following in itertools.pairwise(path):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(part, int):
            if part >= len(here):
                if value is None:
                    return
                here.append(empty)
            here = here[min(part, len(here) - 1)]
        else:
            if value is None and part not in here:
                return
            here = here.setdefault(part, empty)
    last = path[-1]
    assert isinstance(last, str)
    if value is None:
        here.pop(last, None)
    else:
        here[last] = value


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    """Return data without entries of lists and tables in which nothing stands."""
    found: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, dict):
            value = _without_empty(value)
            if not value:
                continue
        elif isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
            value = [kept for each in value if (kept := _without_empty(each))]
            if not value:
                continue
        found[key] = value
    return found
