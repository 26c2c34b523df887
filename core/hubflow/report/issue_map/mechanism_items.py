"""The mechanism of a dossier as items of a picture: steps, what each needs, what changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hubflow.documents.mechanism_chain import StepChain
from hubflow.documents.safe_markdown import one_line
from hubflow.model.dossier import Dossier
from hubflow.model.solution import MechanismStep, StepNeed
from hubflow.reading.values.vocabulary_words import word_in
from hubflow.report.issue_map.issue import IssueMap, Item, Mark
from hubflow.text.catalogue import words


def mechanism_map(dossier: Dossier, language: str) -> IssueMap:
    """Return the picture's content; without items if the dossier states no mechanism."""
    return IssueMap(title=one_line(dossier.name), items=tuple(_items(dossier, language)))


def _items(dossier: Dossier, language: str) -> Iterator[Item]:
    chain, texts = StepChain.of(dossier), words(language, of="map")
    names = {step.id: one_line(step.what) for step in chain.steps}
    by_part: dict[str, list[str]] = {}
    for step in chain.steps:
        by_part.setdefault(step.component or "", []).append(names[step.id])
    for step in chain.steps:
        about = [text for link in step.leads_to
                 for text in _targets(link, names, by_part, chain.roles)]
        yield Item(kind="step", text=names[step.id], about=tuple(dict.fromkeys(about)),
                   more=tuple(_of_step(step, texts)),
                   mark="essential" if chain.carries_effect(step) else "adaptable")
        for need in step.needs:
            yield Item(kind="need", text=one_line(need.what), about=(names[step.id],),
                       more=tuple(_of_need(need, texts, language)), mark=_mark(need))
    changes = {link for step in chain.steps for link in step.leads_to
               if link not in names and link not in chain.roles}
    for change in sorted(changes):
        yield Item(kind="change", text=one_line(change))


def _targets(
    link: str, names: Mapping[str, str], by_part: Mapping[str, list[str]],
    roles: Mapping[str, str],
) -> list[str]:
    """Return the texts that a link leads to: a step, the steps of a part, or an outcome."""
    if link in names:
        return [names[link]]
    return by_part.get(link, []) if link in roles else [one_line(link)]


def _of_step(step: MechanismStep, texts: Mapping[str, str]) -> Iterator[str]:
    if step.whom:
        yield texts["for_whom"].format(who=one_line(step.whom))
    if step.component:
        yield texts["by_part"].format(part=one_line(step.component))
    if isinstance(step.evidence_level, int | float):
        yield texts["shown_at"].format(level=f"{step.evidence_level:g}")


def _of_need(need: StepNeed, texts: Mapping[str, str], language: str) -> Iterator[str]:
    if need.kind:
        yield texts["kind_of_need"].format(kind=word_in(str(need.kind), language))
    if need.there:
        yield texts["was_there"].format(how=one_line(need.there))
    if need.here_shown_by:
        yield texts["shown_by"].format(what=one_line(need.here_shown_by))
    elif need.seen_by:
        yield texts["seen_by"].format(how=one_line(need.seen_by))


def _mark(need: StepNeed) -> Mark:
    if need.here is None:
        return "" if need.there else "open"
    if need.present is None:
        return "open"
    return "met" if need.present else "missing"
