"""A gate in a plain sentence, made from the same rule that is executed."""

from __future__ import annotations

from hubflow.engine.results.engine_words import number, sentence
from hubflow.model.methodology import AdvanceRule, Criterion, Phase, StopRule, text_in


def gate_in_words(phase: Phase, language: str) -> str:
    """What the gate does, without a full stop at the end: as the hub says it, where it does."""
    said = text_in(phase.gate.says, language)
    return said.rstrip(".") if said else rule_in_words(phase, language)


def rule_in_words(phase: Phase, language: str) -> str:
    """The gate's rule itself in words, without a full stop at the end."""
    gate = phase.gate
    parts = []
    if gate.stop:
        rules = sentence("or", language).join(_stop(rule, language) for rule in gate.stop)
        parts.append(sentence("stop", language, rules=rules))
    ways = [_advance(rule, phase, language) for rule in gate.advance]
    if all(ways):
        rules = sentence("or", language).join(ways)
        parts.append(sentence("advance", language, rules=rules))
    else:
        parts.append(sentence("advance_free", language))
    parts.append(sentence(f"otherwise_{gate.otherwise}", language))
    if gate.rank_by:
        keys = ", ".join(_key(key, phase, language) for key in gate.rank_by)
        parts.append(sentence("rank_by", language, keys=keys))
    return "; ".join(parts)


def _counted(key: str, count: int) -> str:
    return f"{key}_one" if count == 1 else key


def _criterion(id: str, phase: Phase) -> Criterion:
    return next(criterion for criterion in phase.criteria if criterion.id == id)


def _key(key: str, phase: Phase, language: str) -> str:
    if key == "score":
        return sentence("score_word", language)
    return text_in(_criterion(key, phase).title, language, key)


def _advance(rule: AdvanceRule, phase: Phase, language: str) -> str:
    parts = []
    if rule.score is not None:
        parts.append(sentence("rule_score", language, score=number(rule.score, language)))
    if rule.places is not None:
        parts.append(sentence("rule_places", language, places=rule.places))
    if rule.budget is not None:
        parts.append(sentence("rule_budget", language))
    for label, least in rule.at_least.items():
        parts.append(sentence(_counted("rule_at_least", least), language, n=least, label=label))
    for id, level in rule.criteria.items():
        title = text_in(_criterion(id, phase).title, language, id)
        parts.append(sentence("rule_criterion", language, title=title, level=level))
    if rule.when is not None:
        parts.append(sentence("rule_when", language, when=rule.when))
    return sentence("and", language).join(parts)


def _stop(rule: StopRule, language: str) -> str:
    parts = []
    if rule.score_below is not None:
        parts.append(sentence("rule_score_below", language,
                              score=number(rule.score_below, language)))
    for label, least in rule.below.items():
        parts.append(sentence(_counted("rule_below", least), language, n=least, label=label))
    if rule.when is not None:
        parts.append(sentence("rule_when", language, when=rule.when))
    return sentence("and", language).join(parts)
