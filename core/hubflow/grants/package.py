"""Write grants as a package in JSON, or as a sheet in CSV or Excel."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from hubflow.grants.flat_sheet import rows
from hubflow.grants.standard import Grant, version
from hubflow.model.characters import harmless_json
from hubflow.model.input_problems import Problem
from hubflow.model.methodology import Publisher
from hubflow.reading.values.csv_output import csv_bytes

ENDINGS = (".json", ".csv", ".xlsx")


def package_json(grants: Sequence[Grant], publisher: Publisher | None) -> bytes:
    """Return a package; the same grants give the same bytes, here and in a sheet."""
    package: dict[str, Any] = {"version": version()}
    if publisher is not None:
        said = {"name": publisher.name, "identifier": publisher.identifier,
                "website": publisher.website}
        package["publisher"] = {key: value for key, value in said.items() if value}
        if publisher.licence:
            package["license"] = publisher.licence
    text = json.dumps({**package, "grants": list(grants)}, ensure_ascii=False, indent=2)
    return (harmless_json(text) + "\n").encode()


def package_csv(grants: Sequence[Grant]) -> bytes:
    """Return a sheet as CSV. Texts that a spreadsheet would take for formulas get a ``'``."""
    headings, cells = rows(grants)
    return csv_bytes([headings, *cells], for_spreadsheets=True)


def package_xlsx(grants: Sequence[Grant]) -> bytes:
    """Return the same sheet as a workbook, in which texts are texts."""
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    from hubflow.documents.publishing.office_file import workbook_bytes
    from hubflow.workbook.drawing.cell_writing import put

    headings, cells = rows(grants)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "grants"
    for number, text in enumerate(headings, 1):
        sheet.cell(1, number, text).font = Font(name="Calibri", bold=True)
        longest = max(len(str(row[number - 1] or "")) for row in [headings, *cells])
        sheet.column_dimensions[get_column_letter(number)].width = min(44, longest + 3)
    for line, row in enumerate(cells, 2):
        for number, value in enumerate(row, 1):
            cell = sheet.cell(line, number)
            put(cell, value)
            if isinstance(value, str):
                cell.alignment = Alignment(wrap_text=len(value) > 40, vertical="top")
    sheet.freeze_panes = "B2"
    return workbook_bytes(book)


def encode_grants(ending: str, grants: Sequence[Grant], publisher: Publisher | None) -> bytes:
    """Return the grants in the format of an ending, one of :data:`ENDINGS`."""
    if ending == ".json":
        return package_json(grants, publisher)
    return package_csv(grants) if ending == ".csv" else package_xlsx(grants)


@attrs.frozen
class FieldChange:
    """A value that was read in another form, or not carried (``after`` is None)."""

    grant: str
    field: str
    before: str
    after: str | None
    why: str


def changes_csv(changes: Sequence[FieldChange]) -> bytes:
    """Return all changes as a sheet."""
    return csv_bytes([("grant", "field", "from", "to", "why"), *(
        (change.grant, change.field, change.before,
         "(not carried)" if change.after is None else change.after, change.why)
        for change in changes)], for_spreadsheets=True)


def faults_csv(faults: Iterable[Problem]) -> bytes:
    """Return the problems of what was left out as a sheet."""
    return csv_bytes([("file", "line", "key", "what", "to do"), *(
        (fault.file, fault.line or "", fault.key, fault.what, fault.to_do)
        for fault in faults)], for_spreadsheets=True)


def as_data(change: FieldChange) -> Mapping[str, Any]:
    """Return a change as plain data."""
    return {"grant": change.grant, "field": change.field, "from": change.before,
            "to": change.after, "why": change.why}
