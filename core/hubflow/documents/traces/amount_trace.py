"""Explain the amounts that follow from a score: instruments and lines of the finance plan."""

from __future__ import annotations

from collections.abc import Iterator

from hubflow.documents.result_words import ResultWords
from hubflow.documents.traces.trace_node import Node
from hubflow.engine.expressions.expression import column_name
from hubflow.engine.expressions.named_values import names_in
from hubflow.engine.pipeline.column_names import is_carried, phase_of
from hubflow.engine.results.column_words import column_in_words
from hubflow.model.methodology import Methodology, Phase
from hubflow.model.results import PhaseResult, VentureResult
from hubflow.text.numbers import ranks


def amount_nodes(
    venture: VentureResult, methodology: Methodology, language: str, stage: str | None
) -> Iterator[Node]:
    """Yield the amounts that read what a phase came to: of one stage, or all without it."""
    showing = ResultWords(language)
    rules = {each.id: each for each in methodology.instruments}
    for found in venture.instruments:
        rule = rules[found.id].amount if found.id in rules else None
        if rule and _reads_scores(rule) and stage in (None, found.stage) and found.fits != "no":
            yield _amount("instrument", found.id, found.name, rule, showing.amount(found),
                          venture, methodology, showing)
    lines = {each.id: each.amount for each in methodology.proposal.finance}
    proposal = venture.proposal if stage in (None, "incubate") else None
    for line in () if proposal is None else proposal.finance:
        if proposal is not None and _reads_scores(lines.get(line.id, "")):
            yield _amount("line", line.id, line.name, lines[line.id],
                          showing.planned(line, proposal.currency), venture, methodology, showing)


def _reads_scores(rule: str) -> bool:
    return any(map(is_carried, names_in(rule)))


def _amount(
    kind: str, id: str, name: str, rule: str, value: str, venture: VentureResult,
    methodology: Methodology, showing: ResultWords,
) -> Node:
    return Node(kind=kind, id=id, text=name, rule=rule, value=value, children=tuple(
        Node(kind="fact", id=each, text=column_in_words(methodology, each, showing.language),
             value=phase_value(venture, methodology, each, showing))
        for each in names_in(rule) if is_carried(each)))


def phase_value(
    venture: VentureResult, methodology: Methodology, name: str, showing: ResultWords
) -> str | None:
    """Return what a phase came to, by the name that expressions read it by; its ends while open."""
    phase = _phase(methodology, name)
    found = venture.phase(phase.id)
    *_, before, last = name.split(".")
    if found is None:
        return None
    if before == "groups":
        group = next(each for each in found.groups if column_name(each.id) == last)
        return None if group.interval is None else showing.interval(group.interval)
    if last == "rank":
        return None if found.rank is None else ranks(found.rank)
    return _score(found, showing) if last == "score" else None


def _score(found: PhaseResult, showing: ResultWords) -> str | None:
    score = found.points or found.score
    return None if score is None else showing.interval(score)


def _phase(methodology: Methodology, name: str) -> Phase:
    return next(each for each in methodology.phases if column_name(each.id) == phase_of(name))
