"""``hubflow register ledger``: Record months of test trading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from hubflow.cli.shared_options import Figure
from hubflow.register.office.register_options import NamedRegister, register_options


@click.command(name="ledger")
@click.argument("venture", required=False)
@click.option("--month", metavar="YYYY-MM", help="The month, such as 2025-04.")
@click.option("--sales", type=Figure(), help="Income from sales.")
@click.option("--contracts", type=Figure(), help="Income from contracts.")
@click.option("--outcome-payments", type=Figure(), help="Income from payments for outcomes.")
@click.option("--grants", type=Figure(), help="Income from grants.")
@click.option("--costs", type=Figure(), help="Costs.")
@click.option("--service-users", type=Figure("people"), help="Service users served.")
@click.option("--jobs", type=Figure("jobs"), help="Jobs at the end, full-time equivalents.")
@click.option("--from", "sheet", type=click.Path(path_type=Path), metavar="SHEET",
              help="Many months from a sheet (CSV, or .xlsx with the extra `sheets`) with the "
                   "columns month, then any of the figures, and venture where none is named.")
@register_options("hub", "on", "by")
def command(
    venture: str | None, month: str | None, sheet: Path | None, register: NamedRegister,
    **figures: Any,
) -> None:
    """Record months of test trading: one from options, or many from a sheet.

    A month is recorded once, after it is over; a wrong one is mended with `correct`.
    """
    from hubflow.cli.terminal_text import counted
    from hubflow.register.recording.editions import hub_language
    from hubflow.register.recording.ledger_sheet import (
        month_of_option,
        months_of,
        read_ledger_sheet,
    )
    from hubflow.register.recording.money import MonthRecord, ledger
    from hubflow.register.storage.entries import FIGURES

    given = {key: value for key in FIGURES if (value := figures[key]) is not None}
    if sheet is not None:
        if month is not None or given:
            raise click.UsageError("--from takes all figures from the sheet: leave the others out.")
        read = read_ledger_sheet(sheet, venture)
        venture = read.venture
    else:
        if venture is None or month is None:
            raise click.UsageError("Name the venture and --month, or a sheet with --from.")
        read, months = None, [MonthRecord(venture, month_of_option(month), given)]
    with register.writing() as journal:
        chosen = register.hub_in(journal, venture)
        if read is not None:
            months = months_of(read, hub_language(journal, chosen))
        ledger(journal, chosen, months, on=register.day, by=register.recorder)
    click.echo(f"{counted(len(months), 'month')} recorded.")
    if read is not None and read.unread:
        click.echo(f"Not read: {'; '.join(read.unread)}.")
