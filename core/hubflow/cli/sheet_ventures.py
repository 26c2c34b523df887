"""Read which ventures a sheet names: one for decisions, or any table with a column of ids."""

from __future__ import annotations

from pathlib import Path

from hubflow.model.input_problems import one_problem
from hubflow.text.spoken import say


def ventures_in_sheet(path: Path) -> list[str]:
    """Return the ids of the ventures in a sheet, in its order.

    The column is headed as in the sheets that hubflow writes, in any language; a row whose
    decision is blank is left out. Raises :class:`BadInput` for a sheet that names none.
    """
    from hubflow.reading.values.cell_table import read_cell_table
    from hubflow.reading.values.normal_text import folded
    from hubflow.text.catalogue import languages, words

    spoken = {folded(words(language, "decision-sheet")[key]): key
              for language in languages() for key in ("venture", "decision")}
    table = read_cell_table(path)
    rows = table.records(("venture",), ("decision",), spoken)
    decides = any(spoken.get(folded(heading)) == "decision" for heading in table.headings.values())
    found = dict.fromkeys(row.text("venture") for row in rows if row.text("venture") and (
        not decides or row.text("decision")))
    if not found:
        raise one_problem(str(path), say("commands.names_no_venture"),
                          say("commands.a_column_of_ids"))
    return list(found)
