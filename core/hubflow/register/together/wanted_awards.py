"""Record awards to many ventures at once: all of them, or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

import attrs

from hubflow.model.identity import PASSES
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.records.nearest import did_you_mean
from hubflow.register.calls.call_places import call_result
from hubflow.register.recording.money import (
    PlannedReport,
    PlannedTranche,
    TrancheRule,
    award,
    tranches_by,
)
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say


@attrs.frozen(kw_only=True)
class WantedAward:
    """An award to record; ``file`` and ``line`` are its row where a sheet holds it.

    ``requested`` is what the venture asked for, None where nobody said it.
    """

    venture: str
    funder: str
    amount: float
    currency: str | None = None
    stage: str | None = None
    purpose: str = ""
    id: str | None = None
    funder_identifier: str | None = None
    requested: float | None = None
    programme: str = ""
    tranches: tuple[PlannedTranche, ...] = ()
    reports: tuple[PlannedReport, ...] = ()
    file: str = ""
    line: int = 0

    @property
    def texts(self) -> Mapping[str, str]:
        """What is said of it in words, by the option or column that holds it."""
        return {"--purpose": self.purpose, "--programme": self.programme,
                "--tranche": "\n".join(part.condition for part in self.tranches),
                "--report": "\n".join(part.what for part in self.reports)}

    def placed(self, problem: Problem) -> Problem:
        """Return a problem with this award at the row that holds it."""
        if not self.file:
            return problem
        return attrs.evolve(problem, file=self.file, line=self.line,
                            key=problem.key.removeprefix("--"),
                            what=f"{self.venture}: {problem.what}")


@attrs.frozen
class DecidedAmount:
    """What the rules or a body gave a venture of a call's money, and what it asked for."""

    amount: float | None
    requested: float | None
    currency: str


def decided_amounts(
    journal: Journal, standings: Sequence[VentureStanding], on: dt.date,
    plugin_hub: LoadedHub | None = None,
) -> dict[str, DecidedAmount]:
    """Return what each venture of a call was given in the last phase with money that it passed.

    They are the amounts of the call's list. A venture is left out where no phase that it passed
    gives out money; its amount is None where evidence leaves it open.
    """
    from hubflow.documents.figures.list_money import money_lines
    from hubflow.documents.judged_phase import ranking

    result = call_result(journal, standings[0], on, plugin_hub) if standings else None
    found: dict[str, DecidedAmount] = {}
    for phase in [each.phase for each in result.ventures[0].phases] if result else ():
        assert result is not None
        for venture, line in money_lines(ranking(result.ventures, phase)).items():
            at = next(each for one in result.ventures if one.id == venture
                      for each in one.phases if each.phase == phase)
            if at.decision is not None and at.decision.decision in PASSES:
                found[venture] = DecidedAmount(line.amount, line.asked, line.currency)
    return {one.venture: found[one.venture] for one in standings if one.venture in found}


def left_in(
    standings: Iterable[VentureStanding], excepted: Collection[str]
) -> list[VentureStanding]:
    """Return the ventures without those excepted, which all have to be among them."""
    found = list(standings)
    ids = [one.venture for one in found]
    problems = [Problem(f"--except {id}", 0, "", say("register-problems.is_not_among_the_ventures"),
                        did_you_mean(id, ids)) for id in excepted if id not in ids]
    if problems:
        raise BadInput(problems)
    return [one for one in found if one.venture not in excepted]


def own_amounts(
    standings: Sequence[VentureStanding], amounts: Mapping[str, DecidedAmount]
) -> dict[str, tuple[float, DecidedAmount]]:
    """Return the amount of each venture, as decided.

    Raises :class:`BadInput` where the call gives out no money, and with every venture whose amount
    is open.
    """
    if not amounts:
        raise one_problem(f"--call {standings[0].call}",
                          say("register-problems.no_phase_gives_out_money"),
                          say("register-problems.say_the_same_for_all"))
    found: dict[str, tuple[float, DecidedAmount]] = {}
    problems: list[Problem] = []
    for one in standings:
        decided = amounts.get(one.venture)
        if decided is None or not decided.amount:
            problems.append(Problem(
                one.venture, 0, "", say("register-problems.no_amount_was_decided")
                                    if decided is None
                else say("register-problems.its_amount_is_open") if decided.amount is None
                else say("register-problems.it_was_given_nothing"),
                say("register-problems.leave_it_out_or_write_its_amount", venture=one.venture)))
        else:
            found[one.venture] = decided.amount, decided
    if problems:
        raise BadInput(problems)
    return found


def planned(
    like: WantedAward, standings: Iterable[VentureStanding], rules: Sequence[TrancheRule],
    own: Mapping[str, tuple[float, DecidedAmount]] | None = None,
) -> list[WantedAward]:
    """Return an award like ``like`` to each venture, its tranches by the rules.

    ``own`` are the amounts where each venture has another.
    """
    found = []
    for one in standings:
        amount, decided = (own or {}).get(one.venture, (like.amount, None))
        found.append(attrs.evolve(
            like, venture=one.venture, amount=amount, tranches=tuple(tranches_by(rules, amount)),
            requested=decided.requested if decided and like.requested is None else like.requested,
            currency=like.currency or (decided.currency if decided else None) or None))
    return found


def award_together(
    journal: Journal, hub: str, wanted: Sequence[WantedAward], *, on: dt.date, by: str,
    accepted: Mapping[str, str], again: bool = False,
) -> None:
    """Record awards; ``accepted`` says by venture why signs of people served are right.

    ``again`` records an award that was recorded before a second time.

    Raises :class:`BadInput` with all problems of all of them; the transaction then keeps none.
    """
    problems: list[Problem] = []
    for one in wanted:
        try:
            award(journal, hub, one.venture, funder=one.funder, amount=one.amount,
                  currency=one.currency, stage=one.stage, purpose=one.purpose, on=on, by=by,
                  id=one.id, funder_identifier=one.funder_identifier, requested=one.requested,
                  programme=one.programme, tranches=one.tranches, reports=one.reports,
                  accepted=accepted.get(one.venture, ""), again=again)
        except BadInput as bad:
            problems += map(one.placed, bad.problems)
    if problems:
        raise BadInput(problems)
