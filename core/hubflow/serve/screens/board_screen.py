"""The board: where every venture stands, for how long, and what is due."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs

from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import LAYOUT, command_line, titles

if TYPE_CHECKING:
    from hubflow.register.standing.wall import Board
    from hubflow.register.storage.journal import Journal

_CARDS = 60
"""Ventures of one state that are shown."""


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(
        path="/{hub}/board", title=titles("board"), roles=("secretary", "body", "auditor"),
        answer=_board, folder=LAYOUT, menu=10)


def _board(request: PageRequest) -> PageAnswer:
    from hubflow.engine.results.engine_words import proof_sentence
    from hubflow.register.agenda.dues_words import due_sentence
    from hubflow.register.standing.wall import board
    from hubflow.serve.call_runs import calls_of

    words = request.query.get("q", "").strip()
    everything = "all" in request.query
    with request.register.reading() as journal:
        wall = board(journal, [request.hub], dt.date.today(),
                     cards=10**6 if everything or words else _CARDS,
                     due=10**6 if everything else 20)
        calls = calls_of(journal, request.hub)
        if words:
            wall = _found(journal, wall, request.hub, words)
        proof = proof_sentence(journal.proof(), request.language)
    told = f"hubflow register search {command_line(words)}" if words else "hubflow register board"
    return PageAnswer(
        template="board.html.j2", command=f"{told} --hub {command_line(request.hub)}",
        values={"wall": wall, "due_sentence": due_sentence, "calls": calls, "words": words,
                "proof": proof, "projector": "projector" in request.query})


def _found(journal: Journal, wall: Board, hub: str, words: str) -> Board:
    """Return the board with those ventures alone in whose records all words stand."""
    from hubflow.register.standing.search import search

    ids = {hit.venture for hit in search(journal, [hub], words.split())}
    columns = []
    for column in wall.columns:
        cards = tuple(card for card in column.cards
                      if card.venture in ids or words.casefold() in card.venture.casefold())
        if cards:
            columns.append(attrs.evolve(column, cards=cards, count=len(cards)))
    due = tuple(item for item in wall.due if item.venture in ids)
    return attrs.evolve(wall, columns=tuple(columns), due=due, due_count=len(due))
