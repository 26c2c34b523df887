"""Record corrections: the wrong entry stays in the journal and no longer counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from hubflow.engine.call.call_progress import STAYS_IN
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.model.values import Kind
from hubflow.reading.panel.judgement_checks import JudgementRules
from hubflow.reading.panel.score_reading import score_by_look
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.values.cell_values import value_of
from hubflow.register.recording.dossier_entries import judgement_of
from hubflow.register.recording.editions import stored_methodology
from hubflow.register.recording.option_errors import problems_by_option
from hubflow.register.recording.steps import RecordedStep, call_progress
from hubflow.register.standing.running import check_rebuilt
from hubflow.register.standing.standing_table import ids_of, refresh, standing_of
from hubflow.register.storage.entries import (
    FIGURES,
    Draft,
    JournalEntry,
    effective,
    with_accepted,
)
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say

WITHDRAWABLE = frozenset({
    "judgement", "decision", "pause", "resume", "close", "member", "ledger", "award", "payment",
    "report", "resource", "step", "release", "complaint", "answer", "document",
    "correction", "recommendation",
})
"""Kinds that can be withdrawn. A dossier is mended by a new version, an edition by a new one."""

MOVERS = frozenset({"decision", "close", "pause", "resume"})
"""Kinds that move a venture, or let it rest."""

_NUMBER, _YES_NO = Kind("number", gap=False), Kind("yes_no", gap=False)
_DAY = Kind("date", gap=False)

_CORRECTABLE: Mapping[str, tuple[str, ...]] = {
    "ledger": FIGURES,
    "award": ("amount", "currency", "stage", "funder", "purpose", "id", "funder_identifier",
              "requested", "programme"),
    "payment": ("amount", "note"),
    "report": ("note",),
    "resource": ("amount", "hours", "months", "what"),
    "judgement": ("score", "note", "conflict"),
    "decision": ("reasons", "learning", "body"),
    "pause": ("reasons", "body"),
    "resume": ("reasons", "body"),
    "close": ("reasons", "learning", "body"),
    "member": ("reasons", "body"),
    "complaint": ("says",),
    "answer": ("reasons", "body"),
    "step": ("published_at", "complaints_until", "signers"),
}
"""Fields that a correction may set; the day (``on``) of all but steps may be mended, too."""

FREE_TEXTS = ("purpose", "what", "note", "reasons", "learning", "says")
"""Fields in which somebody tells of a venture in words of their own."""

_TEXTS = frozenset({"funder", "programme", "body", "published_at", "signers", *FREE_TEXTS})
_WORDS = frozenset({"currency", "stage", "id", "funder_identifier"})


def correctable(entry: JournalEntry) -> Mapping[str, Any]:
    """Return the fields of an entry that a correction may set, each with its value."""
    return {key: entry.personal.get(key) if key in _TEXTS else entry.body.get(key)
            for key in _CORRECTABLE.get(entry.kind, ())}


def correct(
    journal: Journal, hub: str | None, seq: int, *, changes: Mapping[str, str], withdraw: bool,
    reasons: str, on: dt.date, by: str, day: dt.date | None = None, accepted: str = "",
) -> JournalEntry:
    """Record that an entry was wrong: new values, another day, or withdrawn altogether.

    ``hub`` is the one that the entry must be of, if that is known. Raises :class:`BadInput` where
    it cannot be, or where what is left would not be sound.
    """
    entry = journal.find(seq)
    if entry is None:
        raise one_problem(say("kinds.entry", entry=seq),
                          say("register-problems.there_is_no_such_entry"),
                          say("register-problems.hubflow_register_history_venture_tells_their"))
    if hub is not None and entry.hub not in ("", hub):
        raise one_problem(say("kinds.entry", entry=seq),
                          say("register-problems.it_is_of_not_of", hub=entry.hub, hub_2=hub),
                          say("register-problems.if_you_mean_it_hub", hub=entry.hub))
    _check_kind(entry, changes, withdraw=withdraw, day=day)
    body, personal = _values(entry, changes)
    for moment in (on, day):
        if moment is not None and moment > dt.date.today():
            raise one_problem(say("kinds.entry", entry=seq),
                              say("register-problems.is_in_the_future", on=moment))
    alive = {now.seq for now in effective(
        journal.read(hub=entry.hub, subject=entry.subject, personal=False))}
    if entry.kind != "correction" and seq not in alive:
        raise one_problem(say("kinds.entry", entry=seq),
                          say("register-problems.it_was_withdrawn_already"))
    _check_begun(journal, entry, on)
    _check_later(journal, entry, withdraw=withdraw)
    _check_score(journal, entry, body)
    _check_end_of_complaints(entry, body)
    if day is not None:
        _check_right_day(journal, entry, day)
        if "date" in entry.body:
            body["date"] = day.isoformat()
    journal.append([Draft(
        kind="correction", hub=entry.hub, subject=entry.subject, on=on,
        body={"corrects": seq, "withdraw": withdraw, "set": body,
              "on": day.isoformat() if day else None},
        personal=with_accepted({"by": by, "reasons": reasons, "set": personal}, accepted),
    )])
    refresh(journal, entry.hub, [entry.subject])
    standing = standing_of(journal, entry.hub, entry.subject)
    if standing is not None:
        with problems_by_option(entry.subject, "--set "):
            check_rebuilt(journal, [standing], dt.date.today())
    return entry


def _check_kind(
    entry: JournalEntry, changes: Mapping[str, str], *, withdraw: bool, day: dt.date | None
) -> None:
    name = say("kinds.entry", entry=entry.seq)
    if withdraw and entry.kind not in WITHDRAWABLE:
        raise one_problem(name, say("register-problems.this_is_not_withdrawn",
                                    labels=say(f"kinds.{entry.kind}")),
                          say("register-problems.record_a_new_version_hubflow_register")
                          if entry.kind == "dossier" else "")
    if not withdraw and entry.kind not in _CORRECTABLE:
        raise one_problem(name, say("register-problems.no_field_of_this_is_set",
                                    labels=say(f"kinds.{entry.kind}")),
                          say("register-problems.withdraw_it_with_withdraw")
                          if entry.kind in WITHDRAWABLE else
                          say("register-problems.mend_the_call", call=entry.subject)
                          if entry.kind == "call" else "")
    if not withdraw and not changes and day is None:
        raise one_problem(name, say("register-problems.nothing_is_to_be_corrected"),
                          say("register-problems.say_what_with_set_field_value"))


def _check_score(journal: Journal, entry: JournalEntry, body: Mapping[str, Any]) -> None:
    """Refuse a score off the scale of the venture's edition: it would not count anywhere.

    What rests because the edition asks for something else is left alone.
    """
    standing = standing_of(journal, entry.hub, entry.subject)
    if entry.kind != "judgement" or not body or standing is None:
        return
    rules = JudgementRules.of(stored_methodology(journal, entry.hub, standing.edition))
    was, now = (judgement_of(entry.subject, said, entry.personal, entry.on, entry.seq)
                for said in (entry.body, {**entry.body, **body}))
    if not list(rules.problems(was)):
        problems = [Problem(say("kinds.entry", entry=entry.seq), 0, key, what, to_do)
                    for key, what, to_do in rules.problems(now)]
        if problems:
            raise BadInput(problems)


def _check_begun(journal: Journal, entry: JournalEntry, on: dt.date) -> None:
    """Refuse a correction of a day before the venture began."""
    standing = standing_of(journal, entry.hub, entry.subject)
    if standing is not None and on < standing.begun:
        raise one_problem(say("kinds.entry", entry=entry.seq),
                          say("register-problems.is_before_the_day_that_came", on=on,
                              begun=standing.begun, subject=entry.subject),
                          say("register-problems.is_the_day_right_on_names"))


def _check_later(journal: Journal, entry: JournalEntry, *, withdraw: bool) -> None:
    """Refuse to correct an entry on which later decisions rest: they must be corrected first."""
    later = list(_resting(journal, entry)) if withdraw else []
    if later:
        of = (say("register-problems.of_subject", subject=later[-1].subject)
              if later[-1].subject != entry.subject else "")
        raise one_problem(
            say("kinds.entry", entry=entry.seq),
            say("register-problems.entry_was_recorded_after_it_and", seq=later[-1].seq,
                labels=say(f"kinds.{later[-1].kind}"), of=of),
            say("register-problems.withdraw_the_later_ones_first"))


def _resting(journal: Journal, entry: JournalEntry) -> Iterator[JournalEntry]:
    """Return the later entries that rest on an entry."""
    if entry.kind in MOVERS:
        yield from (e for e in _movers(journal, entry) if e.seq > entry.seq)
    elif entry.kind == "award":
        yield from (e for e in effective(journal.read(
            hub=entry.hub, subject=entry.subject, kinds=["payment", "report", "correction"],
            personal=False)) if e.body["award"] == entry.seq)
    elif entry.kind == "recommendation":
        yield from (e for e in _movers(journal, entry) if e.body.get("run") == entry.seq)
    elif entry.kind == "step":
        progress = call_progress(journal, entry.hub, entry.subject)
        later = {step.seq for step in progress.taken_steps
                 if isinstance(step, RecordedStep) and step.seq > entry.seq}
        yield from (found for seq in sorted(later) if (found := journal.find(seq)) is not None)
        step = str(entry.body["step"]).replace(" ", "-")
        at = progress.rules.position(step)
        if at >= progress.rules.position(progress.rules.final) or (
                at >= 0 and progress.rules.steps[at].leads_on):
            for venture in ids_of(journal, entry.hub, call=entry.subject):
                yield from (e for e in effective(journal.read(
                    hub=entry.hub, subject=venture, kinds=["decision", "release", "correction"],
                    personal=False)) if e.seq > entry.seq and (
                        e.kind == "release" or e.body["decision"] in STAYS_IN))


def _movers(journal: Journal, entry: JournalEntry) -> list[JournalEntry]:
    """Return the entries that moved a venture, as they count now."""
    return [e for e in effective(journal.read(hub=entry.hub, subject=entry.subject,
                                              personal=False)) if e.kind in MOVERS]


def _check_right_day(journal: Journal, entry: JournalEntry, day: dt.date) -> None:
    """Refuse a day before the venture began, or beyond a decision made before or after."""
    name = say("kinds.entry", entry=entry.seq)
    if entry.kind == "step":
        raise one_problem(name, say("register-problems.day_of_a_step"),
                          say("register-problems.withdraw_it_with_withdraw"))
    standing = standing_of(journal, entry.hub, entry.subject)
    if standing is not None and day < standing.begun:
        raise one_problem(name, say("register-problems.is_before_the_day_that_came", on=day,
                                    begun=standing.begun, subject=entry.subject))
    if entry.kind == "ledger" and day < dt.date.fromisoformat(entry.body["end"]):
        raise one_problem(name, say("register-problems.the_month_ends_on_after",
                                    end=entry.body["end"], day=day))
    for other in _movers(journal, entry) if entry.kind in MOVERS else ():
        if (day < other.on and other.seq < entry.seq) or (day > other.on and other.seq > entry.seq):
            side = "after" if other.seq < entry.seq else "before"
            raise one_problem(name, say(f"register-problems.came_{side}", seq=other.seq,
                                        kind=say(f"kinds.{other.kind}"), on=other.on, day=day),
                              say("register-problems.mend_that_one_first_if_its"))


def _check_end_of_complaints(entry: JournalEntry, body: Mapping[str, Any]) -> None:
    """Refuse a last day for complaints before the day of its step."""
    until = body.get("complaints_until")
    if until is not None and until < entry.on.isoformat():
        raise one_problem(say("kinds.entry", entry=entry.seq), say(
            "register-problems.complaints_end_before_the_step",
            until=dt.date.fromisoformat(until), on=entry.on), key="complaints_until")


def _values(
    entry: JournalEntry, changes: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    body: dict[str, Any] = {}
    personal: dict[str, Any] = {}
    problems: list[Problem] = []
    known = _CORRECTABLE.get(entry.kind, ())
    for key, text in changes.items():
        if key not in known:
            problems.append(Problem(say("kinds.entry", entry=entry.seq), 0, key,
                                    say("register-problems.unknown_field"),
                                    did_you_mean(key, known)))
        elif key in _TEXTS:
            personal[key] = text
        elif key in _WORDS:
            body[key] = text or None
        else:
            try:
                body[key] = _plain(key, text)
            except RefusedError as refused:
                problems.append(Problem(say("kinds.entry", entry=entry.seq), 0, key, refused.what,
                                        refused.to_do))
    if problems:
        raise BadInput(problems)
    return body, personal


def _plain(key: str, text: str) -> Any:
    if key == "conflict":
        return value_of(_YES_NO, text)
    if key == "complaints_until":
        return value_of(_DAY, text).isoformat()
    if key == "score":
        return score_by_look(text)
    return float(value_of(_NUMBER, text))
