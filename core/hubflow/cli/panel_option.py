"""The option for a jury's sheets, and the report on how far they are filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from hubflow.model.judgements import SheetCount

F = TypeVar("F", bound=Callable[..., Any])


def panel_option(function: F) -> F:
    """Add ``--panel FILE``."""
    return click.option(
        "--panel", "panel", multiple=True, metavar="FILE", type=click.Path(path_type=Path),
        help="A jury's sheet: one of `hubflow jury-pack`, filled in; or a table (.csv or .xlsx, "
             "beside a table of ventures .parquet too) with venture, phase, criterion, assessor, "
             "score, note, conflict, date, hub. Also a folder of sheets, or a pattern in quotes. "
             "May be given several times.")(function)


def unused_line(file: str, headings: Sequence[str]) -> str:
    """Return what is said of the columns of a table that mean nothing here."""
    return f"{file}: columns that are not used: {', '.join(headings)}."


def sheet_count_lines(sheets: Iterable[SheetCount]) -> Iterator[str]:
    """Yield a line for each sheet: how far it is filled in, or which columns are not used."""
    for sheet in sheets:
        if sheet.unused:
            yield unused_line(sheet.file, sheet.unused)
            continue
        if sheet.other_hub:
            yield (f"{sheet.file} ({sheet.assessor}): made for the hub {sheet.other_hub}; "
                   "nothing in it is read.")
            continue
        whose = f"{sheet.file} ({sheet.assessor})"
        if sheet.asked or not sheet.conflicts:
            blank = f", {sheet.blank} blank: not judged yet" if sheet.blank else ""
            yield f"{whose}: {sheet.judged} of {sheet.asked} judged{blank}."
        if sheet.unjustified:
            yield (f"  {sheet.unjustified} without the note that the method asks for: not counted "
                   "until there is one.")
        if sheet.conflicts:
            yield ((" " if sheet.asked else f"{whose}:")
                   + " Conflict of interest declared: nothing that they judged of "
                   f"{', '.join(sheet.conflicts)} is counted.")
