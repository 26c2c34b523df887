"""``hubflow register history``: Show all that was recorded, in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from hubflow.cli.shared_options import as_json
from hubflow.register.office.register_options import NamedRegister, register_options

if TYPE_CHECKING:
    from hubflow.register.storage.entries import JournalEntry


@click.command(name="history")
@click.argument("venture")
@click.option("--names", is_flag=True, help="With the names of assessors and of those who "
              "recorded; with --json also the dossiers' texts, which name leaders.")
@register_options("hub")
@as_json
def command(venture: str, names: bool, register: NamedRegister, as_json: bool) -> None:
    """Show everything that was recorded of a venture, a challenge or a call, in order.

    What was corrected or withdrawn stays, and is marked.
    """
    from hubflow.cli.to_json import print_json
    from hubflow.register.standing.standing_table import unknown_venture
    from hubflow.register.storage.entries import LABELS, effective

    with register.reading() as journal:
        chosen = register.hub_in(journal, venture)
        entries = journal.read(hub=chosen, subject=venture)
        if not entries:
            raise unknown_venture(journal, chosen, venture)
    counted = {entry.seq: entry for entry in effective(entries)}
    if as_json:
        print_json([_data(entry, names) for entry in entries])
        return
    from hubflow.cli.terminal_text import cut, one_line, width

    for entry in entries:
        mark = ""
        if entry.kind != "correction":
            now = counted.get(entry.seq)
            mark = " [withdrawn]" if now is None else " [corrected]" if now.corrected else ""
        text = one_line(f"{LABELS[entry.kind]}{mark}: {_told(entry, names)}").rstrip(": ")
        click.echo(cut(f"{entry.on}  {entry.seq:>5}  {text}", width()))


def _told(entry: JournalEntry, names: bool) -> str:
    """Return an entry's content in one line."""
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
        "step": lambda: f"{body['step']}" + (f": {said['note']}" if said.get("note") else ""),
    }.get(entry.kind, lambda: "")()
    return text + by


def _award_name(body: Mapping[str, Any]) -> str:
    return f"entry {body['award']}" if body["award"] else str(body.get("id", ""))


def _score(body: Mapping[str, Any]) -> str:
    if body["conflict"]:
        return "conflict of interest"
    score = body["score"]
    return f"{score:g}" if isinstance(score, int | float) else str(score)


def _data(entry: JournalEntry, names: bool) -> dict[str, Any]:
    personal = dict(entry.personal)
    if not names:
        # a dossier's and a call's text name leaders
        for key in ("by", "assessor", "assessors", "text", "letters"):
            personal.pop(key, None)
    return {"seq": entry.seq, "kind": entry.kind, "hub": entry.hub, "subject": entry.subject,
            "on": entry.on.isoformat(), "at": entry.at, "digest": entry.digest,
            "redacted": entry.redacted, "body": entry.body, "personal": personal}
