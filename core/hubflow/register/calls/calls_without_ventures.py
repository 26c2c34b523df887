"""Record calls whose folders hold a ``call.toml`` and no dossiers yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import attrs

from hubflow.engine.call.call_checks import call_problems
from hubflow.model.files import CALL_FILE
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.dossiers.calls import FoundCall, find_call
from hubflow.reading.dossiers.file_store import may_be_dossier
from hubflow.reading.dossiers.load import Inputs
from hubflow.register.calls.call_entries import draft_of_call, newest_call_entry, seeds_that_differ
from hubflow.register.recording.editions import keep_edition
from hubflow.register.standing.standing_table import ids_of
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say


@attrs.frozen
class AddedCall:
    """A call that was recorded, or that the register has already as its file says it."""

    id: str
    name: str
    unchanged: bool


def split_paths(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Return the files ``call.toml`` of folders without dossiers, and the other paths.

    A ``call.toml`` that is named itself is one of them.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        file = path if path.name == CALL_FILE else path / CALL_FILE
        if file.is_file() and (path == file or not any(
                may_be_dossier(other.name) for other in path.iterdir())):
            found[path] = file
    return list(dict.fromkeys(found.values())), [path for path in paths if path not in found]


def add_calls(
    journal: Journal, hub: LoadedHub, files: Sequence[Path], *, on: dt.date, by: str
) -> list[AddedCall]:
    """Record calls by their files. Raises :class:`BadInput` with all that is wrong with them."""
    problems: list[Problem] = []
    calls: list[FoundCall] = []
    for file in files:
        call, wrong = find_call(file.parent)
        problems += wrong
        if call is not None:
            calls.append(call)
            problems += seeds_that_differ(journal, call.call, call.file, hub.id)
    inputs = Inputs((), (), frozenset(), "", calls=tuple(calls))
    problems += call_problems(inputs, hub.methodology.methodology, ids_of(journal, hub.id))
    if problems:
        raise BadInput(problems)
    if on > dt.date.today():
        raise one_problem("--on", say("register-problems.is_in_the_future", on=on))
    keep_edition(journal, hub, on, by)
    return [_added(journal, hub, call, on, by) for call in calls]


def _added(journal: Journal, hub: LoadedHub, found: FoundCall, on: dt.date, by: str) -> AddedCall:
    draft = draft_of_call(found.call, found.file, hub.id, hub.methodology.methodology.hub.edition,
                          on, by)
    kept = newest_call_entry(journal, hub.id, found.call.id)
    same = kept is not None and all(
        kept.personal.get(key) == draft.personal.get(key) for key in ("text", "assessors"))
    if not same:
        journal.append([draft])
    return AddedCall(found.call.id, found.call.name or found.call.id, same)
