"""Run the method for ventures in their present phases, and record the result with its receipt."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import sqlalchemy as sa

from hubflow.engine.call.call_notes import freed_sentence
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.model.input_problems import BadInput
from hubflow.model.judgements import Judgement
from hubflow.model.methodology import Methodology
from hubflow.model.rates import Rate
from hubflow.model.results import RunResult, VentureResult
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.panel.judgement_checks import JudgementRules
from hubflow.register.recording.editions import StoredEdition, hub_of, stored_edition
from hubflow.register.standing.outcome import changes, current_phase, outcome_of
from hubflow.register.standing.rebuild import rebuild_inputs
from hubflow.register.standing.recorded_scales import JudgedScales
from hubflow.register.standing.standing_table import refresh
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.database_tables import entries
from hubflow.register.storage.entries import Draft, JournalEntry, effective, latest
from hubflow.register.storage.journal import Journal
from hubflow.version import __version__

_KEPT = 10_000
"""Judgements of which it is kept at most whether an edition has their criterion."""


@attrs.frozen(eq=False, repr=False)
class Cohort:
    """Ventures that run together: a call's under one edition, or one venture without a call.

    ``recorded`` are those of whom a recommendation is wanted; the others only compete.
    """

    edition: str
    call: str
    ventures: tuple[str, ...]
    recorded: tuple[str, ...]


@attrs.frozen(eq=False, repr=False)
class RecordedRun:
    """One run of a cohort: its result, and what is new since each venture's last run."""

    cohort: Cohort
    result: RunResult
    seq: int
    changed: Mapping[str, Sequence[Mapping[str, Any]]]


def cohorts(standings: Iterable[VentureStanding], wanted: Iterable[str] | None) -> list[Cohort]:
    """Return the ventures by the runs they belong to: a call's together, others each alone.

    ``standings`` are all of a hub; those that are wanted (all that are open without it) bring in
    the rest of their call.
    """
    all_of = list(standings)
    asked = set(wanted) if wanted is not None else {s.venture for s in all_of}
    groups: dict[tuple[str, str], list[VentureStanding]] = {}
    for standing in all_of:
        groups.setdefault((standing.edition, standing.call), []).append(standing)
    found = []
    for (edition, call), members in sorted(groups.items()):
        recorded = tuple(s.venture for s in members if s.open and s.in_race and s.venture in asked)
        if recorded:
            together = tuple(s.venture for s in members) if call else recorded
            found.append(Cohort(edition, call, together, recorded))
    return found


def evaluate(
    journal: Journal, kept: StoredEdition, ventures: Sequence[str], as_of: dt.date,
    rates: Mapping[str, Rate], *, language: str | None = None, severity: bool = True,
) -> RunResult:
    """Return what the method recommends for ventures in the journal; record nothing.

    ``severity`` as for :meth:`CaseSet.result`.

    Raises :class:`BadInput` with all that is wrong with what was recorded.
    """
    cases = edition_cases(journal, kept, ventures, as_of, rates)
    return cases.result(cases.prepared(language=language), severity=severity)


def edition_cases(
    journal: Journal, kept: StoredEdition, ventures: Sequence[str], as_of: dt.date,
    rates: Mapping[str, Rate] | None = None, *, until: int | None = None,
    everyone_competes: bool = False, names_as_written: bool = False, old_members: bool = False,
    late_judgements: bool = False, places_kept: bool = False, returns_forgotten: bool = False,
) -> CaseSet:
    """Return ventures under an edition from the journal, up to an entry.

    With ``everyone_competes`` those who left a call count in it all the same; with
    ``names_as_written`` each spelling of an assessor's name is an assessor, and a score means the
    same on every scale; with ``late_judgements`` those made after a venture left its call count;
    with ``old_members`` members of calls stand as an older hubflow took them; with ``places_kept``
    winners that withdrew or were excluded keep their places; with ``returns_forgotten`` who came
    back counts as if it had never been away.
    """
    methodology = kept.hub.methodology.methodology
    again = rebuild_inputs(
        journal, kept.entry.hub, kept.entry.subject, ventures, until=until,
        scales=None if names_as_written else JudgedScales(journal, methodology),
        old_members_on=as_of if old_members else None, places_kept=places_kept)
    return CaseSet(
        hub=kept.hub, layout=kept.hub, inputs=again.inputs, as_of=as_of, rates=rates,
        judgements=fitting_judgements(again.judgements, methodology),
        decided_only=True, everyone_competes=everyone_competes,
        names_as_written=names_as_written, late_judgements=late_judgements,
        returns_forgotten=returns_forgotten)


def rates_of(run: JournalEntry) -> dict[str, Rate]:
    """Return the exchange rates that a recorded run used."""
    return {currency: Rate(value, source)
            for currency, (value, source) in run.body["rates"].items()}


def newest_run(journal: Journal, hub: str, call: str) -> JournalEntry | None:
    """Return the last recorded run of a call."""
    newest = journal.connection.execute(sa.select(sa.func.max(entries.c.seq)).where(
        entries.c.hub == hub, entries.c.kind == "run", entries.c.subject == call)).scalar()
    return None if newest is None else journal.find(int(newest))


def recorded_rates(journal: Journal, standing: VentureStanding) -> dict[str, Rate]:
    """Return the exchange rates of the last recorded run of a venture's call, or of the venture."""
    run = newest_run(journal, standing.hub, standing.call) if standing.call else None
    told = latest(standing.entries, "recommendation")
    if run is None and told is not None:
        run = journal.find(int(told.body["run"]))
    return {} if run is None else rates_of(run)


def check_rebuilt(
    journal: Journal, group: Sequence[VentureStanding], on: dt.date,
    plugin_hub: LoadedHub | None = None,
) -> tuple[CaseSet, Prepared] | None:
    """Raise :class:`BadInput` if ventures, with everything recorded of them, are not sound.

    They are one, or several of a call under one edition. Return what was checked, ready to be run;
    None where the code of the edition is not here.
    """
    standing, ventures = group[0], [one.venture for one in group]
    edition = stored_edition(journal, standing.hub, standing.edition)
    try:
        kept = hub_of(edition, plugin_hub)
    except BadInput:
        # the hub's code is not here: what every hub asks of a dossier is asked all the same
        inputs = rebuild_inputs(journal, standing.hub, standing.edition, ventures).inputs
        if inputs.problems:
            raise BadInput(inputs.problems) from None
        return None
    cases = edition_cases(journal, kept, ventures, on, recorded_rates(journal, standing))
    return cases, cases.prepared(language="en")


def unsound(
    standings: Iterable[VentureStanding], check: Callable[[Sequence[VentureStanding]], object]
) -> Iterator[tuple[str, BadInput]]:
    """Yield each venture in which a check finds something wrong, with what that is.

    A call's ventures under one edition are checked together, which takes a fraction of the time;
    where something is wrong with them, each by itself.
    """
    groups: dict[tuple[str, str, str], list[VentureStanding]] = {}
    for one in standings:
        groups.setdefault((one.edition, one.call, "" if one.call else one.venture), []).append(one)
    for group in groups.values():
        try:
            check(group)
        except BadInput as bad:
            if len(group) == 1:
                yield group[0].venture, bad
                continue
            for one in group:
                try:
                    check([one])
                except BadInput as own:
                    yield one.venture, own


def check_all_rebuilt(
    journal: Journal, standings: Iterable[VentureStanding], on: dt.date
) -> None:
    """Raise :class:`BadInput` with what is wrong with the first venture that is not sound."""
    for _, bad in unsound(standings, lambda group: check_rebuilt(journal, group, on)):
        raise bad


def fitting_judgements(
    judgements: Iterable[Judgement], methodology: Methodology
) -> list[Judgement]:
    """Return the judgements on criteria that an edition has; others do not count for now.

    Those on another scale are shown and do not count; a conflict of interest always holds.
    """
    return [judgement for judgement in judgements
            if judgement.conflict
            or _fits(methodology, judgement, isinstance(judgement.score, bool))]


@functools.lru_cache(maxsize=_KEPT)
def _fits(methodology: Methodology, judgement: Judgement, _yes_or_no: bool) -> bool:
    """Return whether an edition has the criterion. To a cache True equals 1."""
    rules = JudgementRules.of(methodology)
    return bool(list(rules.scale_problems(judgement))) or not list(rules.problems(judgement))


def run_cohort(
    journal: Journal, hub: str, cohort: Cohort, on: dt.date, by: str, rates: Mapping[str, Rate],
    plugin_hub: LoadedHub | None = None, *, record: bool = True, language: str | None = None,
) -> RecordedRun:
    """Run a cohort by its edition; record it unless it is a what-if."""
    kept = hub_of(stored_edition(journal, hub, cohort.edition), plugin_hub)
    seq, digest = journal.head()
    result = evaluate(journal, kept, cohort.ventures, on, rates, language=language)
    outcomes = {venture.id: outcome for venture in result.ventures
                if venture.id in cohort.recorded
                and (venture.member is None or venture.member.in_race)
                and (outcome := _outcome(venture)) is not None}
    changed = {id: changes(_before(journal, hub, id), outcome)
               for id, outcome in outcomes.items()}
    if not record:
        return RecordedRun(cohort, result, 0, changed)
    receipt = {
        "journal": seq, "inputs": digest, "cohort": list(cohort.ventures), "race": True,
        "people": True, "members": True, "judged_in_race": True, "places_given_back": True,
        "returns": True,
        "freed": [freed_sentence(result, freed, result.hub.language) for freed in result.freed],
        "freed_in": [{"phase": freed.phase, "moved_up": [one.venture for one in freed.moved_up]}
                     for freed in result.freed],
        "recorded": list(outcomes), "edition": cohort.edition, "as_of": on.isoformat(),
        "rates": {currency: [rate.value, rate.source] for currency, rate in rates.items()},
        "methodology": kept.entry.body["methodology"], "hooks": kept.hub.hooks_digest,
        "versions": {**result.receipt.versions, "hubflow": __version__},
        "add_ons": [attrs.asdict(each) for each in result.receipt.add_ons],
        "changes": [attrs.asdict(each) for each in result.changes],
    }
    (run,) = journal.append([Draft(kind="run", hub=hub, subject=cohort.call, on=on, body=receipt,
                                   personal={"by": by})])
    journal.append([
        Draft(kind="recommendation", hub=hub, subject=id, on=on,
              body={**outcome, "run": run, "changed": list(changed[id])}, personal={"by": by})
        for id, outcome in outcomes.items()
    ])
    refresh(journal, hub, outcomes)
    return RecordedRun(cohort, result, run, changed)


def notify_observers(ran: Iterable[RecordedRun], hub_for: Callable[[str], StoredEdition]) -> None:
    """Notify the hub's observers of runs that were recorded."""
    from hubflow.engine.pipeline.hooks import HubHooks

    for one in ran:
        HubHooks(hub_for(one.cohort.edition).hub).finished(one.result)


def _outcome(venture: VentureResult) -> dict[str, Any] | None:
    phase = current_phase(venture)
    return None if phase is None else outcome_of(venture, phase)


def _before(journal: Journal, hub: str, venture: str) -> Mapping[str, Any] | None:
    """Return the outcome of a venture's last run."""
    entries = effective(journal.read(hub=hub, subject=venture, personal=False,
                                     kinds=["recommendation", "correction"]))
    found = latest(entries, "recommendation")
    return None if found is None else found.body
