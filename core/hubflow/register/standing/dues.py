"""Compute what is due: a gate, a ledger month, a checkpoint, money, a letter that expires."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import attrs

from hubflow.engine.facts.trading_ledger import Month, day_of, days_of, month_of, paused_months
from hubflow.model.business import Pause, Trade
from hubflow.register.standing.award_plan import awards_of, open_parts
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.entries import JournalEntry, latest

SEPARATOR = "; "
"""Stands between the parts of a detail: of a tranche its number, amount, currency and award, of
a complaint its entry, day and phase."""


@attrs.frozen(order=True)
class Due:
    """A task that is due from the day ``on``; ``detail`` is data, which words are made of."""

    on: dt.date
    what: str
    detail: str = ""


def dues_of(standing: VentureStanding) -> list[Due]:
    """Return what is due of a venture, soonest first.

    Complaints are always to be answered; money is due until it is closed, the rest while it goes
    on.
    """
    owed = [*(_awards(standing) if standing.state != "closed" else ()), *_complaints(standing)]
    if not standing.open or not standing.in_race:
        return sorted(owed)
    return sorted([*owed, *_gate(standing), *_judgements(standing), *_trading(standing),
                   *_letters(standing)])


def _gate(standing: VentureStanding) -> Iterator[Due]:
    if standing.recommendation and standing.recommended_on is not None:
        yield Due(standing.recommended_on, "gate", standing.recommendation)
        return
    decided = [entry for entry in standing.entries
               if entry.kind == "decision" and entry.body["phase"] == standing.phase]
    last = max(decided, key=lambda entry: (entry.on, entry.seq), default=None)
    if last is not None and last.body["decision"] == "revise":
        yield Due(last.on, "run", "revise")
    else:
        yield Due(standing.since, "run")


def _judgements(standing: VentureStanding) -> Iterator[Due]:
    """Yield the criteria of the present phase whose judgements a move left on another scale."""
    moved = latest(standing.entries, "move")
    if moved is None:
        return
    since = {(entry.body["phase"], entry.body["criterion"]) for entry in standing.entries
             if entry.kind == "judgement" and entry.seq > moved.seq}
    again = [criterion for phase, criterion in moved.body.get("ask_again", ())
             if phase == standing.phase and (phase, criterion) not in since]
    if again:
        yield Due(moved.on, "judge", ", ".join(again))


def _trading(standing: VentureStanding) -> Iterator[Due]:
    """Yield the first month without records, and the next checkpoint without a run since."""
    trade = time_of(standing)
    if standing.stage != "trade" or not isinstance(trade.start, dt.date):
        return
    months = recorded_months(standing.entries)
    month = month_of(trade.start)
    while month in months or month in paused_months(trade, month + 1):
        month += 1
    yield Due(days_of(month)[1] + dt.timedelta(1), "ledger", month_text(month))
    run = max((entry.on for entry in standing.entries if entry.kind == "recommendation"),
              default=dt.date.min)
    for checkpoint in standing.checkpoints:
        end = day_of(trade, checkpoint)
        if end is not None and run <= end:
            yield Due(end + dt.timedelta(1), "checkpoint", f"month {checkpoint}")
            return


def _awards(standing: VentureStanding) -> Iterator[Due]:
    """Yield the tranches of awards that are not paid yet, and the reports that funders are owed."""
    for award in awards_of(standing.entries):
        for tranche in open_parts(award, "tranches"):
            if "date" in tranche:
                yield Due(tranche["date"], "tranche", SEPARATOR.join((
                    str(tranche["number"]), f"{tranche['amount']:.2f}", award.currency,
                    award.name)))
        for report in open_parts(award, "reports"):
            yield Due(report["date"], "report",
                      SEPARATOR.join((str(report["number"]), award.name)))


def award_entry(what: str, detail: str) -> int:
    """Return the entry of the award that a due is of; 0 where its dossier states the award."""
    name = detail.rsplit(SEPARATOR, 1)[-1] if what in ("tranche", "report") else ""
    number = name.removeprefix("entry ")
    return int(number) if number != name and number.isdecimal() else 0


def report_words(award: JournalEntry, what: str, detail: str) -> str:
    """Return what a report that is due is on; empty of other dues, and where no award says so."""
    texts = award.personal.get("reports", ()) if what == "report" else ()
    number = int(detail.split(SEPARATOR, 1)[0]) if texts else 0
    return str(texts[number - 1] or "") if 0 < number <= len(texts) else ""


def award_words(award: JournalEntry) -> str:
    """Return how people call an award: its funder, and the programme that it is paid from."""
    return ", ".join(filter(None, (str(award.personal.get("funder") or ""),
                                   str(award.personal.get("programme") or ""))))


def _complaints(standing: VentureStanding) -> Iterator[Due]:
    """Yield the complaints that nobody answered yet."""
    for entry in open_complaints(standing.entries):
        yield Due(dt.date.fromisoformat(entry.body["answer_by"]), "complaint",
                  SEPARATOR.join((str(entry.seq), entry.on.isoformat(), standing.phase_names.get(
                      entry.body["phase"], str(entry.body["phase"])))))


def open_complaints(entries: Sequence[JournalEntry]) -> list[JournalEntry]:
    """Return the complaints among a venture's entries that have no answer."""
    answered = {entry.body["complaint"] for entry in entries if entry.kind == "answer"}
    return [entry for entry in entries
            if entry.kind == "complaint" and entry.seq not in answered]


def _letters(standing: VentureStanding) -> Iterator[Due]:
    dossier = latest(standing.entries, "dossier")
    if dossier is None or standing.stage in ("trade", "scale"):
        return
    for letter in dossier.personal.get("letters", ()):
        yield Due(dt.date.fromisoformat(letter["expires"]), "letter", letter["who"][:100])


def time_of(standing: VentureStanding) -> Trade:
    """Return the age of a venture's business as the engine counts it: pauses do not count."""
    dossier = latest(standing.entries, "dossier")
    body = dossier.body if dossier else {}
    pauses = [Pause(start=dt.date.fromisoformat(first),
                    end=dt.date.fromisoformat(last) if last else None)
              for first, last in body.get("pauses", ())]
    for entry in standing.entries:
        if entry.kind == "pause" and entry.body.get("trading"):
            pauses.append(Pause(start=entry.on))
        elif entry.kind == "resume" and entry.body.get("trading") and pauses and (
                pauses[-1].end is None):
            pauses[-1] = attrs.evolve(
                pauses[-1], end=max(entry.on - dt.timedelta(1), pauses[-1].start))
    start = body.get("trade_start")
    # whether the business is formed is the gate's to ask: time is counted from its beginning
    return Trade(legal_form="other", pauses=tuple(pauses),
                 start=dt.date.fromisoformat(start) if start else None)


def trading_since(standing: VentureStanding) -> dt.date | None:
    """Return the day on which the business began to trade, from its latest dossier."""
    start = time_of(standing).start
    return start if isinstance(start, dt.date) else None


def recorded_months(entries: tuple[JournalEntry, ...]) -> dict[Month, str]:
    """Return the calendar months that have records, each with where it is recorded."""
    months: dict[Month, str] = {}
    dossier = latest(entries, "dossier")
    for start, end in dossier.body.get("periods", ()) if dossier else ():
        months |= dict.fromkeys(_between(start, end), f"dossier, entry {dossier.seq}"
                                if dossier else "")
    for entry in entries:
        if entry.kind == "ledger":
            months |= dict.fromkeys(_between(entry.body["start"], entry.body["end"]),
                                    f"entry {entry.seq}")
    return months


def _between(start: str, end: str) -> range:
    return range(month_of(dt.date.fromisoformat(start)),
                 month_of(dt.date.fromisoformat(end)) + 1)


def month_text(month: Month) -> str:
    """Return a month as ``2025-04``."""
    return days_of(month)[0].isoformat()[:7]
