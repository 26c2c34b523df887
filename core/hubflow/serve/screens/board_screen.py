"""The board: where every venture stands, for how long, and what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import attrs

from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import LAYOUT, command_line, titles

if TYPE_CHECKING:
    from hubflow.register.standing.wall import Board, VentureCard
    from hubflow.register.storage.journal import Journal

_CARDS = 60
"""Ventures of one state that are shown."""


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(
        path="/{hub}/board", title=titles("board"), roles=("secretary", "body", "auditor"),
        answer=_board, folder=LAYOUT, menu=10)


_FILTERS = ("call", "state", "phase", "due")
"""What the wall may be narrowed to."""

_MONEY = ("tranche", "report")
"""What is due of money that was awarded."""


def _board(request: PageRequest) -> PageAnswer:
    from hubflow.engine.results.engine_words import proof_sentence
    from hubflow.register.agenda.dues_words import due_sentence
    from hubflow.register.standing.wall import STATES, board
    from hubflow.serve.call_runs import calls_of

    words = request.query.get("q", "").strip()
    chosen = {key: request.query.get(key, "") for key in _FILTERS}
    everything = "all" in request.query or bool(words or any(chosen.values()))
    with request.register.reading() as journal:
        wall = board(journal, [request.hub], dt.date.today(),
                     cards=10**6 if everything else _CARDS, due=10**6 if everything else 20)
        calls = calls_of(journal, request.hub)
        phases = {card.phase: card.phase_name or card.phase for column in wall.columns
                  for card in column.cards if card.phase}
        if words:
            wall = _found(journal, wall, request.hub, words)
        wall = _narrowed(journal, wall, request.hub, chosen)
        proof = proof_sentence(journal.proof(), request.language)
    told = f"hubflow register search {command_line(words)}" if words else "hubflow register board"
    return PageAnswer(
        template="board.html.j2", command=f"{told} --hub {command_line(request.hub)}",
        values={"wall": wall, "due_sentence": due_sentence, "calls": calls, "words": words,
                "proof": proof, "projector": "projector" in request.query, "chosen": chosen,
                "narrowed": bool(words or any(chosen.values())), "states": STATES,
                "phases": phases})


def _found(journal: Journal, wall: Board, hub: str, words: str) -> Board:
    """Return the board with those ventures alone in whose records all words stand."""
    from hubflow.register.standing.search import search

    ids = {hit.venture for hit in search(journal, [hub], words.split())}
    return _only(wall, lambda card: (
        card.venture in ids or words.casefold() in card.venture.casefold()))


def _narrowed(journal: Journal, wall: Board, hub: str, chosen: Mapping[str, str]) -> Board:
    """Return the board with the ventures of a call, a state and a phase, and what is due of them.
    """
    from hubflow.register.standing.standing_table import ids_of

    call, state, phase = chosen["call"], chosen["state"], chosen["phase"]
    if state:
        wall = attrs.evolve(wall, columns=tuple(
            column for column in wall.columns if column.state == state))
    if call or phase or state:
        ids = set(ids_of(journal, hub, call=call)) if call else None
        wall = _only(wall, lambda card: (ids is None or card.venture in ids) and (
            phase in ("", card.phase)))
    if chosen["due"]:
        due = tuple(item for item in wall.due if item.what in _MONEY)
        wall = attrs.evolve(wall, due=due, due_count=len(due))
    return wall


def _only(wall: Board, wanted: Callable[[VentureCard], bool]) -> Board:
    """Return the board with some ventures alone, and what is due of them."""
    columns = []
    for column in wall.columns:
        cards = tuple(filter(wanted, column.cards))
        if cards:
            columns.append(attrs.evolve(column, cards=cards, count=len(cards)))
    ids = {card.venture for column in columns for card in column.cards}
    due = tuple(item for item in wall.due if item.venture in ids)
    return attrs.evolve(wall, columns=tuple(columns), due=due, due_count=len(due))
