"""A dossier with every key of the model, each text of it a mark that a test replaces."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hubflow.model.dossier import Dossier
from hubflow.reading.records.model_keys import KeyContent, keys_within

MARK = "\u26a7"
"""Stands for a hostile text."""

SHORT_MARK = "\u26a5"
"""Stands for a hostile text without spaces."""

DAY = dt.date(2024, 1, 15)

_VALUES: dict[str, Any] = {
    "id": "oak", "language": "en", "currency": "GBP", "country": "GB", "used": "said",
    "source": "said", "covers": "identify.*", "hub": "small", "phase": "first-look",
    "fact": "identify.group_size", "evidence": "said", "identifier": f"360G-madeup-{SHORT_MARK}",
    "funder_identifier": f"360G-madeup-{SHORT_MARK}",
    "proposal": {MARK: MARK, "budget-notes": MARK},
    "start": dt.date(2024, 1, 1), "end": dt.date(2024, 1, 31), "entered": dt.date(2025, 1, 1),
    "decision": "revise", "year": 2023, "expires": dt.date(2030, 1, 1), "basis": "month",
    "value": 2, "kind": None,
}
"""The values of keys that not every text, number or day fits."""

_LEFT_OUT = {"handed_out", "challenge", "call", "hubs"}
"""What an applicant's file, a challenge's and a call's members have; hubs' blocks are free."""


def full_dossier() -> dict[str, Any]:
    """Return plain data with every key that an office's dossier may have."""
    data = _record(Dossier)
    data["sources"][0]["id"] = "said"
    data["identify"]["indicators"][0]["id"] = "imd"
    (step,) = data["solution"]["mechanism"]
    step |= {"id": "first", "leads_to": [MARK]}
    step["needs"][0] |= {"id": "room", "indicator": "looked_after_per_10k", "here_source": "said"}
    data["hubs"] = {"small": {"motto": MARK, "answers": {"depth": MARK}, "judgements": [
        {"phase": "first-look", "criterion": "depth", "score": 3, "assessor": assessor,
         "note": MARK, "date": DAY} for assessor in (MARK, "Ana Cruz")]},
        "other": {MARK: [MARK, {MARK: MARK}]}}
    return data


def _record(cls: Any) -> dict[str, Any]:
    return {key: _content(key, held) for key, held in keys_within(cls).items()
            if key not in _LEFT_OUT}


def _content(key: str, held: KeyContent) -> Any:
    one = _record(held.hint) if held.record else _value(key, held)
    return [one] if held.many else one


def _value(key: str, held: KeyContent) -> Any:
    kind = held.kind
    if kind is None or (kind.type != "label" and key in _VALUES):
        return _VALUES[key]
    number = 6 if kind.whole and kind.high is None else 1
    return {"number": number, "yes_no": True, "date": DAY, "text": MARK,
            "label": next(iter(kind.labels), "")}[kind.type]
