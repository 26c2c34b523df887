"""Say in words what rules read, and the values that were found."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import attrs

from hubflow.engine.expressions.expression import column_name
from hubflow.engine.expressions.lexer import Token, tokens
from hubflow.engine.facts import registry
from hubflow.engine.facts.fact_sentences import about_fact
from hubflow.engine.gate.gate_rules import gate_in_words
from hubflow.engine.pipeline.column_names import (
    CALL_BUDGET,
    CALL_RECEIVED,
    CALL_RECEIVED_MINUTE,
    PROPOSAL_COMPLETE,
    exception_column,
    is_carried,
    local_column,
    local_columns,
    parameter_column,
    phase_of,
    ticked_column,
    value_column,
)
from hubflow.engine.results.engine_words import sentence, word
from hubflow.model.methodology import AdvanceRule, Methodology, Phase, StopRule, text_in
from hubflow.model.results import CriterionResult, GroupResult, Interval
from hubflow.text.catalogue import words
from hubflow.text.numbers import day, interval, number

Rule = TypeVar("Rule", AdvanceRule, StopRule)

_OF_CALL = {CALL_BUDGET: "call_budget", CALL_RECEIVED: "call_received",
            CALL_RECEIVED_MINUTE: "call_received_minute"}
"""The words for what is known of a venture's call."""


def column_in_words(methodology: Methodology, name: str, language: str) -> str:
    """Return the question of a fact, or the sentence of a parameter or an exception.

    Of what an earlier phase came to it is the phase's name; of anything else the name itself.
    """
    if name in _OF_CALL:
        return sentence(_OF_CALL[name], language)
    return _named(methodology, name, language)


@functools.lru_cache(maxsize=2048)
def _named(methodology: Methodology, name: str, language: str) -> str:
    fact = registry().get(name)
    if fact is not None:
        return about_fact(fact, language)
    if is_carried(name):
        return next((text_in(each.name, language, each.id) for each in methodology.phases
                     if column_name(each.id) == phase_of(name)), name)
    says = {parameter_column(each.id): each.says for each in methodology.parameters}
    says |= {exception_column(each.id): each.says
             for phase in methodology.phases for each in phase.exceptions}
    if name in says:
        return text_in(says[name], language, name)
    local = next((each for each in methodology.facts
                  if name in (local_column(each), *(column for column, _ in local_columns(each)))),
                 None)
    return name if local is None else local.question(language, methodology.hub.currency)


_SIGNS = {">=": "≥", "<=": "≤", "<>": "≠", "!=": "≠", "*": "×", "/": "÷", "-": "−"}
_TIGHT_BEFORE = (")", ",", ";", ":")


def rule_in_words(
    methodology: Methodology, rule: str, language: str, *, in_phase: bool = False
) -> str:
    """Return an expression as people read it: facts by their questions, operators by words.

    ``in_phase``: it is a phase's, which compares those who compete in it.
    """
    texts, said, found = words(language, of="expressions"), "", tuple(tokens(rule))
    cases, labels = _cases_in_words(found, texts), own_labels(methodology, rule, language)
    for token in found:
        piece = cases.get(token.at) if token.text in _CASE else _token_in_words(
            methodology, token, language, texts, labels)
        if piece:
            tight = piece.startswith(_TIGHT_BEFORE) or said.endswith("(") or not said
            said += piece if tight else f" {piece}"
    over, among = texts["over"], texts["over_phase" if in_phase else "over_call"]
    return said.replace(f"{over} ()", among).replace(f"() {over} (", f"({among}, ")


@functools.lru_cache(maxsize=256)
def own_labels(methodology: Methodology, rule: str, language: str) -> Mapping[str, str]:
    """Return what a hub calls the labels of those of its own facts that a rule reads."""
    read = {token.text for token in tokens(rule) if token.kind == "name"}
    return {label: fact.label_name(label, language) for fact in methodology.facts
            if fact.type == "label" and local_column(fact) in read for label in fact.labels}


_CASE = frozenset({"CASE", "WHEN", "THEN", "ELSE", "END"})


def _cases_in_words(found: Sequence[Token], texts: Mapping[str, str]) -> Mapping[int, str]:
    """Return the words of each `CASE … END` of a rule, by where they stand in it.

    They make `if …, then …; if …, then …; otherwise …`, in brackets unless that is the whole rule.
    """
    said: dict[int, str] = {}
    if all(token.text != "CASE" for token in found):
        return said
    before: list[str] = []  # what stands before the next WHEN of each case within another
    whole = found[0].text == "CASE" and _closing(found) == len(found) - 1
    for token, after in itertools.pairwise((*found, found[-1])):
        bracket = not (whole and token in (found[0], found[-1]))
        match token.text:
            case "CASE":
                chosen = after.text != "WHEN"
                before.append(f": {texts['case_is']}" if chosen else texts["when"])
                said[token.at] = "(" * bracket + (texts["case_of"] if chosen else "")
            case "WHEN":
                said[token.at] = before.pop()
                before.append(f"; {said[token.at].lstrip(';: ')}")
            case "THEN":
                said[token.at] = f", {texts['then']}"
            case "ELSE":
                said[token.at] = f"; {texts['else']}"
            case "END":
                before.pop()
                said[token.at] = ")" * bracket
            case _:
                pass
    return said


def _closing(found: Sequence[Token]) -> int:
    """Return at which word the case ends with which a rule begins."""
    depth = 0
    for at, token in enumerate(found):
        depth += (token.text == "CASE") - (token.text == "END")
        if depth == 0:
            return at
    return -1


@functools.lru_cache(maxsize=256)
def gate_said(methodology: Methodology, phase: Phase, language: str) -> str:
    """Return what a gate does, without a full stop: in the hub's own words, where it has some."""
    if text_in(phase.gate.says, language):
        return gate_in_words(phase, language)
    return gate_in_words(gate_facts_in_words(methodology, phase, language), language)


def gate_facts_in_words(methodology: Methodology, phase: Phase, language: str) -> Phase:
    """Return a phase whose gate's rules name facts as people do, to be put into words."""
    def spoken(rule: Rule) -> Rule:
        named: dict[str, Any] = {key: rule_in_words(methodology, text, language)
                 for key in ("per", "across", "one_of", "together", "when")
                 if (text := getattr(rule, key, None)) is not None}
        return attrs.evolve(rule, **named)

    return attrs.evolve(phase, gate=attrs.evolve(
        phase.gate, advance=tuple(map(spoken, phase.gate.advance)),
        stop=tuple(map(spoken, phase.gate.stop))))


def fact_rule_in_words(rule: str, language: str) -> str:
    """Return how a fact is worked out, other facts by their questions; empty without words for all.
    """
    named = words(language, of="expressions")["named"]

    def question(key: re.Match[str]) -> str:
        fact = registry().get(key[0])
        return key[0] if fact is None else named.format(
            name=about_fact(fact, language).rstrip(".?"))

    said = re.sub(r"\b[a-z]+\.[a-z_.]*[a-z_]", question, rule)
    return "" if re.search(r"[a-z]_[a-z]|\b[a-z]+\.[a-z]", said) else said


def _token_in_words(
    methodology: Methodology, token: Token, language: str, texts: Mapping[str, str],
    labels: Mapping[str, str],
) -> str:
    if token.kind == "name":
        found = _part_in_words(methodology, token.text, language)
        return texts["named"].format(name=found.rstrip(".?"))
    if token.kind in ("keyword", "function"):
        return texts.get(token.text.lower(), token.text.lower())
    if token.kind == "number":
        return number(float(token.text), language)
    if token.kind == "text":
        said = token.text[1:-1].replace("''", "'")
        return texts["named"].format(name=labels.get(said, said))
    return _SIGNS.get(token.text, token.text)


def _part_in_words(methodology: Methodology, name: str, language: str) -> str:
    """Return what a column is; of a named part of a phase its sentence, of a tick its label."""
    says = {value_column(each.id): each.says for phase in methodology.phases
            for each in phase.values}
    if name in says:
        return text_in(says[name], language, name)
    if name == PROPOSAL_COMPLETE:
        return words(language, of="expressions")["proposal_complete"]
    ticked = {ticked_column(fact, label): fact.label_name(label, language)
              for fact in methodology.facts if fact.type == "labels" for label in fact.labels}
    if name in ticked:
        return words(language, of="expressions")["ticked"].format(label=ticked[name])
    found = column_in_words(methodology, name, language)
    return re.sub("[_-]", " ", name.rpartition(".")[2]) if found == name else found


def value_in_words(value: object, language: str) -> str:
    """Return a value that was found as people of the language write it."""
    if isinstance(value, bool):
        return word("yes" if value else "no", language)
    if isinstance(value, dt.date):
        return day(value, language)
    return number(value, language) if isinstance(value, int | float) else str(value)


def scored_in_words(part: CriterionResult | GroupResult, language: str) -> str:
    """Return a criterion's value on its scale, or a group's subtotal; two ends while it is open."""
    texts = words(language)
    if part.applies is False:
        return texts["does_not_apply"]
    if part.lower is None or part.upper is None:
        return texts["not_scored"]
    if isinstance(part, CriterionResult) and part.lower_label is not None:
        text = f" {texts['to']} ".join(dict.fromkeys((part.lower_label, part.upper_label or "")))
    else:
        text = interval(Interval(lower=part.lower, upper=part.upper, decimals=part.decimals),
                        language, texts["to"])
    return text if part.applies else f"{text} ({texts['may_apply']})"
