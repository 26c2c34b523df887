"""The key figures of ventures: whom they serve, their jobs and money, and where they stand.

Nothing is worked out that is not on record: what no dossier says is not known, and sums say of how
many ventures they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from hubflow.documents.figures.award_money import AwardMoney, MoneySum, money_lines, totals
from hubflow.documents.result_words import ResultWords
from hubflow.documents.traces.trace_tree import fact_node
from hubflow.engine.pipeline.case_table import VentureCase
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.model.call import GIVES_PLACE_BACK, NEVER_IN_RACE, OUT_OF_RACE
from hubflow.model.input_problems import one_problem
from hubflow.model.results import RunResult, VentureResult
from hubflow.text.catalogue import words
from hubflow.text.spoken import say

PEOPLE = ("trade.service_users", "test.people_came")
"""The facts that say how many people a venture serves: the first that is known counts."""
JOBS = ("trade.jobs",)
AWARDED = "incubate.awarded"


@attrs.frozen(kw_only=True)
class KeyFigure:
    """A figure; None where nobody says it. ``of`` ventures, ``stated`` are those that say it."""

    value: float | None
    assumption: bool = False
    stated: int = 1
    of: int = 1


@attrs.frozen(kw_only=True)
class VentureFigures:
    """The figures of one venture, or of several together (``name`` is empty then).

    ``money`` has a sum for each currency, none where no award is recorded; ``passed`` are the
    phases that it is past.
    """

    name: str
    stands: str
    passed: int
    people: KeyFigure
    jobs: KeyFigure
    money: tuple[MoneySum, ...]
    money_assumed: bool


@attrs.frozen(kw_only=True)
class KeyFigures:
    """The figures of ventures, those that got furthest first, and of all together.

    ``stages`` are the hub's stages and ends with the number of ventures in each. ``left_out`` are
    those that never were in the race of their call, with why, such as `inadmissible`: no figure
    counts them.
    """

    ventures: tuple[VentureFigures, ...]
    together: VentureFigures
    stages: tuple[tuple[str, int], ...]
    left_out: tuple[tuple[str, str], ...] = ()


def key_figures(
    prepared: Prepared, result: RunResult, *, funder: str | None = None
) -> KeyFigures:
    """Return the key figures of a run's ventures; with ``funder`` of those that it funds.

    Its money is that of its own awards then. Raises :class:`BadInput` where it funds none.
    """
    showing = ResultWords(result.hub.language)
    cases = {case.id: case for case in prepared.cases}
    chosen, never = _by_race(result)
    money = money_lines((cases[venture.id].entry.dossier for venture in chosen),
                        prepared.methodology.hub.currency,
                        {venture.id for venture in chosen if venture.state == "closed"})
    if funder is not None:
        money = _of_funder(money, funder, result.hub.language)
        funded = {line.venture for line in money}
        chosen = [venture for venture in chosen if venture.id in funded]
    found = [_venture(venture, cases[venture.id], prepared, money, showing) for venture in chosen]
    stages = [stage.stage for stage in chosen[0].stages] if chosen else []
    states = [_state(venture) for venture in chosen]
    ends = [state for state in dict.fromkeys(states) if state not in stages]
    out = words(result.hub.language, "call")
    return KeyFigures(
        ventures=tuple(sorted(found, key=lambda each: (-each.passed, each.name))),
        together=_together(found, money),
        stages=tuple((_stands(state, showing), states.count(state)) for state in (*stages, *ends)),
        left_out=tuple((venture.name, out[_state(venture)]) for venture in never))


def _by_race(result: RunResult) -> tuple[list[VentureResult], list[VentureResult]]:
    """Return a run's ventures, apart from those that never were in the race of their call."""
    ventures = [venture for venture in result.ventures if venture.kind == "venture"]
    never = [venture for venture in ventures if _state(venture) in NEVER_IN_RACE]
    return [venture for venture in ventures if venture not in never], never


def _state(venture: VentureResult) -> str:
    """Return where a venture stands: its stage or end; out of the race how it stands there."""
    out = venture.member.standing if venture.member and not venture.member.in_race else None
    return out if out in OUT_OF_RACE else venture.state


def _stands(state: str, showing: ResultWords) -> str:
    """Return the word for where a venture stands."""
    known = state in GIVES_PLACE_BACK
    return words(showing.language, "call")[state] if known else showing.word(state)


def _of_funder(
    lines: Sequence[AwardMoney], funder: str, language: str
) -> list[AwardMoney]:
    """Return the awards of a funder, whose name may be written in small or large letters."""
    hub = words(language, of="money")["hub"]
    names = {(line.funder or hub).casefold(): line.funder or hub for line in lines}
    found = [line for line in lines if (line.funder or hub).casefold() == funder.casefold()]
    if not found:
        known = "; ".join(sorted(names.values()))
        raise one_problem(f"--funder {funder}", say("office.no_award_of_funder"),
                          say("office.funders_on_record", known=known) if known
                          else say("office.no_award_recorded"))
    return found


def _venture(
    venture: VentureResult, case: VentureCase, prepared: Prepared, money: Sequence[AwardMoney],
    showing: ResultWords,
) -> VentureFigures:
    own = [line for line in money if line.venture == venture.id]
    return VentureFigures(
        name=venture.name, stands=_stands(_state(venture), showing),
        passed=sum(phase.goes_on for phase in venture.phases),
        people=_figure(case, prepared, PEOPLE), jobs=_figure(case, prepared, JOBS),
        money=tuple(totals(own)),
        money_assumed=bool(own) and _assumed(case, prepared, AWARDED))


def _figure(case: VentureCase, prepared: Prepared, names: Iterable[str]) -> KeyFigure:
    """Return the first of these facts that is known."""
    for name in names:
        value = case.facts.values.get(name)
        if isinstance(value, int | float):
            return KeyFigure(value=value, assumption=_assumed(case, prepared, name, value))
    return KeyFigure(value=None, stated=0)


def _assumed(case: VentureCase, prepared: Prepared, name: str, value: Any = None) -> bool:
    """Return whether a fact rests on what was made up, or on an assumption of the method."""
    return fact_node(case.entry.dossier, prepared.methodology, prepared.language, name,
                     value).assumption


def _together(found: Sequence[VentureFigures], money: Sequence[AwardMoney]) -> VentureFigures:
    return VentureFigures(
        name="", stands="", passed=0, people=_added([each.people for each in found]),
        jobs=_added([each.jobs for each in found]), money=tuple(totals(money)),
        money_assumed=any(each.money_assumed for each in found))


def _added(figures: Sequence[KeyFigure]) -> KeyFigure:
    known = [each for each in figures if each.value is not None]
    return KeyFigure(
        value=round(sum(each.value or 0 for each in known), 9) if known else None,
        assumption=any(each.assumption for each in known), stated=len(known), of=len(figures))
