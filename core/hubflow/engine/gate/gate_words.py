"""Describe a gate in a plain sentence, made from the rules that are executed."""

from __future__ import annotations

from hubflow.engine.gate.gate_rule import GateRule, gate_rules
from hubflow.engine.gate.rank_order import rank_by_in_words
from hubflow.model.methodology import Phase, text_in
from hubflow.text.catalogue import words


def gate_in_words(phase: Phase, language: str) -> str:
    """Return what the gate does, without a full stop: as the hub says it, where it does."""
    said = text_in(phase.gate.says, language)
    return said.rstrip(".") if said else rule_in_words(phase, language)


def rule_in_words(phase: Phase, language: str) -> str:
    """Return the gate's rules themselves in words, without a full stop."""
    vocabulary = words(language, "gate")
    advance, stop = gate_rules(phase.gate)

    def either(rules: tuple[GateRule, ...]) -> str:
        return vocabulary["or"].join(
            vocabulary["and"].join(rule.words(phase, language)) for rule in rules)

    parts = [
        vocabulary["stop"].format(rules=either(stop)) if stop else "",
        vocabulary["advance"].format(rules=either(advance)) if all(rule.clauses for rule in advance)
        else vocabulary["advance_free"],
        vocabulary[f"otherwise_{phase.gate.otherwise}"],
        rank_by_in_words(phase, language),
    ]
    return "; ".join(part for part in parts if part)
