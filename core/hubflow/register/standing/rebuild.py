"""Rebuild from the journal what the engine runs: dossiers, with everything recorded since."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.model.call import Call
from hubflow.model.input_problems import BadInput, one_problem
from hubflow.model.judgements import Judgement
from hubflow.model.methodology import Methodology
from hubflow.reading.dossiers.load import Inputs, read_inputs
from hubflow.reading.dossiers.roles import HANDED_OUT
from hubflow.reading.records.legal import shown
from hubflow.reading.toml.source import TomlFile, recorded_toml
from hubflow.reading.values.normal_text import name_key
from hubflow.register.calls.call_entries import (
    call_of_entry,
    with_members,
    with_members_of_old,
    with_places_kept,
    with_steps,
)
from hubflow.register.recording.dossier_entries import judgement_of
from hubflow.register.standing.award_plan import planned, with_recorded
from hubflow.register.standing.edition_phases import EditionPhase, carried
from hubflow.register.standing.recorded_scales import JudgedScales
from hubflow.register.standing.standing_table import phases_by_edition
from hubflow.register.standing.venture_standing import call_of_venture
from hubflow.register.storage.entries import FIGURES, JournalEntry, effective, latest, stated
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say

_NOWHERE = Path("(register)", "(register)")
"""Where no file lies, so that nothing on the disk is taken for a part of the register."""

_LEDGER = ("start", "end", "basis", *FIGURES)
_AWARD = ("id", "funder_identifier", "amount", "currency", "date", "stage")
_RESOURCE = ("kind", "date", "amount", "hours", "months", "instrument")
_DAYS = frozenset({"start", "end", "date"})


@attrs.frozen(eq=False, repr=False)
class RebuiltInputs:
    """The inputs of a run, and the judgements beyond those in the dossiers."""

    inputs: Inputs
    judgements: tuple[Judgement, ...]


def rebuild_inputs(
    journal: Journal, hub: str, edition: str, ventures: Iterable[str], *,
    until: int | None = None, phases: Mapping[str, Sequence[EditionPhase]] | None = None,
    scales: JudgedScales | None = None,
    old_members_on: dt.date | None = None, places_kept: bool = False,
) -> RebuiltInputs:
    """Return the dossiers and judgements of ventures from the journal, up to an entry.

    Decisions are told as an edition's phases have them; ``phases`` are those of each edition, by
    the register where they are left out. ``scales`` tells on which scale each judgement was made;
    without it all count as they stand, as in older versions. With ``old_members_on``, the day of an
    older hubflow's run, members of calls stand as they did in it; with ``places_kept`` winners that
    withdrew or were excluded keep their places.
    """
    phases = phases_by_edition(journal, hub) if phases is None else phases
    files, challenges = [], {}
    judgements: list[Judgement] = []
    members: dict[str, dict[str, Sequence[JournalEntry]]] = {}
    ventures = list(ventures)
    journal.gather(hub, ventures)
    method = _Method(
        hub, edition, tuple((name, tuple(each)) for name, each in phases.items()),
        tuple((each.digest, each.corrected) for each in journal.editions(hub)),
        None if scales is None else scales.methodology)
    for venture in ventures:
        recorded = journal.read(hub=hub, subject=venture, until=until)
        found = journal.worked_out((method, venture), recorded, functools.partial(
            _rebuilt, recorded, hub, edition, phases, None if scales is None else scales.anew()))
        if found is None:
            continue
        file = found.file
        files.append(file)
        judgements += found.judgements
        if scales is not None:
            scales.resting += found.resting
        if file.data.get("call"):
            members.setdefault(str(file.data["call"]), {})[venture] = found.entries
        named = file.data.get("challenge")
        if isinstance(named, str) and named not in challenges:
            above = file_of(effective(journal.read(hub=hub, subject=named, until=until)))
            if above is not None:
                challenges[named] = _translated(above, hub, edition, phases)
    kept = effective(journal.read(hub=hub, kinds=["call", "step", "correction"], until=until))
    calls = {entry.subject: with_steps(call_of_entry(entry), kept)
             for entry in kept if entry.kind == "call"}
    for id, own in members.items():
        call = calls.get(id, Call(id, hub))
        calls[id] = (with_members(call, own) if old_members_on is None
                     else with_members_of_old(call, own, old_members_on))
    if places_kept:
        calls = {id: with_places_kept(call) for id, call in calls.items()}
    run = {file.data.get("id") for file in files}
    beside = [file for id, file in challenges.items() if id not in run]
    inputs = read_inputs([], files, challenges=beside, known_calls=calls)
    return RebuiltInputs(inputs, tuple(judgements))


@attrs.frozen(cache_hash=True)
class _Method:
    """All that the dossier and judgements of a venture rest on beside its own entries."""

    hub: str
    edition: str
    phases: tuple[tuple[str, tuple[EditionPhase, ...]], ...]
    editions: tuple[tuple[str, tuple[int, ...]], ...]
    scales_of: Methodology | None


@attrs.frozen(eq=False, repr=False)
class _RebuiltVenture:
    """A venture's entries with corrections applied, and what a run takes of them.

    ``resting`` are judgements of its dossier that the method cannot count.
    """

    entries: Sequence[JournalEntry]
    file: TomlFile
    judgements: Sequence[Judgement]
    resting: Sequence[Judgement]


def _rebuilt(
    recorded: Sequence[JournalEntry], hub: str, edition: str,
    phases: Mapping[str, Sequence[EditionPhase]], scales: JudgedScales | None,
) -> _RebuiltVenture | None:
    """Return what a run takes of a venture's entries; None where no dossier is among them."""
    entries = effective(recorded)
    file = file_of(entries)
    if file is None:
        return None
    file = _translated(file, hub, edition, phases)
    if scales is not None:
        file = scales.fitted(file, latest(entries, "dossier"))
    return _RebuiltVenture(entries, file, judgements_in(recorded[0].subject, entries, scales),
                           () if scales is None else tuple(scales.resting))


def all_dossiers(journal: Journal, hub: str, ventures: Iterable[str]) -> Inputs:
    """Return the dossiers of ventures and challenges with everything recorded since.

    Decisions are told as the journal has them. Raises :class:`BadInput`.
    """
    ventures = list(ventures)
    journal.gather(hub, ventures)
    found = {id: file for id in ventures if (file := _file(journal, hub, id)) is not None}
    named = {str(file.data["challenge"]) for file in found.values() if "challenge" in file.data}
    beside = [file for id in sorted(named - set(found))
              if (file := _file(journal, hub, id)) is not None]
    inputs = read_inputs([], list(found.values()), challenges=beside)
    if inputs.problems:
        raise BadInput(inputs.problems)
    return inputs


def _file(journal: Journal, hub: str, subject: str) -> TomlFile | None:
    file = file_of(effective(journal.read(hub=hub, subject=subject)))
    if file is not None and file.data.get("id") != subject:
        raise one_problem(file.name, say("register-problems.its_dossier_has_another_id",
                                         data=shown(file.data.get("id"))),
                          say("register-problems.no_command_records_one_so_somebody"))
    return file


def file_of(entries: Sequence[JournalEntry]) -> TomlFile | None:
    """Return a venture's latest dossier with everything recorded since, as one file.

    A mark of a file that was handed out guards what the applicant sends. What the register adds is
    not the applicant's, so the mark is left out.
    """
    dossier = latest(entries, "dossier")
    if dossier is None:
        return None
    text = str(dossier.personal["text"])
    data = recorded_toml(text, f"{dossier.subject} (register)")
    data.pop(HANDED_OUT, None)
    if dossier.body.get("call"):
        data["call"] = call_of_venture(entries)
        if not data["call"]:
            del data["call"]
    for entry in entries:
        _add(data, entry, entries)
    for award in _stated_awards(data, dossier):
        _plan(award, award, entries, 0)
    name = f"{dossier.subject} (register)"
    digest = hashlib.sha256("\n".join(entry.digest for entry in entries).encode()).hexdigest()
    return TomlFile(_NOWHERE / f"{dossier.subject}.toml", name, digest, text, data)


def _translated(
    file: TomlFile, hub: str, edition: str, phases: Mapping[str, Sequence[EditionPhase]]
) -> TomlFile:
    """Return the file with decisions on other editions' phases moved to this edition's phases."""
    way = phases.get(edition, ())
    known = {phase.id for others in phases.values() for phase in others}
    decisions = []
    for said in file.data.get("decisions", []):
        if isinstance(said, dict) and said.get("hub") == hub and said.get("phase") in known:
            place = carried(str(said["phase"]), way, phases)
            if place is None:
                continue
            said = {**said, "phase": place}
        decisions.append(said)
    data = {**file.data, **({"decisions": decisions} if "decisions" in file.data else {})}
    return file.replace(data=data)


def _stated_awards(data: Mapping[str, Any], dossier: JournalEntry) -> list[dict[str, Any]]:
    """Return the awards that a dossier itself states: those before the ones of entries."""
    awards: list[dict[str, Any]] = data.get("incubate", {}).get("awards", [])
    return awards[:len(dossier.body.get("awards", ()))]


def _plan(
    award: dict[str, Any], plan: Mapping[str, Any], entries: Sequence[JournalEntry], seq: int
) -> None:
    """Put what was planned, paid and reported into an award as a dossier has it."""
    now = with_recorded(plan, entries, seq, str(award.get("id") or ""))
    for part, items in now.items():
        if items:
            award[part] = [{key: value for key, value in item.items() if key != "number"}
                           for item in items]


def _add(data: dict[str, Any], entry: JournalEntry, entries: Sequence[JournalEntry]) -> None:
    """Add one entry at the place where a dossier would have it."""
    if entry.kind == "ledger":
        _listed(data, "trade", "ledger").append(_fields(entry.body, _LEDGER))
    elif entry.kind == "award":
        texts = {key: entry.personal.get(key) for key in ("funder", "purpose", "programme")}
        award = {**_fields(entry.body, _AWARD), **stated(texts)}
        if entry.body.get("requested") is not None:
            award["amount_requested"] = entry.body["requested"]
        _plan(award, planned(entry), entries, entry.seq)
        _listed(data, "incubate", "awards").append(award)
    elif entry.kind == "resource":
        _listed(data, "trade", "resources").append(
            {**_fields(entry.body, _RESOURCE), **stated({"what": entry.personal.get("what")})})
    elif entry.kind in ("decision", "close", "pause", "resume"):
        data.setdefault("decisions", []).append(decision_of(entry))
        if entry.body.get("trading"):
            _pause(data, entry)


def decision_of(entry: JournalEntry) -> dict[str, Any]:
    """Return an entry as an item of a dossier's `[[decisions]]`."""
    word = entry.body.get("decision") or ("stop" if entry.kind == "close" else entry.kind)
    return {
        "hub": entry.hub, "phase": entry.body["phase"], "decision": word, "date": entry.on,
        "by": entry.personal["body"], "evidence": entry.body.get("evidence", []),
        **stated({key: entry.personal.get(key) for key in ("reasons", "learning")}),
    }


def _pause(data: dict[str, Any], entry: JournalEntry) -> None:
    """Return a pause of test trading, which stops its clock."""
    pauses = _listed(data, "trade", "pauses")
    if entry.kind == "pause":
        pauses.append({"start": entry.on,
                       **stated({"reason": entry.personal.get("reasons")})})
    elif entry.kind == "resume" and pauses and "end" not in pauses[-1]:
        pauses[-1]["end"] = max(entry.on - dt.timedelta(1), pauses[-1]["start"])


def _listed(data: dict[str, Any], section: str, key: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = data.setdefault(section, {}).setdefault(key, [])
    return entries


def _fields(body: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    return {key: dt.date.fromisoformat(body[key]) if key in _DAYS else body[key]
            for key in keys if body.get(key) is not None}


def judgements_in(
    venture: str, entries: Sequence[JournalEntry], scales: JudgedScales | None = None
) -> list[Judgement]:
    """Return the judgements; of two by one assessor on one day the later record counts."""
    found: dict[tuple[str, str, str, dt.date], Judgement] = {}
    for entry in entries:
        if entry.kind == "judgement":
            said = judgement_of(venture, entry.body, entry.personal, entry.on, entry.seq)
            who = said.assessor
            if scales is not None:
                who, said = name_key(who), scales.judged(said, entry, entries)
            found.pop((said.phase, said.criterion, who, entry.on), None)
            found[said.phase, said.criterion, who, entry.on] = said
    return list(found.values())
