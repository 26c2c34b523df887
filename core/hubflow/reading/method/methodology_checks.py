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
from hubflow.reading.method.parameters import NAMEABLE, NOT_NAMEABLE
from hubflow.reading.method.score_checks import adjustment_flaws, group_flaws, tie_flaws
from hubflow.reading.records.flaws import RecordFlaw
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.raw_tables import date, number, table, tables, tables_within

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
            yield RecordFlaw((*at, "text"), "stands beside `answer`",
                             "A section is the dossier's text or the hub's own: leave one out.")
        elif "answer" not in section and "text" not in section:
            yield RecordFlaw((*at, "answer"), "is missing",
                             "Name the dossier's text that answers it, such as "
                             "`incubate.proposal.need`, or write the hub's own as `text`.")


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
            yield RecordFlaw((*at, "id"), f'"{id}" is an exception of another phase already',
                             "Each needs an id of its own: all rules read it by that.")
        elif not re.fullmatch(NAMEABLE, id):
            yield RecordFlaw((*at, "id"), *NOT_NAMEABLE)


def _named_values(values: list[tuple[KeyPath, dict[str, Any]]]) -> Iterator[RecordFlaw]:
    """Yield names of a phase's values that are used twice, or that no expression can write."""
    yield from repeated_ids(values)
    yield from _same_in_expressions([((*at, "id"), value.get("id")) for at, value in values])
    for at, value in values:
        id = value.get("id")
        if isinstance(id, str) and not re.fullmatch(NAMEABLE, id):
            yield RecordFlaw((*at, "id"), *NOT_NAMEABLE)


def _checkpoints(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield checkpoints after the same number of months, and ids used twice in one checkpoint."""
    seen = set()
    for at, checkpoint in tables(data, "checkpoints"):
        yield from repeated_ids(tables(checkpoint, "rules", at=at))
        month = number(checkpoint.get("month"))
        if month is not None and month in seen:
            yield RecordFlaw((*at, "month"), f"there is a checkpoint at month {month:g} already",
                       "Put its rules together.")
        seen.add(month)


def _call(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield a flaw where a call's final step is no step, or one that a call may skip."""
    steps = {step["id"]: (at, step) for at, step in tables(data, "call", "steps")
             if isinstance(step.get("id"), str)}
    final = table(data, "call").get("final")
    if table(data, "call").get("steps") == []:
        yield RecordFlaw(("call", "steps"), "has no step", "Head each with [[call.steps]].")
    if not isinstance(final, str) or not steps:
        return
    if final not in steps:
        yield RecordFlaw(("call", "final"), f'"{final}" is none of the steps',
                   did_you_mean(final, steps))
    elif steps[final][1].get("optional") is True:
        yield RecordFlaw(
            (*steps[final][0], "optional"), "the step with the final list cannot be left out",
            "Take `optional` out, or name another step in `final`.",
        )


def repeated_ids(entries: Iterable[tuple[KeyPath, dict[str, Any]]]) -> Iterator[RecordFlaw]:
    """Yield a flaw for each id that an earlier entry has already."""
    seen = set()
    for at, entry in entries:
        id = entry.get("id")
        if not isinstance(id, str):
            continue
        if id in seen:
            yield RecordFlaw((*at, "id"), f'"{id}" is used twice', "Each needs an id of its own.")
        seen.add(id)


def _unknown_sources(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    known = [source["id"] for _, source in tables(data, "sources")
             if isinstance(source.get("id"), str)]
    for at, entry in tables_within({k: v for k, v in data.items() if k != "sources"}):
        named = entry.get("source")
        if isinstance(named, str) and named not in known:
            yield RecordFlaw((*at, "source"), f'"{named}" is not among the [[sources]]',
                       did_you_mean(named, known))


def _instrument_days(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield windows and calls of instruments that close before they open, and doubled ones."""
    for at, instrument in tables(data, "instruments"):
        calls = list(tables(instrument, "calls", at=at))
        yield from repeated_ids(calls)
        if calls and "open" in instrument:
            yield RecordFlaw((*at, "open"), "the instrument has `calls` too",
                             "Write the days in its calls, and leave `open` out.")
        for where, window in [((*at, "open"), table(instrument, "open")), *calls]:
            first, last = date(window.get("from")), date(window.get("to"))
            if first is not None and last is not None and last < first:
                yield RecordFlaw((*where, "to"), f"{last} is before the {first} of `from`",
                                 "An instrument opens before it closes.")


def _same_in_expressions(named: Iterable[tuple[KeyPath, Any]]) -> Iterator[RecordFlaw]:
    """Yield names that become the same in expressions, which write ``_`` for hyphen and space."""
    seen: dict[str, str] = {}
    for at, name in named:
        if not isinstance(name, str):
            continue
        written = name.replace("-", "_").replace(" ", "_")
        if seen.setdefault(written, name) != name:
            yield RecordFlaw(at, f'"{name}" and "{seen[written]}" are the same in an expression',
                       "Choose another name.")


def _local_facts(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    for at, fact in tables(data, "facts"):
        id, type_, labels = fact.get("id"), fact.get("type"), fact.get("labels")
        if isinstance(id, str) and not re.fullmatch(NAMEABLE, id):
            yield RecordFlaw((*at, "id"), *NOT_NAMEABLE)
        if id in ("judgements", "answers"):
            yield RecordFlaw((*at, "id"), f"{id} stand under this key of a dossier",
                       "Choose another id.")
        if type_ in ("label", "labels") and not labels:
            yield RecordFlaw(at, "has no labels", "List the words in `labels`.")
        if isinstance(type_, str) and type_ not in ("label", "labels") and labels:
            yield RecordFlaw((*at, "labels"), f"belong to a label, not to {type_}")
        if type_ == "labels" and isinstance(labels, list):
            named: list[tuple[KeyPath, Any]] = [((*at, "labels", i), label)
                                             for i, label in enumerate(labels)]
            yield from _same_in_expressions(named)
            for path, label in named:
                if isinstance(label, str) and not re.fullmatch(LABEL, label):
                    yield RecordFlaw(
                        path, "cannot be named in an expression", "Use letters without "
                        "accents, digits, hyphens; dossiers tick it as it stands here.",
                    )
        if isinstance(labels, list) and len({repr(label) for label in labels}) < len(labels):
            yield RecordFlaw((*at, "labels"), "has a label twice")
        if type_ == "money" and fact.get("unit") is not None:
            yield RecordFlaw((*at, "unit"), "belongs to a number; money is in the hub's currency",
                             "Leave it out.")
        if type_ not in ("number", "money"):
            for bound in ("low", "high"):
                if bound in fact:
                    yield RecordFlaw((*at, bound), "belongs to a number")
