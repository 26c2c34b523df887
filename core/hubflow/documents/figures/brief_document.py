"""A brief of one page for a board or a funder, of which PDF, Word and web pages are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from hubflow.documents.design.assumption_mark import assumption_mark, explained
from hubflow.documents.figures.award_money import AMOUNTS, MoneySum, shown_amounts
from hubflow.documents.figures.key_figures import KeyFigure, KeyFigures, VentureFigures
from hubflow.documents.publishing.hub_templates import filled, template_of
from hubflow.documents.result_words import ResultWords
from hubflow.documents.safe_markdown import environment, one_line
from hubflow.model.results import AffairNote, ProofNote, RunResult
from hubflow.plugins.document import Document, Picture
from hubflow.plugins.manager import LoadedHub
from hubflow.text.catalogue import words

NAME = "brief"
"""The document's name for a hub's templates."""

_COLUMNS = ("people", "jobs", "awarded", "paid", "outstanding", "lapsed")
"""The table's columns beside a venture's name and where it stands; one without a value is left out.
"""
_DASH = "–"

_LINES = 22
"""So many lines are left for the rows of ventures; found by trying, in Word's wider setting."""
_OF_PICTURE = 10
"""The lines whose room a picture takes."""
_OF_TABLE = 140
"""So many characters of names would go on a line of the table, if all its columns held some."""
_OF_NOTE = 100
"""So many characters of a note go on a line."""


@attrs.frozen(kw_only=True)
class BriefRequest:
    """What a brief is asked to be: for whom, and with which picture; ``call`` is the call's name.
    """

    funder: str | None = None
    call: str = ""
    picture: Picture | None = None


def brief_document(
    hub: LoadedHub, found: KeyFigures, result: RunResult, request: BriefRequest, *,
    whole: bool = False,
) -> Document:
    """Return a brief, by the hub's own template if it brings one.

    It names as many ventures as go on one page of A4, those that got furthest; all if ``whole``,
    as on a web page, which has no end.
    """
    language = result.hub.language
    template = template_of(hub, NAME, "md")
    texts = {**words(language, of="money"), **words(language, of="brief")}
    title = texts["title"].format(hub=result.hub.name)
    edition = words(language)["edition"].format(edition=result.hub.edition)
    markdown = _markdown(found, result, request, texts, whole=whole) if template is None else (
        filled(template, {"brief": found, "hub": result.hub, "funder": request.funder or ""}))
    return Document(
        name=NAME, title=one_line(title), markdown=explained(markdown, language),
        language=language, about=f"{result.hub.name} · {edition}", picture=request.picture,
        compact=True)


def _markdown(
    found: KeyFigures, result: RunResult, request: BriefRequest, texts: Mapping[str, str], *,
    whole: bool,
) -> str:
    page = _Page(ResultWords(result.hub.language), texts)
    left_out = texts["not_counted"].format(who="; ".join(
        f"{name} ({why})" for name, why in found.left_out))
    columns = [key for key in _COLUMNS if any(
        page.cell(key, venture) != _DASH for venture in found.ventures)]
    named = len(found.ventures)
    if not whole:
        named = min(named, _rows(found, request, result, len(columns) + 2))
    return environment().get_template("brief.md.j2").render(
        page=page, k=found, notes=_notes(result), left_out=left_out, t=texts,
        proofs=[note for note in result.notes if isinstance(note, ProofNote)],
        amounts=shown_amounts(found.together.money), columns=columns, result=result,
        request=request, as_of=page.showing.day(result.as_of), ventures=found.ventures[:named],
        more=len(found.ventures) - named)


def _notes(result: RunResult) -> list[str]:
    """Return the notes for a board: those on a call's places and money are the office's."""
    return [note for note in result.notes if not isinstance(note, AffairNote | ProofNote)]


def _rows(
    found: KeyFigures, request: BriefRequest, result: RunResult, columns: int
) -> int:
    """Return how many ventures' rows surely go on a page of A4 beside all else on it.

    ``columns`` counts those of the table, among which Word shares its width.
    """
    left = _LINES - sum(1 + len(note) // _OF_NOTE for note in _notes(result))
    left -= -(-sum(len(name) + len(why) + 4 for name, why in found.left_out) // _OF_NOTE)
    amounts = shown_amounts(found.together.money)
    left -= len(amounts) - len(AMOUNTS[:-1])
    left -= len(amounts) * max(0, len(found.together.money) - 1)
    left -= _OF_PICTURE if request.picture is not None else 0
    for number, venture in enumerate(found.ventures):
        left -= max(len(venture.money), -(-len(venture.name) // (_OF_TABLE // columns)))
        if left < 0:
            return number
    return len(found.ventures)


@attrs.frozen(kw_only=True)
class FigureLine:
    """A key figure as a page shows it: its name, its value in words, whether it is an assumption.
    """

    name: str
    value: str
    assumption: bool


def figure_lines(figures: VentureFigures, language: str) -> tuple[FigureLine, ...]:
    """Return the figures of a venture, or of several together, for the head of a page."""
    texts = {**words(language, of="money"), **words(language, of="brief")}
    page = _Page(ResultWords(language), texts)
    unknown, none = texts["unknown"], texts["none_recorded"]
    people = [FigureLine(name=texts[key], assumption=figure.assumption, value=page.figure(
        attrs.evolve(figure, assumption=False), unknown))
        for key, figure in (("people", figures.people), ("jobs", figures.jobs))]
    plain = attrs.evolve(figures, money_assumed=False)
    amounts = shown_amounts(figures.money)
    money = [page.money(key, plain, unknown, none) for key in amounts]
    return (*people, *(FigureLine(
        name=texts[key], value=value,
        assumption=figures.money_assumed and value not in (unknown, none))
        for key, value in zip(amounts, money, strict=True)))


@attrs.frozen(eq=False, repr=False)
class _Page:
    showing: ResultWords
    texts: Mapping[str, str]

    def figure(self, figure: KeyFigure, unknown: str = _DASH) -> str:
        """Return a figure with its mark; ``unknown`` where nobody says it."""
        if figure.value is None:
            return unknown
        return self.showing.number(figure.value) + assumption_mark(figure.assumption)

    def cell(self, key: str, venture: VentureFigures) -> str:
        """Return what the table says in a column of a venture."""
        if key in AMOUNTS:
            return self.money(key, venture)
        return self.figure(getattr(venture, key))

    def stated(self, figure: KeyFigure) -> str:
        """Return of how many ventures a figure is known."""
        return self.texts["of_ventures"].format(n=figure.stated, of=figure.of)

    def money(
        self, key: str, figures: VentureFigures, unknown: str = _DASH, none: str = _DASH,
    ) -> str:
        """Return what is asked, awarded, paid or outstanding, each currency for itself.

        ``unknown`` where no award says it, ``none`` where no award or no payment is recorded.
        """
        said = [self.showing.money(getattr(one, key), one.currency) for one in figures.money
                if key != "asked" or one.asked_lines]
        if not said:
            return unknown if figures.money else none
        if key in ("paid", "lapsed") and not any(getattr(one, key) for one in figures.money):
            return none
        return " + ".join(said) + assumption_mark(figures.money_assumed)

    def money_stated(self, key: str, sums: Sequence[MoneySum]) -> str:
        """Return of how many awards an amount is the sum."""
        if key == "paid" and not any(one.paid for one in sums):
            return ""
        lines = sum(one.asked_lines if key == "asked" else one.lines for one in sums)
        of = sum(one.lines for one in sums)
        return self.texts["of_awards"].format(n=lines, of=of) if of else ""
