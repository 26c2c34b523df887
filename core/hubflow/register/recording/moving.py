"""Move a venture to another edition of the method: shown first, then recorded, revertible."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import sqlalchemy as sa

from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.model.judgements import Judgement
from hubflow.model.rates import Rate
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.panel.judgement_checks import JudgementRules
from hubflow.register.recording.editions import hub_of, stored_edition
from hubflow.register.recording.lifecycle import check_day
from hubflow.register.recording.steps import check_call
from hubflow.register.standing.outcome import changes, current_phase, outcome_of
from hubflow.register.standing.rebuild import rebuild_inputs
from hubflow.register.standing.recorded_scales import JudgedScales
from hubflow.register.standing.running import evaluate, recorded_rates
from hubflow.register.standing.standing_table import (
    ids_of,
    known_standing,
    phases_by_edition,
    refresh,
    standing_of,
)
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.database_tables import standings
from hubflow.register.storage.entries import Draft, latest, with_accepted
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say, say_word

_ENDED = ("closed", "adopted", "established")
"""The states in which a venture stays under its edition."""


@attrs.frozen(eq=False, repr=False)
class Move:
    """The changes that another edition would bring for a venture.

    ``changed`` is empty where it would be in another phase: then nothing can be laid side by
    side. ``judgements_lost`` counts those on criteria that the edition does not ask for;
    ``ask_again`` those on another scale, by the phase and id of their criterion, ``converted``
    those that the method converts.
    """

    before: VentureStanding
    after: VentureStanding
    recommended_before: str
    recommended_after: str
    changed: Sequence[Mapping[str, Any]]
    judgements_lost: int
    ask_again: Mapping[tuple[str, str], int] = attrs.field(factory=dict)
    converted: int = 0


def move(
    journal: Journal, hub: str, venture: str, edition: str, *, on: dt.date, by: str, body: str,
    reasons: str, plugin_hub: LoadedHub | None = None, back: bool = False, accepted: str = "",
    leave_call: bool = False,
) -> Move:
    """Move a venture to an edition of its hub in the register; return what changes by it.

    With ``leave_call`` it leaves its call. Raises :class:`BadInput` where the venture has ended,
    is under this edition already, or would stand in another edition than the rest of its call.
    """
    before = known_standing(journal, hub, venture)
    rest = _rest_of_call(journal, before)
    apart = [one for one in rest if one.edition != edition]
    if apart and not leave_call:
        under = ", ".join(sorted({one.edition for one in apart}))
        raise one_problem(
            venture, say("register-problems.it_competes_in_call_with_under", call=before.call,
                         apart=", ".join(one.venture for one in apart[:5]),
                         value=say("register-problems.and_others")
                         if len(apart) > 5 else "", under=under),
            say("register-problems.move_them_all_hubflow_register_move", call=before.call))
    leaves = before.call if apart and leave_call else ""
    return _moved(journal, [before], edition, on=on, by=by, body=body, reasons=reasons,
                  plugin_hub=plugin_hub, back=back, accepted=accepted, leaves=leaves)[0]


def move_call(
    journal: Journal, hub: str, call: str, edition: str, *, on: dt.date, by: str, body: str,
    reasons: str, plugin_hub: LoadedHub | None = None, back: bool = False, accepted: str = "",
) -> list[Move]:
    """Move all ventures of a call that have not ended to an edition; arguments as for ``move``."""
    check_call(journal, hub, call)
    phases = phases_by_edition(journal, hub)
    members = [found for id in ids_of(journal, hub, call=call)
               if (found := standing_of(journal, hub, id, phases)) is not None]
    going = [one for one in members if one.state not in _ENDED and one.edition != edition]
    if not going:
        raise one_problem(call, say("register-problems.all_its_ventures_that_have_not",
                                    edition=edition))
    return _moved(journal, going, edition, on=on, by=by, body=body, reasons=reasons,
                  plugin_hub=plugin_hub, back=back, accepted=accepted)


def call_edition_before(journal: Journal, hub: str, call: str) -> str:
    """Return the one edition that a call's ventures moved from. Raise :class:`BadInput` else."""
    phases = phases_by_edition(journal, hub)
    found = {str(last.body["from"]) for id in ids_of(journal, hub, call=call)
             if (one := standing_of(journal, hub, id, phases)) is not None
             and (last := latest(one.entries, "move")) is not None}
    if len(found) != 1:
        raise one_problem(call, say("register-problems.its_ventures_came_from_no_edition")
                          if not found else
                          say("register-problems.its_ventures_came_from_several_editions",
                              sorted=", ".join(sorted(found))),
                          say("register-problems.name_one_with_to"))
    return found.pop()


def _rest_of_call(journal: Journal, standing: VentureStanding) -> list[VentureStanding]:
    """Return the other ventures of a venture's call that have not ended."""
    if not standing.call:
        return []
    phases = phases_by_edition(journal, standing.hub)
    others = (standing_of(journal, standing.hub, id, phases)
              for id in ids_of(journal, standing.hub, call=standing.call)
              if id != standing.venture)
    return [one for one in others if one is not None and one.state not in _ENDED]


def _moved(
    journal: Journal, going: Sequence[VentureStanding], edition: str, *, on: dt.date, by: str,
    body: str, reasons: str, plugin_hub: LoadedHub | None, back: bool, accepted: str,
    leaves: str = "",
) -> list[Move]:
    """Record the moves of ventures that move together, and return what changes by them."""
    hub = going[0].hub
    problems = [problem for one in going for problem in _problems(one, edition, on)]
    if problems:
        raise BadInput(problems)
    stored_edition(journal, hub, edition)
    found_before = _outcomes(journal, going, on, plugin_hub)
    judged = {one.venture: _judged(journal, one, edition, plugin_hub) for one in going}
    drafts = []
    for one in going:
        last = latest(one.entries, "move")
        drafts.append(Draft(
            kind="move", hub=hub, subject=one.venture, on=on,
            body={"from": one.edition, "to": edition,
                  "reverts": last.seq if back and last else None,
                  **({"leaves": leaves} if leaves else {}),
                  **({"ask_again": [list(key) for key in again]}
                     if (again := judged[one.venture].ask_again) else {})},
            personal=with_accepted({"by": by, "body": body, "reasons": reasons}, accepted)))
    journal.append(drafts)
    after = refresh(journal, hub, [one.venture for one in going])
    found_after = _outcomes(journal, [after[one.venture] for one in going], on, plugin_hub)
    moves = []
    for one in going:
        then, now = found_before.get(one.venture, {}), found_after.get(one.venture, {})
        moves.append(Move(
            one, after[one.venture], str(then.get("recommendation", "")),
            str(now.get("recommendation", "")), changes(then, now) if then and now else [],
            len(judged[one.venture].lost), judged[one.venture].ask_again,
            judged[one.venture].converted))
    return moves


def _problems(standing: VentureStanding, edition: str, on: dt.date) -> Iterator[Problem]:
    venture = standing.venture
    try:
        check_day(standing, on)
    except BadInput as bad:
        yield from bad.problems
    if standing.edition == edition:
        yield from one_problem(venture, say("register-problems.it_is_under_edition_already",
                                            edition=edition)).problems
    elif standing.state in _ENDED:
        yield from one_problem(venture,
                               say("register-problems.it_is_what_was_decided_stays",
                                   state=say_word(standing.state),
                                   edition=standing.edition)).problems


def edition_before(standing: VentureStanding) -> str:
    """Return the edition that a venture moved from. Raise :class:`BadInput` if it never moved."""
    last = latest(standing.entries, "move")
    if last is None:
        raise one_problem(standing.venture, say("register-problems.it_was_never_moved_to_another"))
    return str(last.body["from"])


def _outcomes(
    journal: Journal, own: Sequence[VentureStanding], on: dt.date, plugin_hub: LoadedHub | None
) -> Mapping[str, Mapping[str, Any]]:
    """Return what their editions recommend for ventures' present phases, among their call."""
    found: dict[str, Mapping[str, Any]] = {}
    for edition in dict.fromkeys(one.edition for one in own):
        under = [one for one in own if one.edition == edition]
        kept = hub_of(stored_edition(journal, under[0].hub, edition), plugin_hub)
        together = dict.fromkeys(one.venture for one in under)
        for call in dict.fromkeys(one.call for one in under if one.call):
            together |= dict.fromkeys(journal.connection.execute(sa.select(
                standings.c.venture).where(
                    standings.c.hub == under[0].hub, standings.c.call == call,
                    standings.c.edition == edition)).scalars())
        rates: dict[str, Rate] = {}
        for one in under:
            rates |= recorded_rates(journal, one)
        result = evaluate(journal, kept, list(together), on, rates, severity=False)
        for venture in result.ventures:
            phase = current_phase(venture)
            if phase is not None:
                found[venture.id] = outcome_of(venture, phase)
    return found


@attrs.frozen(eq=False, repr=False)
class _MovedJudgements:
    """What becomes of judgements: off the criteria, to be made again (by criterion), converted."""

    lost: Sequence[Judgement]
    ask_again: Mapping[tuple[str, str], int]
    converted: int


def _judged(
    journal: Journal, standing: VentureStanding, edition: str, plugin_hub: LoadedHub | None
) -> _MovedJudgements:
    """Return what becomes of a venture's judgements under an edition."""
    kept = hub_of(stored_edition(journal, standing.hub, edition), plugin_hub)
    methodology = kept.hub.methodology.methodology
    rules = JudgementRules.of(methodology)
    scales = JudgedScales(journal, methodology)
    recorded = rebuild_inputs(
        journal, standing.hub, standing.edition, [standing.venture], scales=scales).judgements
    counting = [said for said in recorded if not said.conflict]
    again = [*(said for said in counting if list(rules.scale_problems(said))), *scales.resting]
    others = [said for said in counting if not list(rules.scale_problems(said))]
    return _MovedJudgements(
        [said for said in others if list(rules.problems(said))],
        dict(sorted(Counter((said.phase, said.criterion) for said in again).items())),
        sum(bool(said.given) for said in rules.on_own_scales(others)))
