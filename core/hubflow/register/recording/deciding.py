"""Record what people decide of a venture: decisions, pauses, closures. Only these move it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.model.identity import PASSES
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.model.results import PhaseResult
from hubflow.plugins.manager import LoadedHub
from hubflow.register.recording.editions import hub_of, stored_edition
from hubflow.register.recording.lifecycle import (
    check_allowed,
    check_day,
    check_in_race,
    check_reasons,
    departs,
    lacking,
)
from hubflow.register.recording.option_errors import problems_by_option
from hubflow.register.recording.steps import check_final
from hubflow.register.standing.outcome import changes
from hubflow.register.standing.running import check_rebuilt, unsound
from hubflow.register.standing.standing_table import refresh
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.entries import Draft, EntryKind, JournalEntry, with_accepted
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say


def decide(
    journal: Journal, standing: VentureStanding, word: str, *, body: str, on: dt.date, by: str,
    reasons: str = "", evidence: Iterable[str] = (), learning: str = "", phase: str | None = None,
    plugin_hub: LoadedHub | None = None, accepted: str = "",
) -> VentureStanding:
    """Record what a body decided on the present phase; return where the venture stands then.

    ``standing`` is where it stands before, as :func:`known` tells it. ``accepted`` is why signs of
    people served in its words are right. Raises :class:`BadInput` where the lifecycle does not
    allow it, where nothing was recommended yet, where it departs without reasons, or where a
    guarantee does not let the venture past.
    """
    record_decision(journal, standing, word, body=body, on=on, by=by, reasons=reasons,
                    evidence=evidence, learning=learning, phase=phase, accepted=accepted)
    for bad in unsound_decisions(journal, [(standing, word)], on, plugin_hub).values():
        raise bad
    return refresh(journal, standing.hub, [standing.venture])[standing.venture]


def record_decision(
    journal: Journal, standing: VentureStanding, word: str, *, body: str, on: dt.date, by: str,
    reasons: str = "", evidence: Iterable[str] = (), learning: str = "", phase: str | None = None,
    accepted: str = "",
) -> None:
    """Record a decision as :func:`decide` does, without a look at what comes of it.

    :func:`unsound_decisions` looks at that, and the standings are computed again after it.
    """
    hub, venture = standing.hub, standing.venture
    check_day(standing, on, moves=True)
    check_allowed(word, standing)
    check_in_race(word, standing)
    _check_phase(standing, phase)
    check_final(journal, standing, word, on, standing.phase)
    problems = list(lacking(standing, word, reasons, learning, list(evidence)))
    last = journal.find(standing.run) if standing.run else None
    if last is not None and on < last.on:
        problems.append(Problem(venture, 0, "",
                                say("register-problems.is_before_the_day_of_the_run", on=on,
                                    on_2=last.on),
                                say("register-problems.is_the_day_right_on_names")))
    if problems:
        raise BadInput(problems)
    earlier = _decided_before(standing)
    draft = Draft(
        kind="decision", hub=hub, subject=venture, on=on,
        body={
            "phase": standing.phase or standing.stage, "decision": word, "run": standing.run,
            "recommendation": standing.recommendation, "departs": departs(standing, word),
            "evidence": list(evidence), "state": standing.state,
            "since": earlier.seq if earlier else None,
            "changed": _changed_since(journal, earlier, last),
        },
        personal=_personal(by, body, reasons, learning, accepted),
    )
    journal.append([draft])


def unsound_decisions(
    journal: Journal, decided: Iterable[tuple[VentureStanding, str]], on: dt.date,
    plugin_hub: LoadedHub | None = None,
) -> dict[str, BadInput]:
    """Return what is wrong with recorded decisions, by the ventures that they are on.

    Each is told with where its venture stood before. A call's ventures are looked at together;
    where something is wrong with them, each by itself.
    """
    words = {standing.venture: (standing, word) for standing, word in decided}
    passing = {id for id, (standing, word) in words.items() if word in PASSES and standing.phase}

    def check(group: Sequence[VentureStanding]) -> None:
        with problems_by_option(group[0].venture):
            checked = check_rebuilt(journal, group, on, plugin_hub)
        led_on = [one for one in group if one.venture in passing]
        if led_on:
            _check_guarantees(journal, led_on, checked, plugin_hub)

    return dict(unsound([standing for standing, _ in words.values()], check))


def act(
    journal: Journal, kind: EntryKind, standing: VentureStanding, *, body: str, on: dt.date,
    by: str, reasons: str, learning: str = "", accepted: str = "",
) -> VentureStanding:
    """Record a pause, a resumption or a closure with its reasons; arguments as for ``decide``."""
    hub, venture = standing.hub, standing.venture
    check_day(standing, on, moves=True)
    check_allowed(kind, standing)
    check_reasons(standing, kind, reasons=reasons, learning=learning)
    journal.append([Draft(
        kind=kind, hub=hub, subject=venture, on=on,
        body={"phase": standing.phase or standing.stage, "state": standing.state,
              "trading": standing.stage == "trade" and kind != "close"},
        personal=_personal(by, body, reasons, learning, accepted),
    )])
    with problems_by_option(venture):
        check_rebuilt(journal, [standing], on)
    return refresh(journal, hub, [venture])[venture]


def _personal(
    by: str, body: str, reasons: str, learning: str, accepted: str
) -> dict[str, Any]:
    return with_accepted(
        {"by": by, "body": body, "reasons": reasons, "learning": learning}, accepted)


def _check_phase(standing: VentureStanding, phase: str | None) -> None:
    if phase is None or phase in (standing.phase, standing.stage):
        return
    where = (say("register-problems.it_stands_in", phase=standing.phase_name) if standing.phase
             else say("register-problems.it_has_passed_every_phase"))
    raise one_problem(standing.venture,
                      say("register-problems.is_not_what_is_to_be", phase=phase, where=where),
                      say("register-problems.no_phase_is_skipped_decide_on"))


def _decided_before(standing: VentureStanding) -> JournalEntry | None:
    """Return the last decision on the same phase."""
    return next((entry for entry in reversed(standing.entries) if entry.kind == "decision"
                 and entry.body["phase"] == standing.phase), None)


def _changed_since(
    journal: Journal, earlier: JournalEntry | None, run: JournalEntry | None
) -> list[Mapping[str, Any]]:
    """Return what changed between the recommendations behind an earlier decision and this one."""
    before = journal.find(int(earlier.body["run"])) if earlier and earlier.body["run"] else None
    return list(changes(before.body, run.body)) if before and run else []


def _check_guarantees(
    journal: Journal, passing: Sequence[VentureStanding],
    checked: tuple[CaseSet, Prepared] | None, plugin_hub: LoadedHub | None,
) -> None:
    """Refuse an advance that a guarantee of the core forbids."""
    if checked is None:
        # the hub's code is not here: raises what to install
        hub_of(stored_edition(journal, passing[0].hub, passing[0].edition), plugin_hub)
        return
    cases, prepared = checked
    phases = {(venture.id, phase.phase): phase
              for venture in cases.result(prepared, severity=False).ventures
              for phase in venture.phases}
    for standing in passing:
        phase = phases[standing.venture, standing.phase]
        if phase.decision is not None and not phase.decision.moved:
            raise BadInput(_guarantee_problems(standing.venture, phase))


def _guarantee_problems(venture: str, phase: PhaseResult) -> list[Problem]:
    failing = [rule for rule in phase.requirements if rule.guarantee and rule.status != "holds"]
    return [
        Problem(venture, 0, phase.phase,
                say("register-problems.cannot_advance_whoever_decides_it", text=rule.text),
                rule.what_to_do) for rule in failing
    ] or [Problem(venture, 0, phase.phase,
                  say("register-problems.cannot_advance_an_earlier_phase_is"),
                  say("register-problems.hubflow_register_show_tells_where_it", venture=venture))]
