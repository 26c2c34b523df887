"""What an entry of each kind holds: those of commands, and those from elsewhere.

A chain of digests proves that entries are as they were recorded, and not that hubflow can read
them.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
import re
from collections.abc import Callable, Mapping
from types import NoneType
from typing import Any

import attrs

from hubflow.model.call import STANDINGS
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.register.storage.entries import ANSWERS, DOCUMENTS, FIGURES

Check = Callable[[Any], str]
"""Returns what a value must be, or nothing if it is that."""


def _of(must: str, holds: Callable[[Any], bool]) -> Check:
    return lambda value: "" if holds(value) else must


_LARGEST_WHOLE = 2**63 - 1
"""The largest whole number that a database holds."""


def _is_number(value: Any) -> bool:
    if isinstance(value, int):
        return not isinstance(value, bool) and abs(value) <= _LARGEST_WHOLE
    return isinstance(value, float) and math.isfinite(value)


def _is_moment(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        (dt.datetime if "T" in value else dt.date).fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and _is_date(value)


@functools.lru_cache(maxsize=10_000)
def _is_date(text: str) -> bool:
    try:
        return len(text) == 10 and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


_TEXT = _of("a text", lambda value: isinstance(value, str))
_DAY = _of("a date", _is_day)
_MOMENT = _of("a date or a moment", _is_moment)
_FLAG = _of("true or false", lambda value: isinstance(value, bool))
_NUMBER = _of("a number", _is_number)
_COUNT = _of("a whole number, 0 or more",
             lambda value: _is_number(value) and isinstance(value, int) and value >= 0)
_DIGEST = _of("a SHA-256 digest in hexadecimal", lambda value: isinstance(
    value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None)
_TABLE = _of("an object", lambda value: isinstance(value, Mapping))
_SCORE = _of("a number, a word, or nothing", lambda value: value is None or isinstance(
    value, bool | str) or _is_number(value))


def _word(*words: str) -> Check:
    return _of(f"one of {', '.join(words)}", lambda value: value in words)


def _maybe(check: Check) -> Check:
    return lambda value: "" if value is None else check(value)


def _list(check: Check) -> Check:
    def whole(value: Any) -> str:
        if not isinstance(value, list | tuple):
            return "a list"
        wrong = next(filter(None, map(check, value)), "")
        return wrong and f"a list, each {wrong}"

    return whole


def _table(**keys: Check) -> Check:
    def whole(value: Any) -> str:
        if not isinstance(value, Mapping):
            return "an object"
        return next((f"an object with {key}: {wrong}" for key, check in keys.items()
                     if (wrong := check(value.get(key)))), "")

    return whole


_TEXTS, _WORD, _FIGURE = _list(_TEXT), _maybe(_TEXT), _maybe(_NUMBER)
_PLAIN: Mapping[Check, tuple[type, ...]] = {
    _TEXT: (str,), _WORD: (str, NoneType), _FLAG: (bool,),
    _NUMBER: (int,), _FIGURE: (int, NoneType)}
_RATE = _of("a value and its source", lambda value: isinstance(
    value, list | tuple) and len(value) == 2 and _is_number(value[0]))

_RANK = _of("a best place, a worst one, and among how many", lambda value: isinstance(
    value, list | tuple) and len(value) == 3 and all(not _COUNT(each) for each in value))


def _is_change(value: Any) -> bool:
    return (isinstance(value, Mapping) and {"what", "id", "before", "after"} <= value.keys()
            and isinstance(value["what"], str) and isinstance(value["id"], str)
            and (value["what"] != "rank" or not (
                _maybe(_RANK)(value["before"]) or _maybe(_RANK)(value["after"]))))


_CHANGES = _list(_of("an object with what, id, before and after", _is_change))
_ADD_ONS = _list(_table(name=_TEXT, distribution=_TEXT, version=_TEXT, digest=_TEXT))
_PLUGIN_CHANGES = _list(_table(plugin=_TEXT, hook=_TEXT, what=_TEXTS))


@attrs.frozen
class Keys:
    """The keys of an object: those that it has, and all that it may have."""

    needed: frozenset[str]
    checks: Mapping[str, Check]
    plain: Mapping[str, tuple[type, ...]] = attrs.field(init=False)

    @plain.default
    def _plain(self) -> Mapping[str, tuple[type, ...]]:
        """Types that pass without a call: this is on the way of every entry."""
        return {key: _PLAIN[check] for key, check in self.checks.items() if check in _PLAIN}

    def flaw(self, data: Mapping[str, Any]) -> str:
        """Return what is wrong with an object; keys that are not known are of another version."""
        if not self.needed <= data.keys():
            return f"{min(self.needed - data.keys())} is missing"
        plain, checks = self.plain, self.checks
        for key, value in data.items():
            if type(value) in plain.get(key, ()):
                continue
            if (check := checks.get(key)) is not None and (must := check(value)):
                return f"{key} must be {must}"
        return ""


@attrs.frozen
class Shape:
    """The keys of an entry's body and of its personal fields."""

    body: Keys
    personal: Keys


def _shape(
    body: Mapping[str, Check] | None = None, personal: Mapping[str, Check] | None = None,
    body_may: Mapping[str, Check] | None = None, personal_may: Mapping[str, Check] | None = None,
) -> Shape:
    """Return a shape; entries of older versions lack the keys that an entry may have."""
    body, personal = body or {}, {"by": _TEXT, **(personal or {})}
    return Shape(
        Keys(frozenset(body), {**body, **(body_may or {})}),
        Keys(frozenset(personal), {**personal, **(personal_may or {}), "accepted": _TEXT}))


_PLAN: Mapping[str, Check] = {
    "tranches": _list(_table(amount=_NUMBER, date=_maybe(_DAY), paid=_maybe(_DAY))),
    "reports": _list(_table(date=_DAY, sent=_maybe(_DAY)))}
"""How an award is paid and reported on."""

_ACT = _shape(
    {"phase": _TEXT, "state": _TEXT, "trading": _FLAG},
    {"body": _TEXT, "reasons": _TEXT}, personal_may={"learning": _TEXT})

SHAPES: Mapping[str, Shape] = {
    "register": _shape(body_may={"id": _TEXT}),
    "edition": _shape(
        {"name": _TEXT, "language": _TEXT, "currency": _TEXT, "methodology": _TEXT, "hooks": _TEXT,
         "plugin": _TEXT, "text": _TEXT, "phases": _list(_table(
             stage=_word(*STAGES), id=_TEXT, subject=_word("challenge", "venture"), name=_TEXT))},
        body_may={"checkpoints": _list(_COUNT), "hubflow": _TEXT,
                  "call": _maybe(_table(steps=_list(_TABLE)))}),
    "call": _shape(
        {"name": _WORD, "date": _maybe(_DAY), "budget": _FIGURE},
        body_may={"edition": _TEXT},
        personal_may={"text": _TEXT, "assessors": _list(_table(
            id=_TEXT, name=_WORD, names=_TEXTS, organisation=_WORD, ventures=_TEXTS,
            conflicts=_TEXTS, group=_WORD, languages=_maybe(_TEXTS), expertise=_maybe(_TEXTS),
            most=_FIGURE))}),
    "dossier": _shape(
        {"kind": _word("venture", "challenge"), "edition": _TEXT, "call": _WORD,
         "challenge": _WORD},
        {"name": _TEXT, "text": _TEXT},
        {"currency": _WORD, "trade_start": _maybe(_DAY),
         "decisions": _list(_table(phase=_TEXT, decision=_TEXT, date=_DAY)),
         "periods": _list(_list(_maybe(_DAY))), "pauses": _list(_list(_maybe(_DAY))),
         "awards": _list(_table(id=_WORD, amount=_FIGURE, currency=_WORD, **_PLAN))},
        {"file": _TEXT, "learning": _TEXTS, "letters": _list(_table(who=_TEXT, expires=_DAY))}),
    "judgement": _shape(
        {"phase": _TEXT, "criterion": _TEXT, "score": _SCORE, "conflict": _FLAG},
        {"assessor": _TEXT, "note": _WORD},
        {"scale": _list(_SCORE), "edition": _TEXT, "group": _TEXT, "sheet": _DIGEST}),
    "run": _shape(
        {"journal": _COUNT, "cohort": _TEXTS, "edition": _TEXT, "as_of": _DAY, "hooks": _TEXT,
         "rates": _of("an object of rates", lambda value: isinstance(value, Mapping)
                      and all(not _RATE(rate) for rate in value.values()))},
        body_may={"inputs": _TEXT, "recorded": _TEXTS, "race": _FLAG, "people": _FLAG,
                  "members": _FLAG, "judged_in_race": _FLAG, "places_given_back": _FLAG,
                  "returns": _FLAG,
                  "freed": _TEXTS, "freed_in": _list(_table(
                      phase=_TEXT, moved_up=_TEXTS)),
                  "add_ons": _ADD_ONS, "changes": _PLUGIN_CHANGES, "versions": _TABLE}),
    "recommendation": _shape(
        {"phase": _TEXT, "run": _COUNT,
         "recommendation": _word("advance", "revise", "stop", "undecided", "not_reached")},
        body_may={"possible": _TEXTS, "held": _TEXTS, "changed": _CHANGES, "rank": _maybe(_RANK),
                  "criteria": _TABLE, "requirements": _TABLE, "facts": _TABLE}),
    "decision": _shape(
        {"phase": _TEXT, "run": _COUNT, "recommendation": _TEXT, "departs": _FLAG,
         "evidence": _TEXTS,
         "decision": _word("advance", "revise", "stop", "recognised", "adopt")},
        {"body": _TEXT, "reasons": _TEXT, "learning": _TEXT},
        {"state": _TEXT, "since": _maybe(_COUNT), "changed": _CHANGES}),
    "pause": _ACT, "resume": _ACT, "close": _ACT,
    "member": _shape({"standing": _word(*STANDINGS), "call": _TEXT},
                    {"body": _TEXT, "reasons": _TEXT}, body_may={"received": _MOMENT}),
    "ledger": _shape({"start": _DAY, "end": _DAY, "basis": _TEXT},
                    body_may=dict.fromkeys(FIGURES, _FIGURE)),
    "award": _shape(
        {"amount": _NUMBER, "date": _DAY}, {"funder": _TEXT, "purpose": _TEXT},
        {"currency": _WORD, "stage": _maybe(_word(*STAGES)), "id": _WORD,
         "funder_identifier": _WORD, "requested": _FIGURE, **_PLAN},
        {"programme": _TEXT, "conditions": _TEXTS, "reports": _TEXTS}),
    "payment": _shape({"award": _COUNT, "number": _COUNT, "amount": _NUMBER, "date": _DAY},
                      {"note": _TEXT}, {"id": _TEXT}),
    "report": _shape({"award": _COUNT, "number": _COUNT, "date": _DAY}, {"note": _TEXT},
                     {"id": _TEXT}),
    "resource": _shape(
        {"kind": _TEXT, "date": _DAY}, {"what": _TEXT},
        {"amount": _FIGURE, "hours": _FIGURE, "months": _FIGURE,
         "instrument": _TEXT}),
    "move": _shape(
        {"from": _TEXT, "to": _TEXT}, {"body": _TEXT, "reasons": _TEXT},
        {"reverts": _maybe(_COUNT), "leaves": _TEXT, "ask_again": _list(_TEXTS)}),
    "step": _shape({"step": _TEXT}, {"body": _TEXT, "note": _TEXT}),
    "release": _shape({"decision": _COUNT}, {"body": _TEXT, "note": _TEXT}),
    "complaint": _shape({"phase": _TEXT, "answer_by": _DAY, "run": _COUNT, "late": _FLAG},
                        {"says": _TEXT}),
    "answer": _shape({"complaint": _COUNT, "answer": _word(*ANSWERS), "changed": _CHANGES},
                     {"body": _TEXT, "reasons": _TEXT}),
    "document": _shape(
        {"type": _word(*DOCUMENTS), "sha256": _DIGEST, "size": _COUNT, "decision": _COUNT},
        {"name": _TEXT}),
    "correction": _shape(
        {"corrects": _COUNT, "withdraw": _FLAG, "set": _TABLE}, {"reasons": _TEXT, "set": _TABLE},
        {"on": _maybe(_DAY)}),
    "redaction": _shape({"left": _TABLE}, {"reasons": _TEXT}, {"marks": _COUNT}),
    "anchor": _shape({"line": _TEXT, "answers": _list(_TABLE)}, {"holder": _TEXT, "files": _TEXTS}),
}
"""The shape of each kind of entry. All personal fields say by whom an entry was recorded."""

REFERENCES: Mapping[str, tuple[str, frozenset[str]]] = {
    "recommendation": ("run", frozenset({"run"})),
    "decision": ("run", frozenset({"recommendation"})),
    "payment": ("award", frozenset({"award"})),
    "report": ("award", frozenset({"award"})),
    "release": ("decision", frozenset({"decision", "pause", "resume", "close"})),
    "document": ("decision", frozenset({"decision", "pause", "resume", "close", "member"})),
    "complaint": ("run", frozenset({"recommendation"})),
    "answer": ("complaint", frozenset({"complaint"})),
    "correction": ("corrects", frozenset(SHAPES) - {"register", "redaction", "anchor"}),
}
"""The key by which an entry of a kind names an earlier one (0 for none), and that one's kinds."""

MAY_NAME_NONE = frozenset({"decision", "payment", "report", "complaint", "document"})
"""Kinds that may name no entry: a decision without a run, a complaint without a result, money of
an award in a dossier, a document that tells no decision."""


def entry_flaw(kind: str, body: Any, personal: Any) -> str:
    """Return what is wrong with an entry's data; empty if hubflow writes such an entry."""
    shape = SHAPES.get(kind)
    if shape is None:
        return f'there is no entry of the kind "{kind}"'
    if not isinstance(body, Mapping) or not isinstance(personal, Mapping):
        return "its data are no object"
    return shape.body.flaw(body) or shape.personal.flaw(personal)


def correction_flaw(kind: str, body: Mapping[str, Any], personal: Mapping[str, Any]) -> str:
    """Return what is wrong with the values that a correction sets of an entry of a kind."""
    shape = SHAPES[kind]
    for keys, data in ((shape.body, body["set"]), (shape.personal, personal["set"])):
        unknown = next((key for key in data if key not in keys.checks), None)
        if unknown is not None:
            return f"a {kind} has no {unknown}"
        if flaw := attrs.evolve(keys, needed=frozenset()).flaw(data):
            return flaw
    return ""
