"""Write the minutes of a sitting: what a body decided on a day, with the register's digest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs

from hubflow.documents.result_words import ResultWords
from hubflow.documents.safe_markdown import escape, one_line
from hubflow.engine.results.engine_words import proof_sentence
from hubflow.plugins.document import Document
from hubflow.register.standing.standing_table import ids_of, known_standing
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.entries import JournalEntry
from hubflow.register.storage.journal import Journal
from hubflow.text.catalogue import words
from hubflow.text.numbers import day


@attrs.frozen(eq=False, repr=False)
class Sitting:
    """The decisions on a call's ventures on one day."""

    on: dt.date
    decisions: tuple[tuple[VentureStanding, JournalEntry], ...]


def sittings(journal: Journal, hub: str, call: str) -> list[Sitting]:
    """Return the days on which a call's ventures were decided on, the latest first."""
    found: dict[dt.date, list[tuple[VentureStanding, JournalEntry]]] = {}
    named = {}
    for venture in ids_of(journal, hub, call=call):
        standing = known_standing(journal, hub, venture)
        for entry in standing.entries:
            if entry.kind == "decision":
                found.setdefault(entry.on, []).append((standing, entry))
                named[entry.seq] = journal.find(entry.seq) or entry
    return [Sitting(on, tuple((standing, attrs.evolve(entry, personal=named[entry.seq].personal))
                              for standing, entry in sorted(each, key=lambda pair: pair[1].seq)))
            for on, each in sorted(found.items(), reverse=True)]


def minutes(journal: Journal, hub: str, call: str, sitting: Sitting, language: str) -> Document:
    """Return the minutes of a sitting as a document."""
    told = words(language, "serve")
    title = told["minutes_title"].format(call=call, day=day(sitting.on, language))
    proof = proof_sentence(journal.proof(), language)
    lines = [f"# {escape(title)}", "", escape(proof), ""]
    bodies = dict.fromkeys(str(entry.personal["body"]) for _, entry in sitting.decisions)
    for body in bodies:
        own = [pair for pair in sitting.decisions if pair[1].personal["body"] == body]
        lines += [f"## {escape(body)}", "", *_table(own, language), "", *_reasons(own, language)]
    lines += ["", escape(told["minutes_signed"]), ""]
    return Document(name="minutes", title=one_line(title), markdown="\n".join(lines),
                    language=language, about=one_line(f"{hub} · {proof}"))


def _table(
    decisions: Sequence[tuple[VentureStanding, JournalEntry]], language: str
) -> list[str]:
    told, showing = words(language, "serve"), ResultWords(language)
    head = (told["venture"], showing.words["phase"], showing.words["recommendation"],
            told["decision"], told["entry"])
    rows = [head, ("---",) * len(head)]
    for standing, entry in decisions:
        departs = f" ({told['departs']})" if entry.body["departs"] else ""
        recommended = str(entry.body["recommendation"])
        rows.append((
            escape(standing.name), escape(str(entry.body["phase"])),
            escape(showing.word(recommended)) if recommended else "–",
            escape(showing.word(str(entry.body["decision"])) + departs), str(entry.seq)))
    return [f"| {' | '.join(row)} |" for row in rows]


def _reasons(
    decisions: Sequence[tuple[VentureStanding, JournalEntry]], language: str
) -> list[str]:
    told = words(language, "serve")
    found: list[str] = []
    for standing, entry in decisions:
        for key in ("reasons", "learning"):
            text = str(entry.personal.get(key) or "")
            if text:
                found.append(f"- {escape(standing.name)}: {escape(told[key])}: "
                             f"{escape(one_line(text))}")
    return found
