"""Hold recorded lives of ventures to the lifecycle by which commands record them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.register.recording.lifecycle import (
    check_allowed,
    check_day,
    check_in_race,
    check_reasons,
)
from hubflow.register.standing.edition_phases import EditionPhase
from hubflow.register.standing.standing_table import FOLDED, phases_by_edition
from hubflow.register.standing.venture_standing import VentureStanding, fold
from hubflow.register.storage.entries import JournalEntry
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say

_MOVES = frozenset({"decision", "pause", "resume", "close"})
_MONEY = frozenset({"ledger", "award", "payment", "report", "resource", "move"})
_LATER = _MOVES | _MONEY | {"member", "recommendation", "complaint", "answer"}
"""Kinds of entries that need a venture."""


def check_lives(journal: Journal) -> None:
    """Raise :class:`BadInput` with every entry that no command would have recorded when it was."""
    problems: list[Problem] = []
    phases: dict[str, Mapping[str, Sequence[EditionPhase]]] = {}
    for own in journal.by_subject(FOLDED):
        hub = own[0].hub
        if hub not in phases:
            phases[hub] = phases_by_edition(journal, hub)
        problems += _problems(journal, own, phases[hub])
    if problems:
        raise BadInput(problems)


def _problems(
    journal: Journal, own: Sequence[JournalEntry], phases: Mapping[str, Sequence[EditionPhase]]
) -> Iterator[Problem]:
    for at, entry in enumerate(own):
        if entry.kind not in _LATER:
            continue
        try:
            standing = _standing(journal, own[:at], entry, phases)
            if entry.kind in _MOVES:
                _check_move(journal, standing, entry)
            elif entry.kind in _MONEY:
                check_day(standing, entry.on)
        except BadInput as bad:
            yield from (Problem(say("kinds.entry", entry=entry.seq), 0, "",
                                f"{each.file}: {each.what}",
                                say("register-problems.no_command_records_it"))
                        for each in bad.problems)


def _standing(
    journal: Journal, before: Sequence[JournalEntry], entry: JournalEntry,
    phases: Mapping[str, Sequence[EditionPhase]],
) -> VentureStanding:
    """Return where a venture stood before an entry was recorded."""
    standing = fold(before, (), phases)
    if standing is None:
        raise one_problem(entry.subject, say(
            "register-problems.this_was_recorded_before_any_dossier", kind=entry.kind))
    if not standing.challenge or entry.kind not in _MOVES:
        return standing
    above = journal.read(hub=entry.hub, subject=standing.challenge, kinds=FOLDED, personal=False,
                         until=entry.seq)
    return fold(before, above, phases) or standing


def _check_move(journal: Journal, standing: VentureStanding, entry: JournalEntry) -> None:
    word = str(entry.body.get("decision", entry.kind))
    check_day(standing, entry.on, moves=True)
    check_allowed(word, standing)
    check_in_race(word, standing)
    phase = standing.phase or standing.stage
    if entry.body["phase"] != phase:
        names = standing.phase_names
        raise one_problem(standing.venture, say(
            "register-problems.it_stood_in_not_in", phase=names.get(phase, phase),
            phase_2=names.get(entry.body["phase"], entry.body["phase"])))
    texts = journal.find(entry.seq)
    said = texts.personal if texts is not None else {}
    check_reasons(standing, word, reasons=str(said.get("reasons", "")),
                  learning=str(said.get("learning", "")),
                  evidence=list(entry.body.get("evidence", ())))
