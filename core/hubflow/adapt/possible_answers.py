"""The possible answers to a question about a venture, each as a change of its dossier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import attrs

from hubflow.engine.facts import Fact, registry
from hubflow.engine.method.rules import HUB
from hubflow.model.methodology import LocalFact, Methodology
from hubflow.reading.toml.key_paths import key_parts, lies_within
from hubflow.reading.values.vocabulary_words import word_in

Cost = Literal["desk", "conversation", "writing", "panel", "ground"]
COSTS: tuple[Cost, ...] = ("desk", "conversation", "writing", "panel", "ground")
"""The ways of finding something out, the cheapest first."""

Edit = tuple[str, Any]
"""A key of a dossier and its value; a list of tables is added to what stands there."""

_COST_OF: tuple[tuple[str, Cost], ...] = (
    ("identify.reached_through", "conversation"), ("identify.hard_to_reach", "conversation"),
    ("identify", "desk"), ("understand.prior_art", "desk"), ("understand.needs", "desk"),
    ("understand", "ground"), ("solution", "writing"), ("test.plan", "writing"), ("test", "ground"),
    (HUB, "conversation"),
)
_UNITS: Mapping[str, tuple[float, float]] = {
    "share": (0, 1), "Nesta level 1-5": (1, 5), "per cent": (0, 100), "years": (0, 130),
    "months": (0, 60), "money": (0, 1_000_000),
}
_BLANK = "…"


@attrs.frozen
class PossibleAnswer:
    """One answer: what is said (a word's key, or the value), and the changes that record it."""

    word: str
    edits: tuple[Edit, ...]


def cost_of(key: str) -> Cost | None:
    """Return what it takes to answer a key; None if money or trade must come first."""
    for start, cost in _COST_OF:
        if lies_within(key, start):
            return cost
    return None


def root_of(key: str) -> str:
    """Return the part of a dossier that is filled in as one: a record, a list, or a value."""
    parts = key_parts(key)
    return key if parts[0] == HUB else ".".join(parts[:2])


def answers(root: str, names: Iterable[str], day: dt.date, target: Methodology, language: str
            ) -> tuple[PossibleAnswer, ...]:
    """Return the extreme answers: yes and no, or the least and the greatest number.

    ``names`` are the facts that are asked for; labels are said in a language. Of a record that is
    or is not there only one end is a change.
    """
    if root.startswith(f"{HUB}."):
        id = root.rpartition(".")[2]
        fact = next(fact for fact in target.facts if fact.id == id)
        return tuple(_local(fact, root, day, language))
    found = [registry()[name] for name in names if name in registry()]
    if root == "identify.indicators":
        return tuple(_figures(found))
    if root == "identify.reached_through":
        return tuple(_channels(found, language))
    given = next((fact for fact in found if not fact.derived and fact.reads == (root,)), None)
    if given is not None:
        return tuple(_scalar(given, root, day, language))
    record = _records(day).get(root)
    return () if record is None else (PossibleAnswer("there", ((root, record),)),)


def apply(data: Mapping[str, Any], edits: Iterable[Edit]) -> dict[str, Any]:
    """Return a dossier's data with the changes made; what they do not touch is not copied."""
    changed: dict[str, Any] = dict(data)
    for path, value in edits:
        *above, key = key_parts(path)
        holder = changed
        for part in above:
            holder[part] = dict(holder.get(part, {}))
            holder = holder[part]
        if isinstance(value, list) and value and isinstance(value[0], dict):
            holder[key] = [*holder.get(key, []), *value]
        elif isinstance(value, dict) and isinstance(holder.get(key), dict):
            holder[key] = {**holder[key], **value}
        else:
            holder[key] = value
    return changed


def judged(root: str, phase: str, id: str, scale: tuple[Any, ...]) -> tuple[PossibleAnswer, ...]:
    """Return the two ends of a panel's judgement."""
    ends: tuple[tuple[str, str, Any], ...] = (("no", "holds", False), ("yes", "holds", True))
    if scale:
        key = "level" if isinstance(scale[0], str) else "score"
        ends = tuple((str(end), key, end) for end in (scale[0], scale[-1]))
    return tuple(
        PossibleAnswer(word, ((root, [{"phase": phase, "criterion": id, "assessor": _BLANK,
                               "note": _BLANK, key: value}]),))
        for word, key, value in ends
    )


def _local(fact: LocalFact, root: str, day: dt.date, language: str) -> Iterator[PossibleAnswer]:
    if fact.type in ("label", "labels"):
        many = fact.type == "labels"
        if many:
            yield PossibleAnswer("none", ((root, []),))
        for label in fact.labels:
            yield PossibleAnswer(fact.label_name(label, language),
                                 ((root, [label] if many else label),))
    elif fact.kind.type == "number":
        low, high = _UNITS.get(fact.kind.unit, (0, 1000))
        yield from _ends(root, fact.low if fact.low is not None else low,
                         fact.high if fact.high is not None else high)
    else:
        yield from _typed(root, fact.type, day)


def _scalar(fact: Fact, root: str, day: dt.date, language: str) -> Iterator[PossibleAnswer]:
    if fact.labels:
        yield from (PossibleAnswer(word_in(label, language), ((root, label),))
                    for label in fact.labels)
    elif fact.type == "number":
        yield from _ends(root, *_UNITS.get(fact.unit, (0, 1000)))
    else:
        yield from _typed(root, fact.type, day)


def _typed(root: str, type: str, day: dt.date) -> Iterator[PossibleAnswer]:
    if type == "yes_no":
        yield PossibleAnswer("yes", ((root, True),))
        yield PossibleAnswer("no", ((root, False),))
    else:
        yield PossibleAnswer("there", ((root, day if type == "date" else _BLANK),))


def _ends(root: str, low: float, high: float) -> Iterator[PossibleAnswer]:
    yield PossibleAnswer(f"{low:g}", ((root, low),))
    yield PossibleAnswer(f"{high:g}", ((root, high),))


def _figures(facts: Iterable[Fact]) -> Iterator[PossibleAnswer]:
    for fact in facts:
        id = fact.name.partition(".")[2]
        for value in _UNITS.get(fact.unit, (0, 1000)):
            yield PossibleAnswer(f"{id} {value:g}",
                         (("identify.indicators", [{"id": id, "value": value}]),))


def _channels(facts: Iterable[Fact], language: str) -> Iterator[PossibleAnswer]:
    for fact in facts:
        channel = fact.name.rpartition(".")[2].replace("_", " ")
        other = "other" if channel != "other" else "online"
        for listed in (channel, other):
            yield PossibleAnswer(word_in(listed, language),
                                 (("identify.reached_through", [listed]),))


def _records(day: dt.date) -> dict[str, Any]:
    """Return example records, by the key of the dossier that they fill."""
    return {
        "identify.priority_group": _BLANK,
        "identify.authority": {"name": _BLANK, "support": "supportive"},
        "identify.problems": [{"statement": _BLANK, "causes": [_BLANK], "effects": [_BLANK]}],
        "identify.responses": [{"who": _BLANK, "reaches": 0}],
        "understand.activities": [{"kind": "meeting", "date": day, "people": 12,
                                   "service_users": 12, "findings": _BLANK}],
        "understand.prior_art": [{"name": _BLANK}],
        "understand.needs": [{"statement": _BLANK, "value": 1}],
        "understand.lessons": [{"learnt": _BLANK, "changed": _BLANK}],
        "solution.description": _BLANK,
        "solution.complements": _BLANK,
        "solution.components": [{"name": _BLANK, "role": "essential"}],
        "solution.mechanism": [{"id": "tried", "what": _BLANK, "needs": [
            {"id": "tried", "what": _BLANK, "here": True, "here_shown_by": _BLANK}]}],
        "test.plan": _BLANK,
        "test.pilots": [{"name": _BLANK, "start": day, "end": day, "invited": 12, "came": 12,
                         "stayed": 12, "completed": 12, "voluntary": True}],
        "test.safeguarding": {
            "policy": True, "policy_review": day.replace(year=day.year + 1, day=1),
            "designated_lead": True, "people_in_contact": 4, "people_checked": 4,
            "risk_assessment": True, "authority_agreement": True, "route_for_concerns": True,
        },
        "test.feedback": [{"whom": "service users", "people": 12, "satisfied": 1}],
        "test.outcomes": [{"indicator": _BLANK, "better": "higher", "before": 0, "after": 1,
                           "n": 12, "basis": "measured"}],
        "test.public_presentation": day,
    }
