"""Recompute recorded recommendations and decisions from their receipts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.model.input_problems import BadInput
from hubflow.model.results import AddOnReceipt, PluginChange, RunResult
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.manager import LoadedHub
from hubflow.register.recording.editions import StoredEdition, editions, hub_of, with_add_ons_of
from hubflow.register.standing.outcome import COMPARED, current_phase, outcome_of
from hubflow.register.standing.running import edition_cases, rates_of
from hubflow.register.storage.entries import JournalEntry
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say

_PARTS = (*COMPARED, "phase", "criteria", "requirements", "held")


@attrs.frozen
class ReplayDifference:
    """A recommendation or decision that differs from what its receipt gives now."""

    seq: int
    venture: str
    what: str
    recorded: Any
    recomputed: Any


@attrs.frozen
class RunChange:
    """What a plugin changed in a recorded run; ``now`` is what it changes there now."""

    seq: int
    then: PluginChange
    now: PluginChange | None


@attrs.frozen
class OtherAddOn:
    """An add-on that took part in a run and is not the same here; ``here`` is what is, if any."""

    seq: int
    then: AddOnReceipt
    here: AddOnReceipt | None


@attrs.frozen
class Replay:
    """How much was recomputed, and what differs.

    ``other_code`` lists runs whose hub had other code then; ``failed`` those that cannot be
    recomputed here, with why. ``changes`` is what plugins changed in the runs, ``other_add_ons``
    those that took part then and are gone or other ones now.
    """

    runs: int
    recommendations: int
    decisions: int
    differences: tuple[ReplayDifference, ...]
    other_code: tuple[int, ...]
    failed: tuple[tuple[int, str], ...]
    changes: tuple[RunChange, ...] = ()
    other_add_ons: tuple[OtherAddOn, ...] = ()


def replay(
    journal: Journal, hub: str, plugin_hub: LoadedHub | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Replay:
    """Recompute every recorded run of a hub as of its day, by the edition that it was made by.

    Add-ons that took no part then take none now. Withdrawn entries are recomputed, too: they were
    recorded all the same.
    """
    entries = journal.read(hub=hub, kinds=["run", "recommendation", "decision"])
    by_run: dict[int, list[JournalEntry]] = {}
    for entry in entries:
        if entry.kind == "recommendation":
            by_run.setdefault(int(entry.body["run"]), []).append(entry)
    kept = editions(journal, hub)
    hubs: dict[str, StoredEdition] = {}
    differences: list[ReplayDifference] = []
    other_code: list[int] = []
    failed: list[tuple[int, str]] = []
    changes: list[RunChange] = []
    other_add_ons: list[OtherAddOn] = []
    again: dict[int, Mapping[str, Any]] = {}
    runs = [entry for entry in entries if entry.kind == "run"]
    for run in runs:
        progress(say("register.progress_of_run", on=run.on, seq=run.seq))
        try:
            edition = str(run.body["edition"])
            if edition not in hubs:
                hubs[edition] = hub_of(kept[edition], plugin_hub)
            hub_then = with_add_ons_of(hubs[edition], run).hub
            other_add_ons += _other_add_ons(run, hub_then)
            result = rerun(journal, run, hubs[edition])
        except (BadInput, PluginCrash, KeyError) as error:
            failed.append((run.seq, str(error)))
            continue
        if hubs[edition].hub.hooks_digest != run.body["hooks"]:
            other_code.append(run.seq)
        changes += _changes(run, result)
        found = _outcomes(result)
        for entry in by_run.get(run.seq, ()):
            again[entry.seq] = found.get(entry.subject, {})
            differences += _differences(entry, again[entry.seq])
    decisions = [entry for entry in entries if entry.kind == "decision"]
    differences += [found for entry in decisions for found in _decided(entry, again)]
    return Replay(len(runs), len(again), len(decisions), tuple(differences), tuple(other_code),
                  tuple(failed), tuple(changes), tuple(other_add_ons))


def rerun(
    journal: Journal, run: JournalEntry, kept: StoredEdition, language: str | None = None
) -> RunResult:
    """Return a recorded run, computed again from its receipt, without its assessors' severity."""
    cases = run_cases(journal, run, kept)
    return cases.result(cases.prepared(language=language), severity=False)


def run_cases(journal: Journal, run: JournalEntry, edition: StoredEdition) -> CaseSet:
    """Return the ventures that a recorded run was made of, with its add-ons.

    In runs of an older hubflow, whose receipts do not say `race`, those who left still competed;
    without `people` each spelling of an assessor's name was an assessor, without `members` the
    last record of a member held, whatever its day and call, without `judged_in_race` judgements
    counted that were made after a venture left its call, without `places_given_back` winners that
    withdrew or were excluded kept their places, and without `returns` who came back counted as if
    it had never been away.
    """
    return edition_cases(
        journal, with_add_ons_of(edition, run), run.body["cohort"],
        dt.date.fromisoformat(run.body["as_of"]), rates_of(run), until=int(run.body["journal"]),
        everyone_competes=not run.body.get("race", False),
        names_as_written=not run.body.get("people", False),
        old_members=not run.body.get("members", False),
        late_judgements=not run.body.get("judged_in_race", False),
        places_kept=not run.body.get("places_given_back", False),
        returns_forgotten=not run.body.get("returns", False))


def _other_add_ons(run: JournalEntry, hub: LoadedHub) -> Iterator[OtherAddOn]:
    """Yield the add-ons of a recorded run that are not here, or not with the same code."""
    here = {(each.name, each.distribution): each for each in hub.add_ons}
    for said in run.body.get("add_ons", ()):
        then = AddOnReceipt(**{each.name: said[each.name] for each in attrs.fields(AddOnReceipt)})
        now = here.get((then.name, then.distribution))
        if now != then:
            yield OtherAddOn(run.seq, then, now)


def _changes(run: JournalEntry, result: RunResult) -> Iterator[RunChange]:
    """Yield what plugins changed in a recorded run, beside what they change now."""
    now = {(each.plugin, each.hook): each for each in result.changes}
    for said in run.body.get("changes", ()):
        then = PluginChange(plugin=said["plugin"], hook=said["hook"], what=tuple(said["what"]))
        yield RunChange(run.seq, then, now.get((then.plugin, then.hook)))


def _outcomes(result: RunResult) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for venture in result.ventures:
        phase = current_phase(venture)
        if phase is not None:
            found[venture.id] = outcome_of(venture, phase)
    return found


def _differences(entry: JournalEntry, now: Mapping[str, Any]) -> Iterator[ReplayDifference]:
    for part in _PARTS:
        if entry.body.get(part) != now.get(part):
            yield ReplayDifference(
                entry.seq, entry.subject, part, entry.body.get(part), now.get(part)
            )


def _decided(
    entry: JournalEntry, again: Mapping[int, Mapping[str, Any]]
) -> Iterator[ReplayDifference]:
    """Return a difference if a decision's recommendation is not what its run gives."""
    now = again.get(int(entry.body["run"] or 0))
    if now is not None and now.get("recommendation") != entry.body["recommendation"]:
        yield ReplayDifference(entry.seq, entry.subject, "decision", entry.body["recommendation"],
                         now.get("recommendation"))
