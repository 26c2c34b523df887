"""Write the hub's wall as a page of the terminal, in the hub's language."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from hubflow.cli.terminal_text import cut, one_line, strong, with_id
from hubflow.model.results.venture_results import RECOMMENDED
from hubflow.register.agenda.dues_words import due_sentence, when_due
from hubflow.register.standing.wall import Board, DueItem, VentureCard, WallColumn
from hubflow.text.catalogue import words
from hubflow.text.numbers import day

_NAME = 40
"""Characters of a name on the wall."""


def board_page(
    wall: Board, language: str, columns: int, calls: Mapping[str, str], hubs: Mapping[str, str]
) -> str:
    """Return the wall as text, lines cut at ``columns``.

    ``calls`` are the names of calls by their ids, ``hubs`` those of hubs, where there are several.
    """
    return "\n".join(_lines(wall, language, columns, calls, hubs))


def _lines(
    wall: Board, language: str, columns: int, calls: Mapping[str, str], hubs: Mapping[str, str]
) -> Iterator[str]:
    texts = words(language, "dues")
    if not wall.columns:
        yield texts["nothing"]
    for column in wall.columns:
        hub = f"{hubs.get(column.hub, column.hub)} · " if hubs else ""
        yield strong(f"{hub}{column_title(column, language)} ({column.count})")
        yield from (_wrapped(_card(card, language), columns) for card in column.cards)
        if column.count > len(column.cards):
            yield "  " + texts["and_more"].format(n=column.count - len(column.cards))
    if wall.due or wall.calls or wall.freed:
        yield ""
    if wall.due:
        yield strong(f"{texts['due']} ({wall.due_count})")
    yield from (_wrapped(due_line(item, wall, language), columns) for item in wall.due)
    if wall.due_count > len(wall.due):
        yield "  " + texts["and_more_due"].format(n=wall.due_count - len(wall.due))
    if wall.calls:
        yield strong(texts["calls_not_final"])
    yield from (_wrapped(one_line(f"{calls.get(call, call)}: {mark}"), columns)
                for call, mark in wall.calls)
    if wall.freed:
        yield strong(texts["places_freed"])
    yield from (_wrapped(one_line(note), columns) for _, note in wall.freed)


def _wrapped(text: str, columns: int) -> str:
    return textwrap.fill(text, columns, initial_indent="  ", subsequent_indent="    ",
                         break_on_hyphens=False, break_long_words=False)


def column_title(column: WallColumn, language: str) -> str:
    """Return the state of a column; of a hub that ends early, the stage that was passed last."""
    common = words(language)
    if column.ends_early:
        return words(language, "dues")["passed_last"].format(stage=common[column.last_stage])
    title = common[column.state]
    return title[0].upper() + title[1:]


def due_line(item: DueItem, wall: Board, language: str) -> str:
    """Return what is due of a venture, and since, from or by when."""
    when = when_due(item.what, item.on, wall.on, language)
    return (f"{when} · {named(item.name, item.venture)}: "
            f"{due_sentence(item.what, item.detail, language, item.named, item.report)}")


def named(name: str, venture: str) -> str:
    """Return a venture by its name, and by the id that commands go by."""
    return with_id(cut(one_line(name), _NAME), venture)


def _card(card: VentureCard, language: str) -> str:
    texts, common = words(language, "dues"), words(language)
    days = texts["one_day" if card.days == 1 else "n_days"].format(n=card.days)
    parts = [card.phase_name, days] if card.phase else [days]
    if card.out_as:
        state = words(language, "call")[card.out_as]
        since = f" {texts['since'].format(day=day(card.out_since, language))}" if (
            card.out_since) else ""
        after = f" · {state}{since}"
    elif card.recommendation:
        word = common[card.recommendation]
        known = card.recommendation in RECOMMENDED
        after = " · " + (texts["recommended"].format(word=word) if known else word)
    else:
        after = ""
    return f"{named(card.name, card.venture)}: {', '.join(map(one_line, parts))}{after}"
