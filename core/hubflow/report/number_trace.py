"""The origin of every number on a page: a card for each number, one click away.

The cards hold the tree that ``hubflow why`` draws, cut where a number has a card of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import attrs

from hubflow.documents.result_words import ResultWords
from hubflow.documents.traces.trace_node import Node
from hubflow.engine.results.column_words import fact_rule_in_words
from hubflow.model.results import PhaseResult

OWN_CARD = frozenset({"group", "criterion", "requirement"})


@attrs.frozen(kw_only=True)
class TraceLine:
    """One line of a card; ``card`` is that of the line itself, where it has one."""

    text: str
    value: str = ""
    missing: bool = False
    assumption: bool = False
    card: str = ""
    link: str = ""
    lines: tuple[TraceLine, ...] = ()


@attrs.frozen(kw_only=True)
class SourceCard:
    """The origin of one number."""

    id: str
    title: str
    value: str
    lines: tuple[TraceLine, ...]
    assumption: bool = False


class Trace:
    """The cards of a page, in the order of the links to them."""

    def __init__(self, showing: ResultWords) -> None:
        self._showing = showing
        self._cards: dict[SourceCard, str] = {}
        self._ids: dict[str, str] = {}

    @property
    def cards(self) -> tuple[SourceCard, ...]:
        """Return all cards so far, each with its id in the page."""
        return tuple(attrs.evolve(card, id=id) for card, id in self._cards.items())

    def add(
        self, name: str, title: str, value: str, lines: Iterable[TraceLine], *,
        assumption: bool = False,
    ) -> str:
        """A card by a name of one's own; gives its id in the page.

        Cards that say the same are one: many ventures of a call share most of what they rest on.
        """
        card = SourceCard(id="", title=title, value=value, lines=tuple(lines),
                          assumption=assumption)
        self._ids[name] = self._cards.setdefault(card, f"w{len(self._cards) + 1}")
        return self._ids[name]

    def node(self, name: str, node: Node, value: str) -> str:
        """The card of one node of an explanation, its value as the page writes it."""
        lines = (self._line(child, name) for child in node.children)
        rule = fact_rule_in_words(node.rule, self._showing.language)
        first = [TraceLine(text=f"= {rule}")] if rule else []
        return self.add(name, node.text, value, [*first, *lines], assumption=node.assumption)

    def id(self, name: str) -> str:
        """The id in the page of a card that was added."""
        return self._ids[name]

    def venture(self, prefix: str, stages: Iterable[Node], phases: Collection[str]) -> None:
        """The cards of a venture: the gates, criteria and requirements of some of its phases.

        Their names are those of :func:`gate_card` and :func:`rule_card`.
        """
        for stage in stages:
            for phase in stage.children:
                if phase.kind == "phase" and phase.id in phases:
                    self._phase(f"{prefix}/{phase.id}", phase)

    def _phase(self, prefix: str, phase: Node) -> None:
        for node in phase.children:
            if node.kind == "gate":
                self._parts(prefix, node)
                self._add(gate_card(prefix), node, prefix, phase.text)
            elif node.kind == "requirement":
                self._add(rule_card(prefix, node.id), node, prefix)

    def _parts(self, prefix: str, node: Node) -> None:
        """Add the cards of the groups and criteria below a node, the innermost first."""
        for child in node.children:
            if child.kind in {"group", "criterion"}:
                self._parts(prefix, child)
                self._add(rule_card(prefix, child.id), child, prefix)

    def _add(self, name: str, node: Node, prefix: str, title: str = "") -> None:
        lines = [self._line(child, prefix) for child in node.children]
        if title:
            lines.insert(0, TraceLine(text=node.text, assumption=node.assumption))
        self.add(name, title or node.text, node.said, lines)

    def _line(self, node: Node, prefix: str) -> TraceLine:
        own = node.kind in OWN_CARD
        named = node.kind in {"fact", "parameter", "value"}
        return TraceLine(
            text=node.text, value=node.said,
            missing=node.value is None and named, assumption=node.assumption,
            card=self.id(rule_card(prefix, node.id)) if own else "",
            lines=() if own else tuple(self._line(child, prefix) for child in node.children),
        )


def gate_card(prefix: str) -> str:
    """The name of the card of a phase's gate; ``prefix`` is the venture's and, after ``/``, the
    phase's: ids may hold ``-`` themselves.
    """
    return f"{prefix}/gate"


def rule_card(prefix: str, rule: str) -> str:
    """Return the name of the card of a criterion or requirement of a phase."""
    return f"{prefix}/rule/{rule}"


def reached(phases: Iterable[PhaseResult]) -> Iterator[PhaseResult]:
    """Return the phases that have results to show."""
    for phase in phases:
        if phase.recommendation != "not_reached" or phase.decision is not None:
            yield phase
