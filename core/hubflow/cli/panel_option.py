"""The option for a jury's sheets, and the report on how far they are filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hubflow.text.spoken import say

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
    return say("register.sheet_unused", file=file, headings=", ".join(headings))


def sheet_count_lines(sheets: Iterable[SheetCount]) -> Iterator[str]:
    """Yield a line for each sheet: how far it is filled in, or which columns are not used."""
    for sheet in sheets:
        whose: dict[str, object] = {"file": sheet.file, "assessor": sheet.assessor}
        if sheet.unused:
            yield unused_line(sheet.file, sheet.unused)
            continue
        if sheet.other_hub:
            yield say("register.sheet_other_hub", hub=sheet.other_hub, **whose)
            continue
        if sheet.asked or not sheet.conflicts:
            yield say(f"register.sheet_judged{'_blank' if sheet.blank else ''}", **whose,
                      judged=sheet.judged, asked=sheet.asked, blank=sheet.blank)
        if sheet.unjustified:
            yield say("register.sheet_unjustified", n=sheet.unjustified)
        if sheet.conflicts:
            yield say(f"register.sheet_conflicts{'' if sheet.asked else '_alone'}", **whose,
                      ventures=", ".join(sheet.conflicts))
