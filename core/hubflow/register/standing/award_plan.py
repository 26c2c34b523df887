"""How awards are paid and reported on: what was planned, and what has been recorded since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Literal

import attrs

from hubflow.engine.facts.arithmetic import in_cents
from hubflow.register.storage.entries import JournalEntry, latest

PlanPart = Literal["tranches", "reports"]

RECORDED_BY: Mapping[PlanPart, Literal["payment", "report"]] = {
    "tranches": "payment", "reports": "report"}
"""The kind of entry that records a part of an award's plan as done."""

Plan = dict[str, list[dict[str, Any]]]


@attrs.frozen(eq=False, repr=False)
class RecordedAward:
    """An award with its plan as it stands: an entry of its own, or a part of a dossier.

    ``seq`` is its entry, 0 for an award of a dossier, of which ``funder``, ``programme`` and
    ``on`` are not kept apart; ``reference`` is the funder's. The plan's tranches and reports have
    the keys of a dossier's, and a ``number`` from 1 where planned.
    """

    seq: int
    reference: str
    amount: float
    currency: str
    plan: Mapping[str, Sequence[Mapping[str, Any]]]
    funder: str = ""
    programme: str = ""
    on: dt.date | None = None

    @property
    def name(self) -> str:
        """What a command calls it: its entry's number, or the funder's reference."""
        return f"entry {self.seq}" if self.seq else self.reference


def awards_of(entries: Sequence[JournalEntry]) -> list[RecordedAward]:
    """Return the awards of a venture with all that was recorded of them: entries that count."""
    dossier = latest(entries, "dossier")
    stated = [RecordedAward(0, str(said.get("id") or ""), said["amount"] or 0,
                            said["currency"] or "", _dated(said))
              for said in (dossier.body.get("awards", ()) if dossier else ())]
    own = [RecordedAward(entry.seq, str(entry.body.get("id") or ""), entry.body["amount"],
                         entry.body.get("currency") or "", planned(entry),
                         str(entry.personal.get("funder") or ""),
                         str(entry.personal.get("programme") or ""), entry.on)
           for entry in entries if entry.kind == "award"]
    currency = str(dossier.body.get("currency") or "") if dossier else ""
    return [attrs.evolve(award, currency=award.currency or currency,
                         plan=with_recorded(award.plan, entries, award.seq, award.reference))
            for award in (*stated, *own)]


def not_paid(award: RecordedAward) -> float:
    """Return how much of an award is not recorded as paid."""
    paid = sum(in_cents(part["amount"]) for part in award.plan["tranches"] if "paid" in part)
    return (in_cents(award.amount) - paid) / 100


def planned(award: JournalEntry) -> Plan:
    """Return the plan that an award's entry holds, as a dossier would have it."""
    texts = {"tranches": ("condition", award.personal.get("conditions", ())),
             "reports": ("what", award.personal.get("reports", ()))}
    plan = _dated(award.body)
    for part, (key, said) in texts.items():
        for item, text in zip(plan[part], said, strict=False):
            if text:
                item[key] = text
    return plan


def with_recorded(
    plan: Mapping[str, Sequence[Mapping[str, Any]]], entries: Sequence[JournalEntry], seq: int,
    reference: str,
) -> Plan:
    """Return the plan of an award with the payments and reports recorded of it."""
    mine = [entry for entry in entries if entry.kind in RECORDED_BY.values()
            and entry.body["award"] == seq
            and (seq or entry.body.get("id") == reference)]
    return {"tranches": _paid(plan.get("tranches", ()),
                              [entry for entry in mine if entry.kind == "payment"]),
            "reports": _sent(plan.get("reports", ()),
                             [entry for entry in mine if entry.kind == "report"])}


def _dated(body: Mapping[str, Any]) -> Plan:
    return {part: [{"number": number, **{
        key: dt.date.fromisoformat(value) if isinstance(value, str) else value
        for key, value in item.items() if value is not None}}
        for number, item in enumerate(body.get(part) or (), 1)] for part in RECORDED_BY}


def _paid(
    tranches: Sequence[Mapping[str, Any]], payments: Sequence[JournalEntry]
) -> list[dict[str, Any]]:
    """Return the tranches with payments; what a payment leaves of a tranche is one of its own."""
    parts = [[dict(tranche)] for tranche in tranches]
    beside: list[dict[str, Any]] = []
    for payment in payments:
        number, amount = int(payment.body["number"]), float(payment.body["amount"])
        day = dt.date.fromisoformat(payment.body["date"])
        part = parts[number - 1] if 0 < number <= len(parts) else []
        due = next((tranche for tranche in part if "paid" not in tranche), None)
        if due is None:
            beside.append({"amount": amount, "paid": day})
            continue
        left = in_cents(due["amount"]) - in_cents(amount)
        if left > 0:
            part.append({**due, "amount": left / 100})
        due |= {"amount": amount, "paid": day}
    return [*chain.from_iterable(parts), *beside]


def _sent(
    reports: Sequence[Mapping[str, Any]], sendings: Sequence[JournalEntry]
) -> list[dict[str, Any]]:
    days = {int(entry.body["number"]): dt.date.fromisoformat(entry.body["date"])
            for entry in sendings}
    return [{**report, **({"sent": days[number]} if number in days else {})}
            for number, report in enumerate(reports, 1)]


def open_parts(award: RecordedAward, part: PlanPart) -> Iterator[Mapping[str, Any]]:
    """Yield the planned tranches that are not paid, or the reports that were not sent."""
    done = "paid" if part == "tranches" else "sent"
    return (item for item in award.plan[part] if done not in item and "number" in item)
