"""The board: where every venture stands, for how long, and what is due."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from hubflow.model.characters import forbidden_in
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import LAYOUT, command_line, titles

if TYPE_CHECKING:
    from hubflow.register.standing.wall import DueItem, WallChoice
    from hubflow.register.storage.journal import Journal

_CARDS, _DUES = 60, 20
"""Ventures of one state, and dues, that are shown at first."""


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(
        path="/{hub}/board", title=titles("board"), roles=("secretary", "body", "auditor"),
        answer=_board, folder=LAYOUT, menu=10)


_FILTERS = ("call", "state", "phase", "due")
"""What the wall may be narrowed to."""

_CALL, _VENTURE = "/{hub}/calls/{call}", "/{hub}/ventures/{venture}"

_DEALT_WITH = {
    "gate": f"{_CALL}/decide", "run": _CALL, "judge": _CALL, "complaint": f"{_VENTURE}/complaints",
    "letter": f"{_VENTURE}/dossier", **dict.fromkeys(
        ("ledger", "checkpoint", "tranche", "report"), f"{_VENTURE}/trading")}
"""The screen on which what is due is dealt with."""

_MONEY = ("tranche", "report")
"""What is due of money that was awarded."""

_MOST, _FOUND, _PASSAGES = 300, 150, 12
"""Ventures on a page of one state, and dues on a page of them; ventures that a search finds, and
passages of them."""


def _board(request: PageRequest) -> PageAnswer:
    from hubflow.engine.results.engine_words import proof_sentence
    from hubflow.register.agenda.dues_words import due_sentence, when_due
    from hubflow.register.standing.standing_table import phases_by_edition
    from hubflow.register.standing.wall import STATES, board
    from hubflow.serve.call_runs import calls_of

    words = request.query.get("q", "").strip()
    chosen = {key: request.query.get(key, "") for key in _FILTERS}
    with request.register.reading() as journal:
        calls = calls_of(journal, request.hub)
        phases = {phase.id: phase.name or phase.id for found in phases_by_edition(
            journal, request.hub).values() for phase in found}
        choice, more = _choice(journal, request, words, chosen, {
            "call": dict(calls), "state": STATES, "phase": phases})
        wall = board(journal, [request.hub], dt.date.today(), choice=choice,
                     cards=_MOST if chosen["state"] or words else _CARDS,
                     due=_MOST if chosen["due"] else _DUES)
        passages = list(_passages(journal, request, words)) if words else []
        proof = proof_sentence(journal.proof(), request.language)
    told = f"hubflow register search {command_line(words)}" if words else "hubflow register board"
    return PageAnswer(
        template="board.html.j2", command=f"{told} --hub {command_line(request.hub)}",
        values={"wall": wall, "due_sentence": due_sentence, "when_due": when_due,
                "calls": calls, "words": words,
                "proof": proof, "projector": "projector" in request.query, "chosen": chosen,
                "narrowed": bool(words or any(chosen.values())), "states": STATES,
                "phases": phases, "more": _FOUND if more else 0, "most_shown": _MOST,
                "due_of_listed": choice.of_many and any(
                    column.count > len(column.cards) for column in wall.columns),
                "passages": passages, "found": choice.ventures,
                "choice": choice, "dealt_with": functools.partial(_dealt_with, request),
                "at": functools.partial(_address, {"q": words, **chosen})})


def _passages(
    journal: Journal, request: PageRequest, words: str
) -> Iterator[tuple[str, str, str, str]]:
    """Yield the first texts that have all words: venture, its name, the kind of text, an excerpt.

    Only for those who may read every entry of the register.
    """
    from hubflow.register.searching.search import search
    from hubflow.register.standing.standing_table import names_of
    from hubflow.text.spoken import say

    if request.grant.role not in _roles()["/{hub}/audit"]:
        return
    hits = list(itertools.islice(
        search(journal, [request.hub], words.split(), keys=False), _PASSAGES))
    names = names_of(journal, request.hub, {hit.venture for hit in hits})
    for hit in hits:
        if hit.venture in names:
            yield hit.venture, names[hit.venture], say(f"kinds.{hit.kind}"), hit.excerpt


@functools.cache
def _roles() -> Mapping[str, Container[str]]:
    """Return who may open each screen, by its address."""
    from hubflow.serve.page_table import workbench_pages

    return {page.path: page.roles for page in workbench_pages()}


def _dealt_with(request: PageRequest, due: DueItem) -> str:
    """Return the address of the screen on which something due is dealt with.

    It is the venture's own where it has no call, or the visitor may not open that screen. A
    challenge has none but its history: empty for who may not read that.
    """
    from hubflow.serve.page_rendering import link

    if due.of_challenge:
        return link(due.hub, "audit", id=due.venture) if request.grant.role in _roles().get(
            "/{hub}/audit", ()) else ""
    path = _DEALT_WITH.get(due.what, _VENTURE)
    if request.grant.role not in _roles().get(path, ()) or ("{call}" in path and not due.call):
        path = _VENTURE
    parts = {"{hub}": due.hub, "{call}": due.call, "{venture}": due.venture}
    return link(*(parts.get(part, part) for part in path.strip("/").split("/")))


def _choice(
    journal: Journal, request: PageRequest, words: str, chosen: Mapping[str, str],
    known: Mapping[str, Container[str]],
) -> tuple[WallChoice, bool]:
    """Return what the wall is narrowed to, and whether a search finds more than is shown."""
    from hubflow.register.searching.search import ventures_with
    from hubflow.register.standing.wall import WallChoice

    found, more = ventures_with(journal, request.hub, words, _FOUND) if words else (None, False)
    if any(chosen[key] and chosen[key] not in known[key] for key in known):
        found = ()
    return WallChoice(
        **{key: chosen[key] if chosen[key] in known[key] else "" for key in known},
        ventures=found, dues=_MONEY if chosen["due"] == "money" else (),
        after=place_in(request.query.get("after", ""), 2) if chosen["state"] else (),
        due_after=place_in(request.query.get("due_after", ""), 4) if chosen["due"] else ()), more


def place_in(text: str, parts: int) -> Sequence[str]:
    r"""Return where a list goes on, from an address; empty for its beginning.

    >>> place_in("2026-01-01 coro tranche 1; 5\u00a0000; EUR; A fund", 4)[2:]
    ['tranche', '1; 5\xa0000; EUR; A fund']
    >>> place_in("2026-01-01 coro", 4), place_in("2026-01-01\0 coro", 2)
    ((), ())
    """
    found = text.split(" ", parts - 1)
    return found if len(found) == parts and not forbidden_in(text) else ()


def _address(shown: Mapping[str, str], **more: str) -> str:
    """Return the address of the same board with some of its choice changed."""
    return f"?{urlencode({key: value for key, value in {**shown, **more}.items() if value})}"
