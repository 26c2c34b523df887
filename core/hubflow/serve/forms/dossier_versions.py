"""The versions of a venture's dossier in the register, and a new one made on the screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.model.input_problems import BadInput
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.dossiers.key_questions import KeyQuestions
from hubflow.reading.dossiers.load import as_from_applicants, read_inputs
from hubflow.reading.dossiers.roles import APPLICANT, HANDED_OUT, as_an_applicants
from hubflow.reading.dossiers.versions import changes, units_of
from hubflow.reading.toml.source import parse_toml, recorded_toml
from hubflow.reading.toml.toml_output import toml_text
from hubflow.register.office import people_served
from hubflow.register.office.updates import (
    UpdatePlan,
    UpdateRules,
    challenges_in,
    planned_updates,
)
from hubflow.register.recording.adding import add
from hubflow.register.storage.entries import JournalEntry, effective
from hubflow.register.storage.journal import Journal
from hubflow.serve.forms.people_signs import signs_by_field

_NOWHERE = Path("(register)", "(register)")


@attrs.frozen(eq=False, repr=False)
class DossierVersion:
    """One version of a dossier: its number, its entry, its data, and what it changed."""

    number: int
    entry: JournalEntry
    data: Mapping[str, Any]
    changed: tuple[tuple[str, str, str], ...]


def versions_of(
    journal: Journal, hub: str, venture: str, questions: KeyQuestions
) -> list[DossierVersion]:
    """Return the versions of a dossier in order, each with its changes against the one before.

    ``questions`` say what changed: the question, the answer before, and that after.
    """
    found: list[DossierVersion] = []
    for entry in effective(journal.read(hub=hub, subject=venture, kinds=["dossier", "correction"])):
        if entry.kind != "dossier":
            continue
        data = recorded_toml(str(entry.personal["text"]))
        changed = changes(units_of(found[-1].data), units_of(data)) if found else []
        found.append(DossierVersion(len(found) + 1, entry, data, tuple(
            (questions.question(each.unit), questions.value(each.unit, each.before),
             questions.value(each.unit, each.after)) for each in changed)))
    return found


def planned_version(
    journal: Journal, hub: str, venture: str, data: Mapping[str, Any], version: int,
    asked: Sequence[str],
) -> UpdatePlan:
    """Return what a dossier changes that was made on the screen from a version in the register.

    ``asked`` are the keys that the screen showed: others stay as they are, and so does what others
    changed since that version. As on an applicant's workbook these are facts and answers alone,
    whoever gives them. Raises :class:`BadInput` where both changed the same.
    """
    mark = {"to": APPLICANT, "version": version, "asks": list(asked)}
    file = parse_toml(toml_text({**as_an_applicants(data), HANDED_OUT: mark}), venture, _NOWHERE)
    named = data.get("challenge")
    above = challenges_in(journal, hub, [str(named)] if named else [])
    inputs = read_inputs([], [file], challenges=list(above.values()))
    if inputs.problems:
        raise BadInput(inputs.problems)
    return planned_updates(journal, hub, as_from_applicants(inputs), UpdateRules())


def record_version(
    journal: Journal, hub: LoadedHub, plan: UpdatePlan, *, by: str, accept: str,
    fields: Mapping[str, str],
) -> None:
    """Record a new version, as `register update` does.

    ``fields`` are the fields of the screen by the keys of the dossier. Raises ``SignsOfPeople``
    unless ``accept`` says why signs of people who are served are right.
    """
    method = hub.methodology.methodology
    found = people_served.signs_in_files(people_served.files_of(plan.inputs), [], method) if (
        people_served.can_look()) else ()
    if found and not accept.strip():
        raise signs_by_field((field_of(each.key, fields), each) for each in found)
    add(journal, hub, plan.inputs, on=dt.date.today(), by=by, update=True,
        accepted=people_served.reasons_by_file(found, accept))


def field_of(key: str, fields: Mapping[str, str]) -> str:
    """Return the field of the screen for a key of the dossier; empty for one that it lacks."""
    if key in fields:
        return fields[key]
    return next((field for each, field in fields.items()
                 if key and (key.startswith(each) or each.startswith(key))), "")
