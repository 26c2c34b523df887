"""Turn a dossier's values into cells that read back as the same values."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

from hubflow.model.values import Gap, Kind
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.values.cell_values import value_of
from hubflow.reading.values.vocabulary_words import word_in
from hubflow.workbook.reading.workbook_marks import dotted

Cell = str | int | float | bool | dt.date
MOST_TEXT = 32_000
"""Characters that fit into a cell: Excel holds 32 767."""

_UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_FIRST_DAY = dt.date(1900, 3, 1)
"""Excel counts a 29th of February 1900, and knows no day before that year."""


def cell_of(kind: Kind, value: Any, language: str) -> Cell | None:
    """Return the cell for a value, with words in ``language``; None where it does not read back."""
    cell: Any = value
    if isinstance(value, bool):
        cell = word_in("yes" if value else "no", language)
    elif isinstance(value, str) and (
            kind.type == "label" or (kind.gap and value in list(Gap))):
        cell = word_in(value, language)
    if not keeps(cell):
        return None
    try:
        read = value_of(kind, cell)
    except RefusedError:
        return None
    return cell if read == value and isinstance(read, bool) == isinstance(value, bool) else None


def keeps(cell: Any) -> bool:
    """Return whether a cell's value survives saving and opening the workbook."""
    if isinstance(cell, str):
        fits = 0 < len(cell) <= MOST_TEXT and cell == cell.strip()
        return fits and not _UNSAFE.search(cell)
    if isinstance(cell, bool):
        return True
    if isinstance(cell, int | float):
        # Excel has 15 digits.
        return abs(cell) < 1e15 and float(f"{cell:.15g}") == cell
    is_day = isinstance(cell, dt.date) and not isinstance(cell, dt.datetime)
    return is_day and cell >= _FIRST_DAY


def lines_of(kind: Kind, values: Any, language: str) -> Cell | None:
    """Return one cell for several values, a line each; None where it does not read back."""
    if not isinstance(values, list) or not values:
        return None
    cells = [cell_of(kind, value, language) for value in values]
    if any(not isinstance(cell, str) or "\n" in cell for cell in cells):
        return None
    text = "\n".join(map(str, cells))
    return text if keeps(text) else None


def in_toml(value: Any) -> str:
    """Return a value in TOML on one line, in characters that every workbook keeps."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{key_of((key,))} = {in_toml(part)}" for key, part in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(in_toml, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _safe(json.dumps(value, ensure_ascii=False))
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return repr(value)


def key_of(path: tuple[str, ...]) -> str:
    """Return a dotted key in characters that every workbook keeps."""
    return _safe(dotted(path))


def _safe(text: str) -> str:
    """Escape characters that a workbook would change; JSON's escapes are TOML's."""
    escaped = re.sub(r"[\x7f-\x9f\ufffe\uffff]", lambda found: f"\\u{ord(found[0]):04x}", text)
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", r"\\u005f", escaped)
