"""Check that a methodology has the texts and sources it needs, and nothing that is unused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from hubflow.engine.gate.gate_rules import GateRules
from hubflow.engine.method.compiled import Compiled
from hubflow.engine.method.rules import rules_of, rules_on
from hubflow.engine.pipeline.column_names import exception_column, parameter_column, value_column
from hubflow.model.input_problems import Problem
from hubflow.model.methodology import (
    ExceptionRule,
    FinanceLine,
    Gate,
    Methodology,
    NamedValue,
    Panel,
    Section,
)
from hubflow.model.values import Texts
from hubflow.reading.method.methodology_file import LoadedMethodology
from hubflow.reading.records.converter import toml_key
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.raw_tables import tables, tables_within
from hubflow.text.spoken import say


def missing_texts(
    loaded: LoadedMethodology, methodology: Methodology | None = None
) -> Iterator[Problem]:
    """Yield a problem for every text that is not in the hub's own language.

    ``methodology`` is the amended one where a hook amended what was loaded.
    """
    methodology = methodology or loaded.methodology
    language = methodology.hub.language
    for path, texts in _texts_in(methodology, ()):
        if language not in texts:
            yield loaded.problem(path, say("kit.no_text_in_language", language=language),
                                 say("kit.it_is_there_in", languages=", ".join(sorted(texts))))


def _texts_in(value: Any, at: KeyPath) -> Iterator[tuple[KeyPath, Mapping[str, str]]]:
    """Yield every text by language, with its path in the model."""
    if isinstance(value, tuple):
        for position, each in enumerate(value):
            yield from _texts_in(each, (*at, position))
    elif attrs.has(type(value)):
        attrs.resolve_types(type(value))
        for field in attrs.fields(type(value)):
            yield from _of_field(field, getattr(value, field.name), (*at, toml_key(field)))


def _of_field(
    field: attrs.Attribute[Any], value: Any, at: KeyPath
) -> Iterator[tuple[KeyPath, Mapping[str, str]]]:
    if field.type in (Texts, Texts | None):
        if value is not None:
            yield at, value
    elif field.type == tuple[Texts, ...]:
        yield from (((*at, position), texts) for position, texts in enumerate(value))
    elif field.type == Mapping[str, Texts]:
        yield from (((*at, key), texts) for key, texts in value.items())
    else:
        yield from _texts_in(value, at)


def missing_sources(
    loaded: LoadedMethodology, methodology: Methodology | None = None
) -> Iterator[Problem]:
    """Yield rules that decide but name no source, where the format does not require one."""
    methodology = methodology or loaded.methodology
    to_do = say("method-checks.name_a_source")
    unsourced = [rule for rule in rules_of(methodology) if rule.source is None]
    for gate in rules_on(unsourced, Gate):
        if gate.phase and gate.phase.source is None and (
                GateRules.read(gate.phase).decides):
            yield loaded.problem(gate.at, say("kit.gate_without_source", phase=gate.phase.id),
                                 to_do)
    panel = methodology.panel
    unsaid = Panel()
    if panel.source is None and any(
            getattr(panel, name) != getattr(unsaid, name)
            for name in ("minimum_assessors", "combine", "trim", "origin")):
        yield loaded.problem(("panel",), say("kit.rules_of_jury_no_source"), to_do)
    for part in rules_on(unsourced, Section, FinanceLine):
        yield loaded.problem(part.at, say("kit.neither_names_a_source"), to_do)


def unused_sources(loaded: LoadedMethodology) -> Iterator[Problem]:
    """Yield sources that no rule names, that have no note, and that no other note names by id."""
    data = loaded.file.data
    named = {table.get("source") for _, table in tables_within(data)
             if isinstance(table.get("source"), str)}
    for at, source in tables(data, "sources"):
        id = source.get("id")
        if not isinstance(id, str) or id in named:
            continue
        notes = (str(table.get("note", "")) for _, table in tables_within(data))
        if not str(source.get("note", "")).strip() and not any(
                re.search(rf"(?<![\w-]){re.escape(id)}(?![\w-])", note) for note in notes):
            yield loaded.file.problem((*at, "id"), say("kit.no_rule_names", id=id),
                                      say("kit.name_note_or_take_out"))


def unused_parameters(compiled: Compiled, code: str) -> Iterator[Problem]:
    """Yield parameters that no rule reads and that the plugin's ``code`` does not name either."""
    for index, parameter in enumerate(compiled.methodology.parameters):
        column = parameter_column(parameter.id)
        names = "|".join(re.escape(name) for name in {column.removeprefix("parameters."),
                                                      parameter.id})
        if column not in compiled.reads and not re.search(rf"(?<![\w-])({names})(?![\w-])", code):
            yield compiled.loaded.problem(("parameters", index),
                                          say("kit.parameter_not_read", id=parameter.id),
                                          say("kit.write_or_take_parameter", column=column))
    yield from _unused_values(compiled)
    for rule in rules_on(compiled.rules, ExceptionRule):
        column = exception_column(rule.id)
        if column not in compiled.reads:
            yield compiled.loaded.problem(rule.at, say("kit.exception_not_read", id=rule.id),
                                          say("kit.write_or_take_exception", column=column))


def _unused_values(compiled: Compiled) -> Iterator[Problem]:
    """Yield named parts to which no expression of their phase refers."""
    named = {(rule.phase and rule.phase.id, name) for rule in compiled.rules
             for expression in rule.expressions.values() for name in expression.values}
    for rule in rules_on(compiled.rules, NamedValue):
        name = value_column(rule.id)
        if (rule.phase and rule.phase.id, name) not in named:
            yield compiled.loaded.problem(rule.at, say("kit.value_not_read", id=rule.id),
                                          say("kit.write_or_take_value", name=name))
