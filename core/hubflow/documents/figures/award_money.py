"""The money of ventures: what was asked for, awarded, paid, and is still to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal, get_args

import attrs

from hubflow.engine.facts.arithmetic import in_cents
from hubflow.model.business import Award, HubResource
from hubflow.model.dossier import Dossier

GroupBy = Literal["venture", "funder", "instrument", "year"]
GROUPS: tuple[GroupBy, ...] = get_args(GroupBy)

AMOUNTS = ("asked", "awarded", "paid", "outstanding", "lapsed")
"""The amounts of a line and of a sum, in the order in which they are shown."""


@attrs.frozen(kw_only=True)
class AwardMoney:
    """One award, or one grant of the hub, in its currency.

    ``funder`` is blank for the hub's own grants; ``instrument`` is the hub's instrument or the
    funder's programme. ``asked`` and ``awarded`` are None where nobody said them. ``due`` is the
    day of the next tranche that is not paid, where one is planned. ``ended``: the venture was
    stopped or closed, so nothing of it is paid any more.
    """

    venture: str
    name: str
    funder: str
    instrument: str
    year: int | None
    reference: str
    currency: str
    asked: float | None
    awarded: float | None
    paid: float
    due: dt.date | None
    ended: bool = False

    @property
    def outstanding(self) -> float | None:
        """What is still to be paid, below 0 what was paid too much; None where the award is not
        known.
        """
        left = self._not_paid
        return left if left is None or not self.ended else min(left, 0.0)

    @property
    def lapsed(self) -> float | None:
        """What was not paid of a venture that ended; None where its award is not known."""
        left = self._not_paid
        return 0.0 if not self.ended else left if left is None else max(left, 0.0)

    @property
    def _not_paid(self) -> float | None:
        if self.awarded is None:
            return None
        return (in_cents(self.awarded) - in_cents(self.paid)) / 100


@attrs.frozen(kw_only=True)
class MoneySum:
    """The money of one group in one currency; ``asked`` counts the lines that say it."""

    group: str
    currency: str
    lines: int
    asked: float
    asked_lines: int
    awarded: float
    paid: float
    outstanding: float
    lapsed: float


def shown_amounts(found: Iterable[AwardMoney | MoneySum]) -> tuple[str, ...]:
    """Return the amounts to show: what is no longer to be paid only where there is some."""
    return AMOUNTS if any(each.lapsed for each in found) else AMOUNTS[:-1]


def known(amount: object) -> float | None:
    """Return an amount that a dossier states; None where it states none, or that it is not known.
    """
    return float(amount) if isinstance(amount, int | float) else None


def money_lines(
    dossiers: Iterable[Dossier], currency: str, ended: Collection[str]
) -> list[AwardMoney]:
    """Return a line for each award and each grant of the hub, by venture and in recorded order.

    ``currency`` is the hub's, for dossiers that name none. ``ended`` are the ids of ventures that
    were stopped or closed.
    """
    lines = [line for dossier in sorted(dossiers, key=lambda each: each.id)
             for line in _lines(dossier)]
    return [attrs.evolve(line, currency=line.currency or currency, ended=line.venture in ended,
                         due=None if line.venture in ended else line.due) for line in lines]


def _lines(dossier: Dossier) -> Iterator[AwardMoney]:
    for award in dossier.incubate.awards:
        yield _award_line(dossier, award)
    for resource in dossier.trade.resources:
        if resource.kind == "grant" and known(resource.amount):
            yield _grant_line(dossier, resource)


def _award_line(dossier: Dossier, award: Award) -> AwardMoney:
    paid = sum(in_cents(known(tranche.amount) or 0) for tranche in award.tranches if tranche.paid)
    due = [tranche.date for tranche in award.tranches
           if isinstance(tranche.date, dt.date) and not tranche.paid]
    return AwardMoney(
        venture=dossier.id, name=dossier.name, funder=award.funder,
        instrument=award.programme or "", year=_year(award.date), reference=award.id or "",
        currency=award.currency or dossier.currency or "", asked=known(award.amount_requested),
        awarded=known(award.amount), paid=paid / 100, due=min(due, default=None))


def _grant_line(dossier: Dossier, grant: HubResource) -> AwardMoney:
    """Return the line of a grant of the hub, which is recorded when it is paid."""
    amount = known(grant.amount) or 0.0
    return AwardMoney(
        venture=dossier.id, name=dossier.name, funder="", instrument=grant.instrument or "",
        year=_year(grant.date), reference="", currency=dossier.currency or "", asked=None,
        awarded=amount, paid=amount, due=None)


def _year(day: object) -> int | None:
    return day.year if isinstance(day, dt.date) else None


def money_sums(lines: Sequence[AwardMoney], by: GroupBy) -> list[MoneySum]:
    """Return what the lines of each group add up to, each currency for itself, in order."""
    groups: dict[tuple[str, str], list[AwardMoney]] = {}
    for line in lines:
        groups.setdefault((_group(line, by), line.currency), []).append(line)
    return [_sum(group, currency, groups[group, currency]) for group, currency in sorted(groups)]


def totals(lines: Sequence[AwardMoney]) -> list[MoneySum]:
    """Return what all lines add up to, each currency for itself."""
    by_currency: dict[str, list[AwardMoney]] = {}
    for line in lines:
        by_currency.setdefault(line.currency, []).append(line)
    return [_sum("", currency, by_currency[currency]) for currency in sorted(by_currency)]


def _group(line: AwardMoney, by: GroupBy) -> str:
    found: Mapping[GroupBy, object] = {
        "venture": line.venture, "funder": line.funder, "instrument": line.instrument,
        "year": line.year}
    return str(found[by] or "")


def _sum(group: str, currency: str, lines: Sequence[AwardMoney]) -> MoneySum:
    asked = [line.asked for line in lines if line.asked is not None]
    return MoneySum(
        group=group, currency=currency, lines=len(lines), asked=_added(asked),
        asked_lines=len(asked), awarded=_added(line.awarded for line in lines),
        paid=_added(line.paid for line in lines),
        outstanding=_added(line.outstanding for line in lines),
        lapsed=_added(line.lapsed for line in lines))


def _added(amounts: Iterable[float | None]) -> float:
    """Return the sum of the known amounts, exact to the cent."""
    return sum(in_cents(amount) for amount in amounts if amount is not None) / 100
