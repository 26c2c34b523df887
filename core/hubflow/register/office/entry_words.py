"""Describe the content of an entry in one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hubflow.register.storage.entries import JournalEntry


def entry_words(entry: JournalEntry, *, names: bool) -> str:
    """Return an entry's content in one line; with ``names`` who judged and who recorded it."""
    body, said = entry.body, entry.personal
    by = f" ({said['by']})" if names and said.get("by") else ""
    reasons = f": {said['reasons']}" if said.get("reasons") else ""
    text = {
        "dossier": lambda: f"{said['name']}",
        "judgement": lambda: (f"{body['phase']}, {body['criterion']}: " if body["phase"] else "")
        + _score(body)
        + (f", {said['assessor']}" if names else ""),
        "recommendation": lambda: f"{body['phase']}: {body['recommendation']}",
        "decision": lambda: f"{body['phase']}: {body['decision']}, {said['body']}"
        + (" (departs)" if body["departs"] else "") + reasons,
        "pause": lambda: f"{said['body']}{reasons}",
        "resume": lambda: f"{said['body']}{reasons}",
        "close": lambda: f"{said['body']}{reasons}",
        "member": lambda: f"{body['standing']}, {said['body']}{reasons}",
        "ledger": lambda: f"{body['start'][:7]}: " + ", ".join(
            f"{key.replace('_', ' ')} {value:g}" for key, value in body.items()
            if isinstance(value, int | float)),
        "award": lambda: f"{said['funder']}, {body['amount']:,.2f}",
        "payment": lambda: f"{body['amount']:,.2f} of the award, {_award_name(body)}",
        "report": lambda: f"report {body['number']} on the award, {_award_name(body)}",
        "resource": lambda: ", ".join(
            [str(body["kind"]), *(f"{body[key]:g} {key}" for key in ("amount", "hours", "months")
                                  if body.get(key) is not None)]),
        "correction": lambda: f"of entry {body['corrects']}"
        + (" (withdrawn)" if body.get("withdraw") else "") + reasons,
        "move": lambda: f"{body['from']} to {body['to']}{reasons}",
        "release": lambda: f"of entry {body['decision']}, {said['body']}",
        "complaint": lambda: f"on {body['phase']}, to be answered by {body['answer_by']}"
        + (" (late)" if body["late"] else "") + f": {said['says']}",
        "answer": lambda: f"to entry {body['complaint']}: {body['answer']}, {said['body']}"
        + reasons + _changes(body["changed"]),
        "document": lambda: f"{body['type']}: {said['name']}",
        "step": lambda: f"{body['step']}" + (f": {said['note']}" if said.get("note") else ""),
    }.get(entry.kind, lambda: "")()
    return text + by


def _changes(changed: Sequence[Mapping[str, Any]]) -> str:
    """Return what an answer to a complaint changed in the results, as the end of a sentence."""
    if not changed:
        return ". It changed no result"
    return ". It changed " + ", ".join(dict.fromkeys(str(change["what"]) for change in changed))


def _award_name(body: Mapping[str, Any]) -> str:
    return f"entry {body['award']}" if body["award"] else str(body.get("id", ""))


def _score(body: Mapping[str, Any]) -> str:
    if body["conflict"]:
        return "conflict of interest"
    score = body["score"]
    return f"{score:g}" if isinstance(score, int | float) else str(score)
