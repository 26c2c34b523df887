"""The issue map of a dossier or challenge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from hubflow.documents.safe_markdown import one_line
from hubflow.engine.results.openings import opening_on
from hubflow.model.dossier import Dossier
from hubflow.model.methodology import STAGES, Methodology, text_in
from hubflow.model.social_problem import NeedFigure, PriorArt, Response
from hubflow.model.values import Gap
from hubflow.report.issue_map.issue import IssueMap, Item, MapOffer, ServedStage
from hubflow.text.catalogue import words
from hubflow.text.numbers import number, percent

Offers = Mapping[str, Sequence[MapOffer]]
"""The instruments of a hub by the stage that each serves, for each stage that the hub uses."""


def issue_map(dossier: Dossier, language: str, offers: Offers | None = None) -> IssueMap:
    """Return the map of a dossier, its challenge merged in, with a hub's ``offers``, if any."""
    told = _Told(language)
    return IssueMap(
        title=one_line(dossier.name), items=tuple(told.items(dossier)),
        stages=stages(offers or {}, language),
    )


def stages(offers: Offers, language: str) -> tuple[ServedStage, ...]:
    """Return the stages in their order with the instruments that serve them."""
    return tuple(ServedStage(stage=stage, name=words(language)[stage], offers=tuple(offers[stage]))
                 for stage in STAGES if stage in offers)


def offers_by_stage(used: Iterable[str], offers: Iterable[tuple[str, MapOffer]]) -> Offers:
    """Return instruments by their stage: each stage that is used, and each that one serves."""
    found: dict[str, list[MapOffer]] = {stage: [] for stage in used}
    for stage, offer in offers:
        found.setdefault(stage, []).append(offer)
    return found


def offers_of(methodology: Methodology, day: dt.date, language: str) -> Offers:
    """Return a hub's instruments on a day, by the stage that each serves."""
    hub = methodology.hub
    return offers_by_stage(methodology.stages, (
        (one.stage, MapOffer(name=text_in(one.name, language, one.id),
                             open=opening_on(one, day, hub, hub.place).state))
        for one in methodology.instruments))


class _Told:
    def __init__(self, language: str) -> None:
        self.language = language
        self.words: Mapping[str, str] = words(language, of="map")

    def items(self, dossier: Dossier) -> Iterator[Item]:
        identify = dossier.identify
        if identify.priority_group:
            yield Item(kind="group", text=one_line(identify.priority_group),
                       more=tuple(self._group(dossier)))
        for problem in identify.problems:
            statement = one_line(problem.statement)
            yield Item(kind="problem", text=statement)
            for kind, texts in (("cause", problem.causes), ("effect", problem.effects)):
                for text in texts:
                    yield Item(kind="cause" if kind == "cause" else "effect",
                               text=one_line(text), about=(statement,))
        for response in identify.responses:
            yield from self._response(response)
        for need in dossier.understand.needs:
            yield Item(kind="evidence", text=self._need(need))
        for art in dossier.understand.prior_art:
            yield Item(kind="evidence", text=self._art(art), more=tuple(
                one_line(text) for text in (art.what_works,) if text))
        if dossier.solution.description:
            beside = dossier.solution.complements
            yield Item(kind="solution", text=one_line(dossier.solution.description),
                       more=(one_line(beside),) if beside else ())

    def _group(self, dossier: Dossier) -> Iterator[str]:
        identify = dossier.identify
        if isinstance(identify.group_size, float | int):
            yield self.words["people"].format(n=number(identify.group_size, self.language))
        ages = (identify.age_from, identify.age_to)
        if not any(age is None or isinstance(age, Gap) for age in ages):
            yield self.words["ages"].format(
                low=number(float(ages[0] or 0), self.language),
                high=number(float(ages[1] or 0), self.language))
        if identify.reached_through:
            yield self.words["through"].format(who=", ".join(identify.reached_through))

    def _response(self, response: Response) -> Iterator[Item]:
        more = [one_line(response.how)] if response.how else []
        if isinstance(response.reaches, float | int):
            more.append(self.words["reaches"].format(
                n=number(response.reaches, self.language)))
        who = one_line(response.who)
        yield Item(kind="responder", text=who, more=tuple(more))
        if response.gap:
            yield Item(kind="left-out", text=one_line(response.gap), about=(who,))

    def _need(self, need: NeedFigure) -> str:
        text = one_line(need.statement)
        if isinstance(need.share, float | int):
            return f"{text}: {percent(need.share, self.language)}"
        if isinstance(need.value, float | int):
            return f"{text}: {number(need.value, self.language)}"
        return text

    def _art(self, art: PriorArt) -> str:
        at = ", ".join(one_line(text) for text in (art.who, art.where) if text)
        return f"{one_line(art.name)} ({at})" if at else one_line(art.name)
