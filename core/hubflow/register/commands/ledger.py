"""``hubflow register ledger``: Record months of test trading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from hubflow.cli.shared_options import Figure
from hubflow.register.office.register_options import NamedRegister, register_options
from hubflow.text.spoken import say


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
@click.option("--map", "map_path", type=click.Path(path_type=Path), metavar="MAP",
              help="How an accountant's file in --from is read: months in rows or columns, or a "
                   "trial balance of one --month.")
@click.option("--draft-map", "draft", type=click.Path(path_type=Path), metavar="MAP",
              help="Draft such a map of the file in --from, to be checked; record nothing.")
@click.option("--blank", "blank", type=click.Path(path_type=Path), metavar="FILE",
              help="Write a workbook (.xlsx) of the months that have no records yet, for the "
                   "venture to fill in; --from reads it back.")
@register_options("hub", "on", "by")
def command(
    venture: str | None, month: str | None, sheet: Path | None, map_path: Path | None,
    draft: Path | None, blank: Path | None, register: NamedRegister, **figures: Any,
) -> None:
    """Record months of test trading: one from options, or many from a sheet.

    A month is recorded once, after it is over; a wrong one is mended with `correct`.
    """
    from hubflow.register.recording.editions import hub_language
    from hubflow.register.recording.ledger_sheet import (
        month_of_option,
        months_of,
        read_ledger_sheet,
    )
    from hubflow.register.recording.money import MonthRecord, ledger
    from hubflow.register.storage.entries import FIGURES

    given = {key: value for key in FIGURES if (value := figures[key]) is not None}
    if blank is not None:
        if venture is None or sheet or month or given or map_path or draft:
            raise click.UsageError(say("register-problems.blank_goes_with_one"))
        _blank(venture, blank, register)
        return
    if (map_path or draft) and (sheet is None or given):
        raise click.UsageError(say("register-problems.a_map_is_of_the_file"))
    if sheet is not None and draft is not None:
        _draft(sheet, draft, register)
        return
    if sheet is not None and map_path is not None:
        _by_map(sheet, map_path, venture, month, register)
        return
    if sheet is not None:
        if month is not None or given:
            raise click.UsageError(say("register-problems.from_takes_all"))
        read = read_ledger_sheet(sheet, venture)
        venture = read.venture
    else:
        if venture is None or month is None:
            raise click.UsageError(say("register-problems.name_the_venture_and_month_or"))
        read, months = None, [MonthRecord(venture, month_of_option(month), given)]
    with register.writing() as journal:
        chosen = register.hub_in(journal, venture)
        if read is not None:
            months = months_of(read, hub_language(journal, chosen))
        ledger(journal, chosen, months, on=register.day, by=register.recorder)
    click.echo(say("register.months_recorded", n=len(months)))
    if read is not None and read.unread:
        click.echo(say("register.not_read", headings="; ".join(read.unread)))


def _draft(sheet: Path, draft: Path, register: NamedRegister) -> None:
    """Write a draft of the map of an accountant's file."""
    from hubflow.cli.file_writing import write_file
    from hubflow.cli.overwrite_guard import refuse_to_overwrite
    from hubflow.register.accounts.drafted_map import draft_account_map
    from hubflow.register.recording.editions import hub_language

    with register.reading() as journal:
        language = hub_language(journal, register.hub_in(journal))
    made = draft_account_map(sheet, language or "en").encode()
    refuse_to_overwrite({draft: made})
    write_file(draft, made)
    click.echo(say("register.map_drafted", draft=draft, sheet=sheet))


def _by_map(
    sheet: Path, map_path: Path, venture: str | None, month: str | None, register: NamedRegister
) -> None:
    """Record the months of an accountant's file."""
    from hubflow.register.accounts.account_map import load_account_map
    from hubflow.register.accounts.account_reading import months_by_map
    from hubflow.register.recording.editions import hub_language
    from hubflow.register.recording.ledger_sheet import month_of_option
    from hubflow.register.recording.money import ledger

    if venture is None:
        raise click.UsageError(say("register-problems.name_the_venture_an_accountant_file"))
    map = load_account_map(map_path)
    with register.writing() as journal:
        chosen = register.hub_in(journal, venture)
        months = months_by_map(sheet, map, venture, month_of_option(month) if month else None,
                               hub_language(journal, chosen))
        ledger(journal, chosen, months, on=register.day, by=register.recorder)
    click.echo(say("register.months_recorded", n=len(months)))


def _blank(venture: str, out: Path, register: NamedRegister) -> None:
    """Write the months of a venture to be filled in: to the second year's end of its trading."""
    from hubflow.cli.extras import needs
    from hubflow.cli.file_writing import write_file
    from hubflow.cli.overwrite_guard import refuse_to_overwrite
    from hubflow.engine.facts.trading_ledger import month_of
    from hubflow.model.input_problems import one_problem
    from hubflow.register.recording.editions import hub_language
    from hubflow.register.standing.dues import recorded_months, trading_since
    from hubflow.register.standing.standing_table import known_standing

    needs("sheets", "openpyxl")
    from hubflow.register.accounts.blank_ledger import blank_ledger, months_to_fill

    with register.reading() as journal:
        chosen = register.hub_in(journal, venture)
        standing = known_standing(journal, chosen, venture)
        language = hub_language(journal, chosen) or "en"
    start = trading_since(standing)
    if start is None:
        raise one_problem(venture, say("register-problems.the_business_has_not_begun_to"),
                          say("register-problems.say_in_its_dossier_when_trade"))
    first = month_of(start)
    months = months_to_fill(first, list(recorded_months(standing.entries)),
                            max(first + 23, month_of(register.day)))
    made = blank_ledger(months, standing.name, language)
    refuse_to_overwrite({out: made})
    write_file(out, made)
    click.echo(say("register.written", path=out))
