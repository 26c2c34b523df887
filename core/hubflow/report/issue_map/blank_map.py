"""An issue map to print and fill in by hand, with service users at a table."""

from __future__ import annotations

import attrs
from markupsafe import Markup

from hubflow.documents.design.palette import own_colours
from hubflow.report.issue_map.map_drawing import (
    GAP,
    HEAD,
    MARGIN,
    WIDTH,
    Arrow,
    MapCard,
    MapHeading,
    MapSheet,
    render,
)
from hubflow.text.catalogue import words

_RULE = 26
_BETWEEN = 44


def blank(language: str) -> Markup:
    """Return a map with empty, ruled cards, in the shape of a landscape sheet."""
    texts = words(language, of="map")
    sheet = MapSheet(texts)
    sheet.headings.append(MapHeading(x=MARGIN, y=sheet.y + 8, text=texts["blank_title"]))
    sheet.headings.append(
        MapHeading(x=MARGIN + 820, y=sheet.y + 8, text="", note=texts["blank_note"])
    )
    sheet.y += 24
    whole, third = WIDTH - 2 * MARGIN, (WIDTH - 2 * MARGIN - 2 * _BETWEEN) / 3
    sheet.y = sheet.column(MARGIN, whole, texts["group"], [_box(1, "group")]) + GAP / 4
    for row in ((("causes", 3, 2), ("problems", 1, 7), ("effects", 3, 2)),
                (("responders", 3, 2), ("solution", 1, 7), ("left_out", 3, 2))):
        ends = []
        for index, (heading, boxes, rules) in enumerate(row):
            look = {"solution": "solution", "problems": "group"}.get(heading, "blank")
            ends.append(sheet.column(MARGIN + index * (third + _BETWEEN), third, texts[heading],
                                     [_box(rules, look)] * boxes))
        sheet.y = max(ends) + GAP / 4
    _arrows(sheet, third)
    ends = [sheet.column(MARGIN + index * (third + _BETWEEN), third,
                         texts["evidence"] if not index else "", [_box(1, "blank")] * 2)
            for index in range(3)]
    sheet.y = max(ends)
    return render(sheet, texts["blank_title"], texts["blank_says"], own_colours()["light"], texts)


def blank_mechanism(language: str) -> Markup:
    """Return an empty chain of ruled cards: four steps, what each needs, what changes."""
    texts = words(language, of="map")
    sheet = MapSheet(texts)
    sheet.headings.append(MapHeading(x=MARGIN, y=sheet.y + 8, text=texts["blank_title"]))
    sheet.headings.append(MapHeading(x=MARGIN + 560, y=sheet.y + 8, text="",
                                     note=texts["blank_mechanism_note"]))
    sheet.y += 24
    step, between = 380.0, 48.0
    need = (WIDTH - 2 * MARGIN - step - between - GAP) / 2
    for x, key in ((MARGIN, "steps"), (MARGIN + step + between, "needs")):
        sheet.headings.append(MapHeading(x=x, y=sheet.y + 20, text=texts[key]))
    sheet.y += HEAD
    for _ in range(4):
        row = ((MARGIN, step, "group"), (MARGIN + step + between, need, "blank"),
               (MARGIN + step + between + need + GAP, need, "blank"))
        for x, width, look in row:
            sheet.cards.append(attrs.evolve(_box(4, look), x=x, y=sheet.y, width=width))
        height = sheet.cards[-1].height
        sheet.arrows.append(Arrow(x1=MARGIN + step + between - 6, y1=sheet.y + height / 2,
                                  x2=MARGIN + step + 8, y2=sheet.y + height / 2))
        sheet.y += height + 34
        sheet.arrows.append(Arrow(x1=MARGIN + step / 2, y1=sheet.y - 31,
                                  x2=MARGIN + step / 2, y2=sheet.y - 4))
    sheet.y = sheet.column(MARGIN, WIDTH - 2 * MARGIN, texts["changes"],
                           [_box(2, "solution")])
    return render(sheet, texts["blank_title"], texts["blank_mechanism_says"],
                  own_colours()["light"], {**texts, "map": texts["mechanism"]})


def _box(rules: int, look: str) -> MapCard:
    height = _RULE * rules + 16
    return MapCard(x=0, y=0, width=0, height=height, look=look,
               rules=tuple(_RULE * (index + 1) + 2.0 for index in range(rules)))


def _arrows(sheet: MapSheet, third: float) -> None:
    problem = next(one for one in sheet.cards if one.look == "group" and one.x > MARGIN)
    solution = next(one for one in sheet.cards if one.look == "solution")
    for x in (problem.x, problem.x + third + _BETWEEN):
        sheet.arrows.append(Arrow(x1=x - 38, y1=problem.y + 26, x2=x - 8, y2=problem.y + 26))
    middle = problem.x + third / 2
    sheet.arrows.append(Arrow(x1=middle, y1=solution.y - HEAD / 8, x2=middle,
                              y2=problem.y + problem.height + 5))
