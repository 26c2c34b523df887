"""Write rows as CSV. Every CSV file of hubflow is written here, or by ``tables/output``.

Texts are marked (:mod:`hubflow.reading.values.formula_mark`), because dossiers hold texts of
strangers and spreadsheet programs run what looks like a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from hubflow.model.characters import harmless
from hubflow.reading.values.formula_mark import marked


def csv_bytes(
    rows: Iterable[Sequence[Any]], *, for_spreadsheets: bool = False, delimiter: str = ",",
) -> bytes:
    """Return rows as CSV in UTF-8, each text marked where it looks like a formula.

    A file for spreadsheets begins with a mark that tells them its encoding and ends its lines as
    they do.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter,
                        lineterminator="\r\n" if for_spreadsheets else "\n")
    writer.writerows([marked(harmless(cell)) if isinstance(cell, str) else cell for cell in row]
                     for row in rows)
    return file.getvalue().encode("utf-8-sig" if for_spreadsheets else "utf-8")
