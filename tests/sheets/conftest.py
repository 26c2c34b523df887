"""Workbooks for the tests: made for a hub, changed as people change them, and read back."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hubflow.engine.method.compiled import Compiled
from hubflow.engine.method.prepared_method import compiled_method
from hubflow.plugins.manager import load_hub
from hubflow.workbook import dossier_workbook
from hubflow.workbook.reading.dossier_workbook import read_dossier_workbook

HUBS = ("porto", "westmidlands")

Reading = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def methods() -> Mapping[str, Compiled]:
    """The compiled methods of both hubs."""
    return {hub: compiled_method(load_hub(hub)) for hub in HUBS}


@pytest.fixture
def changed(methods: Mapping[str, Compiled], tmp_path: Path) -> Reading:
    """Make a workbook, let ``change`` alter it as a person would, and read what it then says."""

    def change_and_read(
        change: Callable[[openpyxl.Workbook], object], data: Mapping[str, Any] | None = None,
        hub: str = "westmidlands",
    ) -> dict[str, Any]:
        made = dossier_workbook(methods[hub], data or {"id": "cafe", "name": "Café"})
        workbook = openpyxl.load_workbook(io.BytesIO(made))
        change(workbook)
        path = tmp_path / "cafe.xlsx"
        workbook.save(path)
        return read_dossier_workbook(path).data

    return change_and_read


def answer_cell(workbook: openpyxl.Workbook, key: str, nth: int = 0) -> Any:
    """The cell in which a question is answered, by its key."""
    found = [sheet.cell(row[3].row, 2) for sheet in workbook.worksheets
             for row in sheet.iter_rows(max_col=4)
             if row[3].value in (key, *(f"{key}: {t}" for t in ("labels", "label", "number")))]
    return found[nth]


def list_sheet(workbook: openpyxl.Workbook, key: str) -> tuple[Any, dict[str, int]]:
    """The sheet of a list and the columns of its keys; entries begin in row 7."""
    for sheet in workbook.worksheets:
        if sheet["A5"].value == f"[[{key}]]":
            return sheet, {str(cell.value): cell.column for cell in sheet[5][1:] if cell.value}
    raise LookupError(key)
