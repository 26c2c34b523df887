"""The issue map as SVG: bands of cards from the group down to what serves each stage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import attrs
from markupsafe import Markup

from hubflow.documents.design.palette import own_colours
from hubflow.model.characters import harmless
from hubflow.report.issue_map.issue import IssueMap, Item, ServedStage
from hubflow.report.issue_map.line_breaks import wrapped
from hubflow.report.report_page import environment
from hubflow.text.catalogue import words

WIDTH = 1200
MARGIN = 24
GAP = 20
PAD = 12
LINE = 19
SMALL = 17
HEAD = 34
_TITLE = 200
"""Room for the heading before a map's title."""
BOLD = ("problem", "group")
"""The looks whose text is bold; so is that of a card which says more below it."""

IN_PAGE: Mapping[str, str] = {name: f"var(--{name})" for name in own_colours()["light"]}
"""Colours of the page that the map stands in, light or dark as the reader has it."""


@attrs.frozen(kw_only=True)
class MapCard:
    """A card with its lines; ``look`` is plain, group, problem, solution, alarm or open."""

    x: float
    y: float
    width: float
    height: float
    look: str
    lines: tuple[str, ...] = ()
    small: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    rules: tuple[float, ...] = ()


@attrs.frozen(kw_only=True)
class MapHeading:
    """The heading of a band or column."""

    x: float
    y: float
    text: str
    note: str = ""


@attrs.frozen(kw_only=True)
class Arrow:
    """From one place to another, straight."""

    x1: float
    y1: float
    x2: float
    y2: float


@attrs.define
class MapSheet:
    """A map while it is laid out, from the top down."""

    told: Mapping[str, str]
    y: float = MARGIN
    cards: list[MapCard] = attrs.field(factory=list)
    headings: list[MapHeading] = attrs.field(factory=list)
    arrows: list[Arrow] = attrs.field(factory=list)

    def column(
        self, x: float, width: float, heading: str, items: Sequence[MapCard], note: str = ""
    ) -> float:
        """Draw cards under a heading, one below the other; return where they end."""
        self.headings.append(MapHeading(x=x, y=self.y + 20, text=heading, note=note))
        y = self.y + HEAD
        for one in items:
            self.cards.append(attrs.evolve(one, x=x, y=y, width=width))
            y += one.height + PAD
        return y


def drawn(
    map: IssueMap, language: str, *, colours: Mapping[str, str] = own_colours()["light"]
) -> Markup:
    """Return the map as SVG; problems without response and stages without open help stand out."""
    texts = words(language, of="map")
    sheet = MapSheet(texts)
    if colours is not IN_PAGE:
        title, *more = wrapped(map.title, WIDTH - 2 * MARGIN - _TITLE, 14, 2) or [""]
        sheet.headings.append(MapHeading(x=MARGIN, y=MARGIN + 8, text=texts["map"],
                                      note=f"{title} …" if more else title))
        sheet.y += HEAD
    _group(sheet, map)
    _problem(sheet, map)
    _answers(sheet, map)
    _evidence(sheet, map)
    if map.stages:
        _stages(sheet, map.stages)
    return render(sheet, map.title, texts["says"], colours, texts)


def render(
    sheet: MapSheet, title: str, says: str, colours: Mapping[str, str], told: Mapping[str, str]
) -> Markup:
    """Return the sheet as SVG."""
    alone = colours is not IN_PAGE
    return Markup(harmless(environment().get_template("map.svg.j2").render(
        sheet=sheet, title=title, says=says, c=colours, width=WIDTH, height=round(sheet.y),
        line=LINE, small=SMALL, pad=PAD, alone=alone, told=told)))


def card(
    item: Item, width: float, look: str = "plain", tag: str = "", *, most: int = 7
) -> MapCard:
    """A card as high as its text needs."""
    bold = bool(item.more) or look in BOLD
    lines = wrapped(item.text, width - 2 * PAD, 15, most, bold=bold)
    tags = wrapped(tag, width - 2 * PAD, 14, 3, bold=True)
    small = [line for text in item.more for line in wrapped(text, width - 2 * PAD, 14, 4)]
    height = 2 * PAD - 4 + LINE * len(lines) + SMALL * len(small) + (
        SMALL * len(tags) + 2 if tags else 0)
    return MapCard(x=0, y=0, width=width, height=height, look=look, lines=tuple(lines),
                small=tuple(small), tag=tuple(tags))


TALLEST = 790
"""So high a drawing goes on a page of A4 across, with type of at least nine points."""


def is_tall(svg: str) -> bool:
    """Return whether a drawing is higher than a page across."""
    height = re.search(r' height="(\d+)"', svg)
    return height is not None and int(height[1]) > TALLEST


def nothing(text: str, width: float) -> MapCard:
    """Draw a card that says what is missing."""
    return card(Item(kind="evidence", text=text), width, "open")


def _group(sheet: MapSheet, map: IssueMap) -> None:
    width = WIDTH - 2 * MARGIN
    found = map.of("group")
    cards = [card(attrs.evolve(item, more=(" · ".join(item.more),) if item.more else ()), width,
                  "group") for item in found] or [nothing(sheet.told["no_group"], width)]
    sheet.y = sheet.column(MARGIN, width, sheet.told["group"], cards) + GAP / 2


def _problem(sheet: MapSheet, map: IssueMap) -> None:
    width = (WIDTH - 2 * MARGIN - 2 * 44) / 3
    open_ones, meant = map.unanswered(), map.addressed()
    ends = []
    for index, kind in enumerate(("cause", "problem", "effect")):
        x = MARGIN + index * (width + 44)
        cards = [card(item, width, _look(item, open_ones), _tag(item, open_ones, meant, sheet.told))
                 for item in map.items if item.kind == kind]
        cards = cards or [nothing(sheet.told[f"no_{kind}"], width)]
        ends.append(sheet.column(x, width, sheet.told[f"{kind}s"], cards))
        if index:
            y = sheet.y + HEAD + 26
            sheet.arrows.append(Arrow(x1=x - 38, y1=y, x2=x - 8, y2=y))
    sheet.y = max(ends) + GAP / 2


def _look(item: Item, open_ones: frozenset[str]) -> str:
    if item.text in open_ones:
        return "alarm"
    return "problem" if item.kind == "problem" else "plain"


def _tag(
    item: Item, open_ones: frozenset[str], meant: frozenset[str], told: Mapping[str, str]
) -> str:
    tags = []
    if item.text in open_ones:
        tags.append(told["no_one"])
    if item.text in meant:
        tags.append(told["answered_by_solution"])
    return " · ".join(tags)


def _answers(sheet: MapSheet, map: IssueMap) -> None:
    """Draw who responds today, the solution under the problem, and what is left out."""
    width = (WIDTH - 2 * MARGIN - 2 * 44) / 3
    told, meant = sheet.told, map.addressed()
    alarm = card(Item(kind="responder", text=told["no_responder"]), width, "alarm")
    responders = [card(_answering(item, told), width) for item in map.of("responder")]
    solutions = [card(_answering(item, told), width, "solution", most=14)
                 for item in map.of("solution")]
    left_out = [card(_by(item, told), width, "alarm", _tag(item, frozenset(), meant, told))
                for item in map.of("left-out")]
    ends = []
    for index, (heading, cards) in enumerate((
        ("responders", responders or [alarm]),
        ("solution", solutions or [nothing(told["no_solution"], width)]),
        ("left_out", left_out or [nothing(told["no_left_out"], width)]),
    )):
        ends.append(sheet.column(MARGIN + index * (width + 44), width, told[heading], cards))
    problems = [one for one in sheet.cards if MARGIN + width < one.x < MARGIN + width + 88]
    bottom = max((one.y + one.height for one in problems if one.y < sheet.y), default=sheet.y)
    middle = WIDTH / 2
    sheet.arrows.append(Arrow(x1=middle, y1=sheet.y + HEAD - 4, x2=middle, y2=bottom + 5))
    sheet.y = max(ends) + GAP / 2


def _by(item: Item, told: Mapping[str, str]) -> Item:
    """Return an item that is left out, with who leaves it out."""
    if not item.about:
        return item
    return attrs.evolve(item, more=(*item.more, told["left_by"].format(who=", ".join(item.about))))


def _answering(item: Item, told: Mapping[str, str]) -> Item:
    """An item with what it answers, where that is not every problem."""
    if not item.about:
        return item
    return attrs.evolve(item, more=(*item.more, told["answers"].format(what=", ".join(item.about))))


def _evidence(sheet: MapSheet, map: IssueMap) -> None:
    found = [(item, "plain", "") for item in map.of("evidence")]
    nothing_known = (Item(kind="evidence", text=sheet.told["no_evidence"]), "open", "")
    _grid(sheet, sheet.told["evidence"], found or [nothing_known], 3)


def _stages(sheet: MapSheet, stages: Iterable[ServedStage]) -> None:
    told = sheet.told
    cards = []
    for served in stages:
        open_ones = [one.name for one in served.offers if one.open == "open"]
        others = len(served.offers) - len(open_ones)
        more = [*open_ones, *([told["others"].format(n=others)] if others else [])]
        tag = "" if served.open else told["none_open" if others else "unserved"]
        item = Item(kind="evidence", text=served.name, more=tuple(more))
        cards.append((item, "plain" if served.open else "alarm", tag))
    _grid(sheet, told["stages"], cards, 6)


def _grid(
    sheet: MapSheet, heading: str, items: Sequence[tuple[Item, str, str]], across: int
) -> None:
    """Draw cards in rows, all of a row as high as its highest."""
    gap = 12
    width = (WIDTH - 2 * MARGIN - (across - 1) * gap) / across
    sheet.headings.append(MapHeading(x=MARGIN, y=sheet.y + 20, text=heading))
    sheet.y += HEAD
    for start in range(0, len(items), across):
        row = [card(item, width, look, tag) for item, look, tag in items[start:start + across]]
        height = max(one.height for one in row)
        for index, one in enumerate(row):
            sheet.cards.append(attrs.evolve(one, x=MARGIN + index * (width + gap), y=sheet.y,
                                            height=height))
        sheet.y += height + gap
    sheet.y += GAP / 2
