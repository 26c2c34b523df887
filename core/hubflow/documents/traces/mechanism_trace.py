"""Explain what the effect rests on: the steps that carry it, and what each needs."""

from __future__ import annotations

from collections.abc import Iterator

from hubflow.documents.mechanism_chain import StepChain
from hubflow.documents.traces.trace_node import Node
from hubflow.model.dossier import Dossier
from hubflow.model.identity import Source
from hubflow.model.solution import MechanismStep, StepNeed
from hubflow.text.catalogue import words


def mechanism_nodes(dossier: Dossier, language: str) -> Iterator[Node]:
    """Yield one node with the steps that carry the effect; none without a mechanism."""
    chain, texts = StepChain.of(dossier), words(language, of="map")
    sources = {source.id: source for source in dossier.sources}
    steps = tuple(_step(step, sources, texts["row_need"])
                  for step in chain.steps if chain.carries_effect(step))
    if steps:
        yield Node(kind="mechanism", id="solution.mechanism", text=texts["mechanism"],
                   children=steps)


def _step(step: MechanismStep, sources: dict[str, Source], need: str) -> Node:
    return Node(kind="step", id=step.id, text=step.what,
                assumption=_illustrative(step.source, sources),
                children=(*_source(step.source, sources),
                          *(_need(each, sources, need) for each in step.needs)))


def _need(need: StepNeed, sources: dict[str, Source], word: str) -> Node:
    said = [text for text in (need.there, need.here_shown_by) if text]
    return Node(kind="need", id=need.id, text=f"{word}: {need.what}", value=need.present,
                assumption=_illustrative(need.source, sources),
                children=(*(Node(kind="note", id=need.id, text=text) for text in said),
                          *_source(need.source, sources), *_source(need.here_source, sources)))


def _source(id: str | None, sources: dict[str, Source]) -> Iterator[Node]:
    if id in sources:
        yield Node(kind="source", id=id, text=sources[id].title,
                   assumption=_illustrative(id, sources))


def _illustrative(id: str | None, sources: dict[str, Source]) -> bool:
    return id in sources and sources[id].status == "illustrative"
