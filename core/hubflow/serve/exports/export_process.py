"""Read an export in a process of its own: what is wrong with a file harms nothing but that.

The process prints the table as JSON, or the problems with the file.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hubflow.model.input_problems import BadInput
from hubflow.reading.json_file import plain_json
from hubflow.reading.limits import UPLOAD_MEMORY, UPLOAD_TIME
from hubflow.reading.values.cell_table import Cells, CellTable
from hubflow.serve.bounded_process import limit_this_process
from hubflow.text.spoken import speaking

_TIMES: tuple[type[dt.datetime | dt.date | dt.time], ...] = (dt.datetime, dt.date, dt.time)


def main() -> None:
    """Read the file of the first argument as the second one says, within limits.

    Problems are told in the language that it says, too.
    """
    name, said = sys.argv[1:]
    limit_this_process(UPLOAD_TIME.most, UPLOAD_MEMORY.most * UPLOAD_MEMORY.scale)
    ways = plain_json(said)
    try:
        with speaking(lambda: str(ways["language"]), on_page=True):
            found = _found(Path(name), ways)
    except BadInput as bad:
        found = {"problems": [[one.file, one.line, one.key, one.what, one.to_do]
                              for one in bad.problems]}
    json.dump(found, sys.stdout)


def _found(path: Path, said: Mapping[str, Any]) -> dict[str, Any]:
    from hubflow.intake.answers_table import read_answers
    from hubflow.intake.intake_map import IntakeMap
    from hubflow.reading.values.workbook_file import read_workbook
    from hubflow.reading.values.workbook_names import is_workbook

    table = read_answers(path, IntakeMap(
        sheet=said["sheet"], repeats=tuple(said["repeats"]), delimiter=said["delimiter"],
        encoding=said["encoding"], columns=()))
    sheets = [sheet.title for sheet in read_workbook(path).sheets] if is_workbook(path) else []
    return {"name": table.name, "top": table.top, "sheets": sheets,
            "headings": list(table.headings.items()), "unheaded": table.unheaded,
            "rows": [[row, [[column, _plain(raw)] for column, raw in cells.items()]]
                     for row, cells in table.rows]}


def _plain(raw: Any) -> Any:
    """Return a cell as JSON has it: days and times as their kind and their text."""
    for kind in _TIMES:
        if type(raw) is kind:
            return [kind.__name__, raw.isoformat()]
    return raw if raw is None or isinstance(raw, str | int | float | bool) else str(raw)


def table_of(data: Mapping[str, Any]) -> CellTable:
    """Return the table that the process printed."""
    return CellTable(
        data["name"], data["top"], dict(data["headings"]),
        tuple((row, _cells(cells)) for row, cells in data["rows"]), tuple(data["unheaded"]))


def _cells(pairs: list[list[Any]]) -> Cells:
    kinds = {kind.__name__: kind for kind in _TIMES}
    return {column: kinds[raw[0]].fromisoformat(raw[1]) if isinstance(raw, list) else raw
            for column, raw in pairs}


if __name__ == "__main__":
    main()
