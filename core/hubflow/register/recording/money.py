"""Record ledger months, awards and the hub's resources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs

from hubflow.engine.facts.arithmetic import in_cents
from hubflow.engine.facts.trading_ledger import Month, days_of
from hubflow.engine.method.prepared_method import compiled_method
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.values.normal_text import folded
from hubflow.register.recording.editions import hub_currency, hub_of, stored_edition
from hubflow.register.recording.lifecycle import check_day
from hubflow.register.recording.option_errors import problems_by_option
from hubflow.register.standing.dues import month_text, recorded_months, trading_since
from hubflow.register.standing.running import check_all_rebuilt, check_rebuilt
from hubflow.register.standing.standing_table import known_standing, refresh
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.entries import (
    Draft,
    JournalEntry,
    effective,
    latest,
    stated,
    with_accepted,
)
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say, say_amount, say_word

_TWICE = "given here"
"""Where a month is taken that stands in the same sheet before."""


@attrs.frozen
class MonthRecord:
    """One month of a ledger: its figures, and the place from which they were read."""

    venture: str
    month: Month
    figures: Mapping[str, float]
    file: str = ""
    line: int = 0

    def problem(self, what: str, to_do: str = "") -> Problem:
        """Return a problem with this month at the place where it was read."""
        key = f"{self.venture}: {month_text(self.month)}" if self.file else month_text(self.month)
        return Problem(self.file or self.venture, self.line, key, what, to_do)


@attrs.frozen(eq=False, repr=False)
class PlannedTranche:
    """A part of an award: how much, when it is due, and what it depends on."""

    amount: float
    due: dt.date | None
    condition: str = ""


@attrs.frozen(eq=False, repr=False)
class TrancheRule:
    """A tranche of awards of different amounts: an amount of its own, or a share of each award."""

    due: dt.date | None
    amount: float | None = None
    share: Fraction | None = None
    condition: str = ""


def tranches_by(rules: Sequence[TrancheRule], amount: float) -> list[PlannedTranche]:
    """Return the tranches of an award of an amount.

    Shares are rounded to the cent; where all of them make a whole, the last takes what rounding
    leaves.
    """
    whole = in_cents(amount)
    cents = [in_cents(rule.amount or 0) if rule.share is None else round(whole * rule.share)
             for rule in rules]
    if rules and sum(rule.share or 0 for rule in rules) == 1:
        cents[-1] += whole - sum(cents)
    return [PlannedTranche(each / 100, rule.due, rule.condition)
            for rule, each in zip(rules, cents, strict=True)]


@attrs.frozen(eq=False, repr=False)
class PlannedReport:
    """A report that the funder of an award is owed by a day."""

    due: dt.date
    what: str = ""


def ledger(
    journal: Journal, hub: str, months: Sequence[MonthRecord], *, on: dt.date, by: str
) -> list[VentureStanding]:
    """Record ledger months; raises :class:`BadInput` with all problems of all of them."""
    problems: list[Problem] = []
    drafts: list[Draft] = []
    standings: dict[str, VentureStanding] = {}
    taken: dict[str, dict[Month, str]] = {}
    for record in sorted(months, key=lambda record: (record.venture, record.month)):
        if record.venture not in standings:
            try:
                standing = known_standing(journal, hub, record.venture)
                check_day(standing, on)
            except BadInput as bad:
                problems += [attrs.evolve(p, file=record.file or p.file, line=record.line)
                             for p in bad.problems]
                continue
            standings[record.venture] = standing
            taken[record.venture] = recorded_months(standing.entries)
        standing = standings[record.venture]
        wrong = list(_problems(record, standing, taken[record.venture], on))
        problems += wrong
        taken[record.venture].setdefault(record.month, _TWICE)
        drafts.append(_draft(record, hub, on, by))
    if problems:
        raise BadInput(problems)
    journal.append(drafts)
    now = refresh(journal, hub, standings)
    check_all_rebuilt(journal, standings.values(), on)
    return [now[venture] for venture in standings]


def _problems(
    record: MonthRecord, standing: VentureStanding, taken: Mapping[Month, str], on: dt.date
) -> list[Problem]:
    end = days_of(record.month)[1]
    begun = trading_since(standing)
    found = []
    if taken.get(record.month) == _TWICE:
        found.append(record.problem(say("register-problems.this_month_is_given_twice_here"),
                                    say("register-problems.give_it_once")))
    elif record.month in taken:
        found.append(record.problem(say("register-problems.this_month_is_recorded_already",
                                        taken=taken[record.month]),
                                    say("register-problems.mend_a_wrong_one_with_hubflow")))
    if end > on:
        found.append(record.problem(say("register-problems.the_month_ends_on_after", end=end,
                                        day=on),
                                    say("register-problems.a_month_is_recorded_once_it")))
    if begun is None:
        found.append(record.problem(say("register-problems.the_business_has_not_begun_to"),
                                    say("register-problems.say_in_its_dossier_when_trade_start")))
    elif end < begun:
        found.append(record.problem(say("register-problems.the_business_began_to_trade_on",
                                        begun=begun)))
    found += [record.problem(say("register-problems.must_be_or_more_not", key=say_word(key),
                                 value=value),
                             say("register-problems.where_an_accountant_writes_costs_as")
                             if record.file and key == "costs" else "")
              for key, value in record.figures.items() if value < 0]
    if not record.figures:
        found.append(record.problem(say("register-problems.no_figure_is_given"),
                                    say("register-problems.give_sales_costs_or_others_where")))
    return found


def _draft(record: MonthRecord, hub: str, on: dt.date, by: str) -> Draft:
    start, end = days_of(record.month)
    return Draft(
        kind="ledger", hub=hub, subject=record.venture, on=on,
        body={"start": start.isoformat(), "end": end.isoformat(), "basis": "month",
              **record.figures},
        personal={"by": by},
    )


def award(
    journal: Journal, hub: str, venture: str, *, funder: str, amount: float, on: dt.date, by: str,
    currency: str | None = None, stage: str | None = None, purpose: str = "",
    id: str | None = None, funder_identifier: str | None = None, requested: float | None = None,
    programme: str = "", tranches: Sequence[PlannedTranche] = (),
    reports: Sequence[PlannedReport] = (), accepted: str = "", again: bool = False,
) -> VentureStanding:
    """Record money that a funder awarded; ``id`` is the funder's reference for it.

    ``tranches`` and ``reports`` say how it is paid, and when the funder is owed a report. Raises
    :class:`BadInput` where an award of this funder has that reference already, and unless ``again``
    where the same award is recorded.
    """
    _check_new(journal, hub, venture, again=again, award={
        "funder": funder, "id": id or "", "amount": amount, "date": on.isoformat(),
        "programme": programme})
    body: dict[str, Any] = {
        "amount": amount, "currency": currency or _hub_currency(journal, hub, venture),
        "date": on.isoformat(), "stage": stage}
    more: dict[str, Any] = {
        "id": id, "funder_identifier": funder_identifier, "requested": requested,
        "tranches": [{"amount": part.amount, "date": part.due and part.due.isoformat()}
                     for part in tranches],
        "reports": [{"date": part.due.isoformat()} for part in reports]}
    texts: dict[str, Any] = {
        "programme": programme, "conditions": [part.condition for part in tranches],
        "reports": [part.what for part in reports]}
    return recorded_money(journal, hub, venture, Draft(
        kind="award", hub=hub, subject=venture, on=on, body={**body, **stated(more)},
        personal=with_accepted(
            {"by": by, "funder": funder, "purpose": purpose, **stated(texts)}, accepted)))


def _hub_currency(journal: Journal, hub: str, venture: str) -> str | None:
    """Return the hub's currency where a venture's dossier names none, so that amounts show one."""
    dossier = latest(known_standing(journal, hub, venture).entries, "dossier")
    stated = dossier is not None and dossier.body.get("currency")
    return None if stated else hub_currency(journal, hub) or None


def _check_new(
    journal: Journal, hub: str, venture: str, *, award: Mapping[str, Any], again: bool
) -> None:
    """Refuse an award that is already recorded: its money would count twice."""
    for entry in effective(journal.read(hub=hub, subject=venture, kinds=["award", "correction"])):
        if folded(entry.personal["funder"]) != folded(award["funder"]):
            continue
        if award["id"] and entry.body.get("id") == award["id"]:
            raise one_problem(venture, say("register-problems.an_award_of_with_the_reference",
                                           funder=award["funder"], id=award["id"], seq=entry.seq),
                              say("register-problems.a_wrong_award_is_mended"), key="--id")
        if not again and _is_same(entry, award):
            raise one_problem(venture, say("register-problems.the_same_award_is_recorded",
                                           funder=entry.personal["funder"], day=entry.on,
                                           amount=say_amount(entry.body["amount"], entry.body.get(
                                               "currency")), seq=entry.seq),
                              say("register-problems.record_a_second_with_again"))


def _is_same(entry: JournalEntry, award: Mapping[str, Any]) -> bool:
    """Return whether an award of the same funder has the same amount and day or programme.

    Two awards with references of their own are not the same.
    """
    programme = folded(award["programme"])
    return (not (award["id"] and entry.body.get("id"))
            and in_cents(entry.body["amount"]) == in_cents(award["amount"])
            and (entry.body["date"] == award["date"] or bool(
                programme and programme == folded(entry.personal.get("programme") or ""))))


def resource(
    journal: Journal, hub: str, venture: str, *, kind: str, on: dt.date, by: str, what: str = "",
    figures: Mapping[str, float], instrument: str | None = None, accepted: str = "",
) -> VentureStanding:
    """Record something that the hub gave: money, hours, months of use.

    ``instrument`` is the one of the venture's edition by whose rule it was paid.
    """
    if instrument is not None:
        _check_instrument(known_standing(journal, hub, venture), journal, kind, instrument)
    body: dict[str, Any] = {"kind": kind, "date": on.isoformat(), **figures,
                            **({"instrument": instrument} if instrument else {})}
    return recorded_money(journal, hub, venture, Draft(
        kind="resource", hub=hub, subject=venture, on=on, body=body,
        personal=with_accepted({"by": by, "what": what}, accepted)))


def _check_instrument(
    standing: VentureStanding, journal: Journal, kind: str, instrument: str
) -> None:
    """Refuse an instrument that the edition lacks, or one without money paid."""
    if kind != "grant":
        raise one_problem(standing.venture,
                          say("register-problems.only_a_grant_is_paid_by", kind=say_word(kind)),
                          say("register-problems.leave_instrument_out"))
    edition = stored_edition(journal, standing.hub, standing.edition)
    method = compiled_method(hub_of(edition).hub).methodology
    ids = [tool.id for tool in method.instruments]
    if instrument not in ids:
        raise one_problem(standing.venture,
                          say("register-problems.is_no_instrument_of_edition",
                              instrument=instrument, hub=standing.hub, edition=standing.edition),
                          did_you_mean(instrument, ids))


def recorded_money(journal: Journal, hub: str, venture: str, draft: Draft) -> VentureStanding:
    """Append one entry about a venture if the venture is sound with it."""
    standing = known_standing(journal, hub, venture)
    if standing.kind != "venture":
        raise one_problem(venture,
                          say("register-problems.this_is_a_money_and_help",
                              kind=say_word(standing.kind)),
                          say("register-problems.name_the_venture_that_it_went"))
    check_day(standing, draft.on)
    journal.append([draft])
    now = refresh(journal, hub, [venture])[venture]
    with problems_by_option(venture):
        check_rebuilt(journal, [standing], draft.on)
    return now
