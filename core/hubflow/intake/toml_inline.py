"""Write a table of words on one line of TOML."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hubflow.workbook.questions.dossier_template import text


def inline_table(values: Mapping[str, str | bool]) -> str:
    """Return words and what they mean as TOML writes a table on one line.

    >>> inline_table({"Lda.": "company limited by shares", "sim": True})
    '{ "Lda." = "company limited by shares", sim = true }'
    """
    pairs = (f"{_name(key)} = {_literal(value)}" for key, value in values.items())
    return f"{{ {', '.join(pairs)} }}"


def _name(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else text(key)


def _literal(value: str | bool) -> str:
    return text(value) if isinstance(value, str) else str(value).lower()
