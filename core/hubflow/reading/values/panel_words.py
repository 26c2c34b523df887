"""The words of a jury sheet's cells: scores, yes and no, days."""

from __future__ import annotations

import datetime as dt
import re

from hubflow.model.methodology import Criterion, Requirement
from hubflow.reading.records.legal import shown

Score = float | str | bool | None

YES = frozenset({"yes", "y", "sim", "s", "true", "1", "x"})
NO = frozenset({"no", "n", "não", "nao", "false", "0"})
_WORDS = {**dict.fromkeys(("yes", "sim", "true"), True),
          **dict.fromkeys(("no", "não", "nao", "false"), False)}
NUMBER = r"[-+]?\d{1,15}(?:[.,]\d{1,15})?"


def a_yes(text: str) -> bool:
    """Yes or no, in English or Portuguese; blank is no. Raises ``ValueError``."""
    word = text.casefold()
    if word in YES:
        return True
    if not word or word in NO:
        return False
    raise ValueError(f"must be yes or no, not {shown(text)}")


def a_day(text: str) -> dt.date | None:
    """A day written year-month-day; blank is none. Raises ``ValueError``."""
    if not text:
        return None
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise ValueError(f"must be a date such as 2024-06-30, not {shown(text)}") from None


def a_score(text: str) -> Score:
    """A score told by its look: a number (3.5 or 3,5), yes or no, or a label; blank is none."""
    if not text:
        return None
    if re.fullmatch(NUMBER, text, re.ASCII):
        return float(text.replace(",", ".")) + 0.0
    return _WORDS.get(text.casefold(), text)


def score_for(rule: Criterion | Requirement | None, text: str) -> Score:
    """A score as its rule's scale says; what does not fit is left as it looks."""
    if isinstance(rule, Requirement) and text:
        try:
            return a_yes(text)
        except ValueError:
            return text
    if isinstance(rule, Criterion) and rule.ordinal:
        labels = {str(label).casefold(): str(label) for label in rule.scale}
        return labels.get(text.casefold(), text) if text else None
    return a_score(text)
