"""Describe the content of an entry in one line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from hubflow.register.standing.edition_phases import names_of_edition
from hubflow.register.storage.entries import JournalEntry
from hubflow.register.storage.journal import Journal
from hubflow.text.catalogue import ENGLISH, words
from hubflow.text.numbers import level, month, number
from hubflow.text.spoken import say, say_amount, say_word, spoken_language

_CURRENCY = "currency/"
"""Before an award's entry: under what its currency stands among the titles of a venture."""

_AWARD = "award/"
"""Before an award's entry, or its reference in a dossier: its name among these titles."""

_ASSESSOR = "assessor/"
"""Before who judged: under what their name in the call's list stands among these titles."""


def entry_words(
    entry: JournalEntry, *, names: bool, titles: Mapping[str, str] | None = None,
    assessor: bool = False,
) -> str:
    """Return an entry's content in one line; with ``names`` who judged and who recorded it.

    With ``assessor`` it says who judged all the same, not who recorded it.
    ``titles`` are what :func:`entry_titles` gives: an id without a title stands for itself.
    """
    body, said = entry.body, entry.personal

    def named(key: str) -> str:
        return (titles or {}).get(str(body[key]), str(body[key]))

    def criterion() -> str:
        return (titles or {}).get(f"{body['phase']}/{body['criterion']}", str(body["criterion"]))

    def judge() -> str:
        return (titles or {}).get(f"{_ASSESSOR}{said['assessor']}", said["assessor"])

    def amount(award: int) -> str:
        return say_amount(body["amount"], body.get("currency")
                          or (titles or {}).get(f"{_CURRENCY}{award}"))

    def award() -> str:
        key = body["award"] or body.get("id", "")
        return (titles or {}).get(f"{_AWARD}{key}") or _award_name(body)

    by = f" ({signed(said['by'], spoken_language())})" if names and said.get("by") else ""
    reasons = f": {said['reasons']}" if said.get("reasons") else ""
    text = {
        "edition": lambda: str(body["name"]),
        "call": lambda: _call(entry),
        "run": lambda: say("kinds.ran", n=len(body["cohort"]),
                           as_of=dt.date.fromisoformat(body["as_of"])),
        "dossier": lambda: f"{said['name']}",
        "judgement": lambda: _score(body)  # before titles, which may be long
        + (f" · {named('phase')}, {criterion()}" if body["phase"] else "")
        + (f", {judge()}" if names or assessor else ""),
        "recommendation": lambda: f"{named('phase')}: {_word(body['recommendation'])}",
        "decision": lambda: f"{named('phase')}: {_word(body['decision'])}, {said['body']}"
        + (say("kinds.departs") if body["departs"] else "") + reasons,
        "pause": lambda: f"{said['body']}{reasons}",
        "resume": lambda: f"{said['body']}{reasons}",
        "close": lambda: f"{said['body']}{reasons}",
        "member": lambda: f"{_word(body['standing'])}, {said['body']}{reasons}",
        "ledger": lambda: f"{_month(body['start'])}: " + ", ".join(
            f"{_word(key)} {number(float(value), spoken_language())}"
            for key, value in body.items() if isinstance(value, int | float)),
        "award": lambda: say("kinds.awarded_by", funder=said["funder"], amount=amount(entry.seq)),
        "payment": lambda: say("kinds.paid_of_award", amount=amount(body["award"]),
                               award=award()),
        "report": lambda: say("kinds.report_on_award", number=body["number"],
                              award=award()),
        "resource": lambda: ", ".join(
            [_word(body["kind"]), *(f"{level(body[key], spoken_language())} {_word(key)}"
                                    for key in ("amount", "hours", "months")
                                    if body.get(key) is not None)]),
        "correction": lambda: say("kinds.of_entry", entry=body["corrects"])
        + (say("kinds.withdrawn_mark") if body.get("withdraw") else "") + reasons,
        "move": lambda: say("kinds.moved", before=body["from"], after=body["to"]) + reasons,
        "release": lambda: say("kinds.released_by", entry=body["decision"], body=said["body"]),
        "complaint": lambda: say("kinds.complaint_on", phase=named("phase"),
                                 answer_by=dt.date.fromisoformat(body["answer_by"]))
        + (say("kinds.late_mark") if body["late"] else "") + f": {said['says']}",
        "answer": lambda: say("kinds.answer_to", entry=body["complaint"],
                              answer=_word(body["answer"]), body=said["body"])
        + reasons.rstrip(".") + _changes(body["changed"]),
        "document": lambda: say(f"kinds.document_{body['type']}", name=said["name"]),
        "step": lambda: named("step") + (f": {said['note']}" if said.get("note") else ""),
    }.get(entry.kind, lambda: "")()
    return text + by


def signed(by: str, language: str) -> str:
    """Return who recorded something, with their role in a language.

    >>> signed("Rui Sample (author)", "pt"), signed("Rui", "pt")
    ('Rui Sample (autor do método)', 'Rui')
    """
    told = words(language, "serve")
    return re.sub(r"\((\w+)\)$", lambda found: f"({told.get(f'role_{found[1]}', found[1])})", by)


def field_words(key: str) -> str:
    """Return what an entry keeps under a key of its texts, with the keys within it.

    >>> field_words("assessor"), field_words("text.sources.title")
    ('assessor', 'file (sources.title)')
    """
    first, _, within = key.partition(".")
    told = words(spoken_language(), "kinds").get(f"field_{first}", first)
    return f"{told} ({within})" if within else told


def entry_titles(journal: Journal, hub: str, subject: str) -> Mapping[str, str]:
    """Return the names of a venture's phases, or of a call's steps, by their ids.

    Beside the phases stand the titles of their criteria, by ``phase/criterion``, the
    currencies of awards and what people call them, and the names of the call's assessors.
    """
    from hubflow.register.agenda.award_titles import award_key, award_title, described_awards
    from hubflow.register.calls.call_entries import assessors_of_call
    from hubflow.register.recording.editions import stored_edition
    from hubflow.register.recording.steps import call_progress
    from hubflow.register.standing.standing_table import standing_of

    standing = standing_of(journal, hub, subject) if subject else None
    if standing is not None:
        edition = stored_edition(journal, hub, standing.edition)
        judges = assessors_of_call(journal, hub, standing.call) if standing.call else ()
        names = names_of_edition(edition, spoken_language())
        awards = list(described_awards(journal, hub, subject)) if any(
            entry.kind in ("payment", "report") for entry in standing.entries) else []
        return {**standing.phase_names, **names.phases, **names.criteria,
                **{f"{_ASSESSOR}{one.id}": one.name for one in judges if one.name},
                **{f"{_CURRENCY}{one.seq}": one.currency for one in awards},
                **{f"{_AWARD}{award_key(one)}": award_title(one, spoken_language())
                   for one in awards}}
    if not subject or not any(
            entry.kind == "step" for entry in journal.read(hub=hub, subject=subject)):
        return {}
    progress = call_progress(journal, hub, subject)
    return {step.id: progress.name(step.id, spoken_language()) for step in progress.rules.steps}


def _changes(changed: Sequence[Mapping[str, Any]]) -> str:
    """Return what an answer to a complaint changed in the results, as the end of a sentence."""
    if not changed:
        return say("kinds.changed_nothing")
    return say("kinds.changed", what=", ".join(
        dict.fromkeys(_word(change["what"]) for change in changed)))


def _month(start: str) -> str:
    """Return the month of a ledger in words; English writes it as programs do."""
    language = spoken_language()
    return start[:7] if language == ENGLISH else month(dt.date.fromisoformat(start), language)


def _word(word: Any) -> str:
    return say_word(str(word))


def _award_name(body: Mapping[str, Any]) -> str:
    return say("kinds.entry", entry=body["award"]) if body["award"] else str(body.get("id", ""))


def _score(body: Mapping[str, Any]) -> str:
    if body["conflict"]:
        return say("kinds.conflict")
    score = body["score"]
    if isinstance(score, bool):
        return say("common.yes" if score else "common.no")
    return level(score, spoken_language()) if isinstance(score, int | float) else str(score)


def _call(entry: JournalEntry) -> str:
    """Return a call's name, or its id, and how many assessors its list has."""
    count = len(entry.personal.get("assessors", ()))
    return str(entry.body["name"] or entry.subject) + (
        f" · {say('kinds.listed', n=count)}" if count else "")
