"""Check a methodology's tables against each other: unique ids, sources and scales that exist.

Works on data in the shape of the model and passes over whatever has not the right type, which
structuring tells, so that every problem is told once and all are told together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from hubflow.reading.method.call_step_checks import step_phase_flaws
from hubflow.reading.method.criterion_checks import criterion_flaws, requirement_flaws
from hubflow.reading.method.panel_checks import panel_flaws
from hubflow.reading.method.parameters import NAMEABLE, not_nameable
from hubflow.reading.method.score_checks import adjustment_flaws, group_flaws, tie_flaws
from hubflow.reading.records.flaws import RecordFlaw
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.raw_tables import date, number, table, tables, tables_within
from hubflow.reading.values.normal_text import folded
from hubflow.text.spoken import say

LABEL = r"[A-Za-z0-9]+([-_ ][A-Za-z0-9]+)*"
"""Labels that can be ticked: each is a yes/no fact that expressions name."""


def methodology_flaws(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield the flaws of a methodology that lie between several values."""
    for names in (("sources",), ("facts",), ("phases",), ("instruments",), ("call", "steps"),
                  ("panel", "groups"),
                  ("proposal", "sections"), ("proposal", "finance")):
        yield from repeated_ids(tables(data, *names))
    yield from _unknown_sources(data)
    yield from _local_facts(data)
    yield from _instrument_days(data)
    for name in ("parameters", "facts"):
        yield from _same_in_expressions(
            [((*at, "id"), entry.get("id")) for at, entry in tables(data, name)])
    yield from _checkpoints(data)
    yield from _sections(data)
    yield from _call(data)
    yield from step_phase_flaws(data)
    yield from panel_flaws(data)
    yield from _exceptions(data)
    for at, phase in tables(data, "phases"):
        criteria = list(tables(phase, "criteria", at=at))
        requirements = list(tables(phase, "requirements", at=at))
        groups = list(tables(phase, "groups", at=at))
        ties = list(tables(phase, "gate", "ties", at=at))
        adjustments = list(tables(phase, "adjustments", at=at))
        exceptions = list(tables(phase, "exceptions", at=at))
        yield from repeated_ids([*groups, *criteria, *adjustments, *requirements, *ties,
                                 *exceptions])
        for path, adjustment in adjustments:
            yield from adjustment_flaws(path, adjustment)
        yield from _named_values(list(tables(phase, "values", at=at)))
        yield from tie_flaws(ties, table(phase, "gate").get("rank_by"))
        yield from group_flaws(at, phase)
        for path, criterion in criteria:
            yield from criterion_flaws(path, criterion)
        for path, requirement in requirements:
            yield from requirement_flaws(path, requirement)


def _sections(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield sections of the proposal that nobody writes, or two."""
    for at, section in tables(data, "proposal", "sections"):
        if "answer" in section and "text" in section:
            yield RecordFlaw((*at, "text"), say("method-checks.beside_answer"),
                             say("method-checks.section_one_text"))
        elif "answer" not in section and "text" not in section:
            yield RecordFlaw((*at, "answer"), say("reading-problems.is_missing"),
                             say("method-checks.name_the_answer"))


def _exceptions(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield names of exceptions that two phases use, or that no expression can write."""
    exceptions = [each for at, phase in tables(data, "phases")
                  for each in tables(phase, "exceptions", at=at)]
    yield from _same_in_expressions([((*at, "id"), each.get("id")) for at, each in exceptions])
    seen: dict[str, Any] = {}
    for at, each in exceptions:
        id = each.get("id")
        if not isinstance(id, str):
            continue
        if seen.setdefault(id, at[:-1]) != at[:-1]:
            yield RecordFlaw((*at, "id"), say("method-checks.exception_of_another", id=id),
                             say("method-checks.own_id_for_rules"))
        elif not re.fullmatch(NAMEABLE, id):
            yield RecordFlaw((*at, "id"), *not_nameable())


def _named_values(values: list[tuple[KeyPath, dict[str, Any]]]) -> Iterator[RecordFlaw]:
    """Yield names of a phase's values that are used twice, or that no expression can write."""
    yield from repeated_ids(values)
    yield from _same_in_expressions([((*at, "id"), value.get("id")) for at, value in values])
    for at, value in values:
        id = value.get("id")
        if isinstance(id, str) and not re.fullmatch(NAMEABLE, id):
            yield RecordFlaw((*at, "id"), *not_nameable())


def _checkpoints(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield checkpoints after the same number of months, and ids used twice in one checkpoint."""
    seen = set()
    for at, checkpoint in tables(data, "checkpoints"):
        yield from repeated_ids(tables(checkpoint, "rules", at=at))
        month = number(checkpoint.get("month"))
        if month is not None and month in seen:
            yield RecordFlaw((*at, "month"), say("method-checks.checkpoint_there", month=month),
                             say("method-checks.rules_together"))
        seen.add(month)


def _call(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield a flaw where a call's final step is no step, or one that a call may skip."""
    steps = {step["id"]: (at, step) for at, step in tables(data, "call", "steps")
             if isinstance(step.get("id"), str)}
    final = table(data, "call").get("final")
    if table(data, "call").get("steps") == []:
        yield RecordFlaw(("call", "steps"), say("method-checks.has_no_step"),
                         say("method-checks.head_call_steps"))
    if not isinstance(final, str) or not steps:
        return
    if final not in steps:
        yield RecordFlaw(("call", "final"), say("method-checks.none_of_the_steps", final=final),
                         did_you_mean(final, steps))
    elif steps[final][1].get("optional") is True:
        yield RecordFlaw((*steps[final][0], "optional"), say("method-checks.final_step_optional"),
                         say("method-checks.optional_or_final"))


def repeated_ids(entries: Iterable[tuple[KeyPath, dict[str, Any]]]) -> Iterator[RecordFlaw]:
    """Yield a flaw for each id that an earlier entry has already."""
    seen = set()
    for at, entry in entries:
        id = entry.get("id")
        if not isinstance(id, str):
            continue
        if id in seen:
            yield RecordFlaw((*at, "id"), say("reading-problems.is_used_twice", id=id),
                             say("reading-problems.each_needs_an_id_of_its"))
        seen.add(id)


def _unknown_sources(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    known = [source["id"] for _, source in tables(data, "sources")
             if isinstance(source.get("id"), str)]
    for at, entry in tables_within({k: v for k, v in data.items() if k != "sources"}):
        named = entry.get("source")
        if isinstance(named, str) and named not in known:
            yield RecordFlaw((*at, "source"),
                             say("reading-problems.is_not_among_the_sources", id=named),
                             did_you_mean(named, known))


def _instrument_days(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield windows and calls of instruments that close before they open, and doubled ones."""
    for at, instrument in tables(data, "instruments"):
        calls = list(tables(instrument, "calls", at=at))
        yield from repeated_ids(calls)
        if calls and "open" in instrument:
            yield RecordFlaw((*at, "open"), say("method-checks.has_calls_too"),
                             say("method-checks.days_in_calls"))
        for where, window in [((*at, "open"), table(instrument, "open")), *calls]:
            first, last = date(window.get("from")), date(window.get("to"))
            if first is not None and last is not None and last < first:
                yield RecordFlaw((*where, "to"),
                                 say("method-checks.closes_before", last=last, first=first),
                                 say("method-checks.opens_before_closes"))


def _same_in_expressions(named: Iterable[tuple[KeyPath, Any]]) -> Iterator[RecordFlaw]:
    """Yield names that become the same in expressions, which write ``_`` for hyphen and space."""
    seen: dict[str, str] = {}
    for at, name in named:
        if not isinstance(name, str):
            continue
        written = name.replace("-", "_").replace(" ", "_")
        if seen.setdefault(written, name) != name:
            yield RecordFlaw(at,
                             say("method-checks.same_in_expression", name=name,
                                 other=seen[written]), say("method-checks.choose_another_name"))


def _shared_names(at: KeyPath, labels: list[str], names: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield names of a label that are another's in any language: an answer could mean both."""
    called = {folded(label): label for label in labels}
    for label in labels:
        texts = names.get(label)
        for key, text in texts.items() if isinstance(texts, dict) else [((), texts)]:
            if isinstance(text, str) and (
                    other := called.setdefault(folded(text), label)) != label:
                yield RecordFlaw(
                    (*at, label, *([key] if key else ())),
                    say("method-checks.names_two_labels", text=text, label=label, other=other),
                    say("method-checks.choose_another_name"))


def _local_facts(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    for at, fact in tables(data, "facts"):
        id, type_, labels = fact.get("id"), fact.get("type"), fact.get("labels")
        if isinstance(id, str) and not re.fullmatch(NAMEABLE, id):
            yield RecordFlaw((*at, "id"), *not_nameable())
        if id in ("judgements", "answers"):
            yield RecordFlaw((*at, "id"), say("method-checks.stand_under_this_key", id=id),
                             say("method-checks.choose_another_id"))
        if type_ in ("label", "labels") and not labels:
            yield RecordFlaw(at, say("method-checks.has_no_labels"),
                             say("method-checks.list_the_words"))
        if isinstance(type_, str) and type_ not in ("label", "labels") and labels:
            yield RecordFlaw((*at, "labels"), say("method-checks.belong_to_a_label", type=type_))
        names = fact.get("label_names")
        if isinstance(names, dict):
            known = [str(label) for label in labels] if isinstance(labels, list) else []
            for label in names:
                if label not in known:
                    yield RecordFlaw((*at, "label_names", label),
                                     say("method-checks.no_such_label", label=label),
                                     did_you_mean(label, known))
            yield from _shared_names((*at, "label_names"), known, names)
        if type_ == "labels" and isinstance(labels, list):
            named: list[tuple[KeyPath, Any]] = [((*at, "labels", i), label)
                                             for i, label in enumerate(labels)]
            yield from _same_in_expressions(named)
            for path, label in named:
                if isinstance(label, str) and not re.fullmatch(LABEL, label):
                    yield RecordFlaw(path, say("method-checks.not_nameable"),
                                     say("method-checks.label_letters"))
        if isinstance(labels, list) and len({repr(label) for label in labels}) < len(labels):
            yield RecordFlaw((*at, "labels"), say("method-checks.label_twice"))
        if type_ == "money" and fact.get("unit") is not None:
            yield RecordFlaw((*at, "unit"), say("method-checks.unit_of_money"),
                             say("method-checks.leave_it_out"))
        if type_ not in ("number", "money"):
            for bound in ("low", "high"):
                if bound in fact:
                    yield RecordFlaw((*at, bound), say("method-checks.of_a_number"))
