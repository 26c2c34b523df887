"""Ask one person the questions of a method on the terminal."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import click

from hubflow.model.values import Kind
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.values.conventions import Conventions, customary_manners
from hubflow.text.catalogue import words
from hubflow.weigh.interview import Method, PersonAnswers, pairs_of
from hubflow.weigh.weighed_parts import WeighedParts
from hubflow.weigh.weight_sheet import BLANKS, PLACE, POINTS, RATIO, TIMES, flaws, number_of


def ask(method: Method, parts: WeighedParts, role: str, language: str) -> PersonAnswers:
    """Return a person's answers; answers that give no weights are asked for again."""
    texts = words(language, of="weigh")
    conventions = Conventions(customary=customary_manners(language))
    click.echo(f"{texts[f'{method}_says']}\n", err=True)
    while True:
        answers = {"swing": _swings, "cards": _cards, "pairs": _pairs}[method](
            parts, role, texts, conventions)
        wrong = list(flaws(method, answers))
        if not wrong:
            return answers
        for _, what, to_do in wrong:
            click.echo(f"{what}. {to_do}", err=True)


def _swings(parts: WeighedParts, role: str, told: Any, conventions: Conventions) -> PersonAnswers:
    return PersonAnswers(role=role, points={
        id: _number(told["ask_points"].format(title=title), POINTS, conventions)
        for id, title in parts.titles.items()})


def _cards(parts: WeighedParts, role: str, told: Any, conventions: Conventions) -> PersonAnswers:
    ranks = {id: _number(told["ask_place"].format(title=title), PLACE, conventions)
             for id, title in parts.titles.items()}
    places = sorted(set(ranks.values()))
    blanks = {place: _number(told["ask_blanks"].format(place=place, next=after), BLANKS,
                             conventions)
              for place, after in pairwise(places)}
    ratio = _number(told["ask_ratio"], RATIO, conventions) if len(places) > 1 else 1.0
    return PersonAnswers(role=role, ranks=ranks, blanks=blanks, ratio=ratio)


def _pairs(parts: WeighedParts, role: str, told: Any, conventions: Conventions) -> PersonAnswers:
    titles = parts.titles
    return PersonAnswers(role=role, times={
        (first, second): _number(
            told["ask_times"].format(first=titles[first], second=titles[second]), TIMES,
            conventions)
        for first, second in pairs_of(list(titles))})


def _number(question: str, kind: Kind, conventions: Conventions) -> Any:
    def read(text: str) -> Any:
        try:
            return number_of(text.strip(), kind, conventions)
        except RefusedError as refused:
            raise click.UsageError(refused.words()) from None

    return click.prompt(question, value_proc=read, err=True)
