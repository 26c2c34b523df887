"""The mechanism as SVG: a chain of steps downwards, each held up by what it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
from markupsafe import Markup

from hubflow.documents.design.palette import own_colours
from hubflow.report.issue_map.issue import IssueMap, Item
from hubflow.report.issue_map.line_breaks import wrapped
from hubflow.report.issue_map.map_drawing import (
    GAP,
    HEAD,
    IN_PAGE,
    MARGIN,
    PAD,
    WIDTH,
    Arrow,
    MapCard,
    MapHeading,
    MapSheet,
    card,
    nothing,
    render,
)
from hubflow.text.catalogue import words

_STEP = 420
_BETWEEN = 48
_ACROSS = 2
"""Needs beside each other."""

_NEED = (WIDTH - 2 * MARGIN - _STEP - _BETWEEN - (_ACROSS - 1) * PAD) / _ACROSS
_DOWN = 34
"""Room for the arrow between two steps."""

_LOOKS: Mapping[str, str] = {"met": "plain", "missing": "alarm", "open": "open",
                             "essential": "group", "adaptable": "blank"}


def drawn_mechanism(
    map: IssueMap, language: str, *, colours: Mapping[str, str] = own_colours()["light"]
) -> Markup:
    """Return the mechanism as SVG; a need that is missing stands out."""
    texts = words(language, of="map")
    sheet = MapSheet(texts)
    if colours is not IN_PAGE:
        title = (wrapped(map.title, WIDTH - 2 * MARGIN - 240, 14, 1) or [""])[0]
        sheet.headings.append(MapHeading(x=MARGIN, y=MARGIN + 8, text=texts["mechanism"],
                                         note=title))
        sheet.y += HEAD
    steps = in_order(map)
    _headings(sheet)
    if not steps:
        sheet.cards.append(attrs.evolve(nothing(texts["no_step"], _STEP), x=MARGIN, y=sheet.y,
                                        width=_STEP))
        sheet.y += sheet.cards[-1].height + GAP
    numbers = {item.text: number for number, item in enumerate(steps, 1)}
    for number, step in enumerate(steps, 1):
        needs = [item for item in map.of("need") if step.text in item.about]
        following = steps[number].text if number < len(steps) else None
        _row(sheet, step, needs, numbers, linked=following in step.about)
    _changes(sheet, map, steps)
    return render(sheet, map.title, texts["mechanism_says"], colours,
                  {**texts, "map": texts["mechanism"]})


def in_order(map: IssueMap) -> list[Item]:
    """Return the steps so that each stands before what it leads to, else as they were written.

    A link to an earlier step that leads to the same place again, as one to a part of the solution
    may, changes no order.
    """
    steps = list(map.of("step"))
    reached = {step.text: _reached(step, steps) for step in steps}
    written = [step.text for step in steps]
    before = {text: {step.text for step in steps if text in step.about and not (
        written.index(step.text) >= written.index(text) and step.text in reached[text])}
        for text in written}
    found: list[Item] = []
    while steps:
        placed = {step.text for step in found}
        ready = next((step for step in steps if before[step.text] <= placed), steps[0])
        found.append(ready)
        steps.remove(ready)
    return found


def _reached(step: Item, steps: Sequence[Item]) -> set[str]:
    """Return the texts of the steps that one step leads to."""
    by_text = {each.text: each for each in steps}
    found: set[str] = set()
    waiting = [step]
    while waiting:
        following = [by_text[text] for text in waiting.pop().about
                     if text in by_text and text not in found]
        found |= {each.text for each in following}
        waiting += following
    return found | {step.text}


def _headings(sheet: MapSheet) -> None:
    sheet.headings.append(MapHeading(x=MARGIN, y=sheet.y + 20, text=sheet.told["steps"]))
    sheet.headings.append(MapHeading(x=MARGIN + _STEP + _BETWEEN, y=sheet.y + 20,
                                     text=sheet.told["needs"]))
    sheet.y += HEAD


def _row(
    sheet: MapSheet, step: Item, needs: Sequence[Item], numbers: Mapping[str, int], *,
    linked: bool,
) -> None:
    """Draw a step with what it needs beside it, and the arrow to the step below."""
    box = _step_card(step, numbers, sheet.told)
    bottom = _supports(sheet, needs)
    height = max(box.height, bottom - sheet.y)
    sheet.cards.append(attrs.evolve(box, x=MARGIN, y=sheet.y, width=_STEP, height=height))
    if needs:
        y = sheet.y + min(height, 40) / 2
        sheet.arrows.append(Arrow(x1=MARGIN + _STEP + _BETWEEN - 6, y1=y,
                                  x2=MARGIN + _STEP + 8, y2=y))
    sheet.y += height + _DOWN
    if linked:
        x = MARGIN + _STEP / 2
        sheet.arrows.append(Arrow(x1=x, y1=sheet.y - _DOWN + 3, x2=x, y2=sheet.y - 4))


def _step_card(step: Item, numbers: Mapping[str, int], told: Mapping[str, str]) -> MapCard:
    to = sorted(numbers[text] for text in step.about if text in numbers)
    more = [*step.more]
    if to:
        more.append(told["leads_to_steps"].format(n=", ".join(map(str, to))))
    number = numbers[step.text]
    text = attrs.evolve(step, text=f"{number}. {step.text}", more=tuple(more))
    tag = told[f"mark_{step.mark}"] if step.mark == "adaptable" else ""
    return card(text, _STEP, _LOOKS.get(step.mark, "group"), tag)


def _supports(sheet: MapSheet, needs: Sequence[Item]) -> float:
    """Draw the needs of a step, two beside each other; return where they end."""
    y, left = sheet.y, MARGIN + _STEP + _BETWEEN
    for start in range(0, len(needs), _ACROSS):
        row = [card(need, _NEED, _LOOKS.get(need.mark, "plain"),
                    sheet.told[f"mark_{need.mark}"] if need.mark else "")
               for need in needs[start:start + _ACROSS]]
        height = max(one.height for one in row)
        for column, one in enumerate(row):
            sheet.cards.append(attrs.evolve(one, x=left + column * (_NEED + PAD), y=y,
                                            width=_NEED, height=height))
        y += height + PAD
    return y - PAD if needs else y


def _changes(sheet: MapSheet, map: IssueMap, steps: Sequence[Item]) -> None:
    """Draw what changes in the end."""
    sheet.headings.append(MapHeading(x=MARGIN, y=sheet.y + 20, text=sheet.told["changes"]))
    sheet.y += HEAD
    width = WIDTH - 2 * MARGIN
    cards = [card(_with_steps(item, steps, sheet.told), width, "solution")
             for item in map.of("change")] or [nothing(sheet.told["no_change"], width)]
    for one in cards:
        sheet.cards.append(attrs.evolve(one, x=MARGIN, y=sheet.y, width=width))
        sheet.y += one.height + PAD


def _with_steps(change: Item, steps: Sequence[Item], told: Mapping[str, str]) -> Item:
    """Return a change with the numbers of the steps that lead to it."""
    numbers = [str(number) for number, step in enumerate(steps, 1) if change.text in step.about]
    if not numbers:
        return change
    return attrs.evolve(change, more=(*change.more, told["by_steps"].format(
        n=", ".join(numbers))))
