"""``hubflow register money``: What was asked for, awarded, paid, and is still to come."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import as_json
from hubflow.register.office.register_options import NamedRegister, register_options
from hubflow.text.spoken import say, spoken_language

if TYPE_CHECKING:
    from hubflow.documents.figures.award_money import AwardMoney, GroupBy

_BY = ("venture", "funder", "instrument", "year")


@click.command(name="money")
@click.argument("ventures", nargs=-1)
@click.option("--call", "call", metavar="ID", help="The ventures of a call alone.")
@click.option("--by", "by", type=click.Choice(_BY), default="venture", show_default=True,
              help="What the sums are made by.")
@click.option("--out", "out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="A table of every award: .xlsx, with sums and charts, or .csv.")
@register_options("hub")
@as_json
def command(
    ventures: tuple[str, ...], call: str | None, by: GroupBy, out: Path | None,
    register: NamedRegister, as_json: bool,
) -> None:
    """Show the money of ventures: asked for, awarded, paid, and outstanding.

    Awards of funders and grants of the hub. Each currency is added up for itself.
    """
    from hubflow.cli.terminal_text import width
    from hubflow.cli.to_json import as_data, print_json
    from hubflow.documents.figures.award_money import money_lines, money_sums, totals
    from hubflow.register.money.money_page import money_page
    from hubflow.register.recording.editions import hub_currency
    from hubflow.register.standing.rebuild import all_dossiers
    from hubflow.register.standing.standing_table import closed_ids, ids_of, known_standing

    with register.reading() as journal:
        hub = register.hub_in(journal, ventures[0] if ventures else None)
        for venture in ventures:
            known_standing(journal, hub, venture)
        chosen = ventures or ids_of(journal, hub, call=call)
        inputs = all_dossiers(journal, hub, chosen)
        language = spoken_language()
        currency, ended = hub_currency(journal, hub), closed_ids(journal, hub)
    lines = money_lines((entry.dossier for entry in inputs.entries), currency, ended)
    if out is not None:
        _write(out, lines, language)
    elif as_json:
        print_json({"lines": [{**as_data(line), "outstanding": line.outstanding,
                               "lapsed": line.lapsed} for line in lines],
                    "sums": money_sums(lines, by), "totals": totals(lines)})
    else:
        click.echo(money_page(lines, by, language, width()), nl=False)


def _write(out: Path, lines: Sequence[AwardMoney], language: str) -> None:
    from hubflow.cli.extras import needs
    from hubflow.cli.file_writing import write_file
    from hubflow.cli.overwrite_guard import refuse_to_overwrite

    ending = out.suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise click.UsageError(say("register-problems.the_ending_of_the_name_says", out=out))
    if ending == ".xlsx":
        needs("sheets", "openpyxl")
        from hubflow.register.money.money_workbook import money_workbook

        made = money_workbook(lines, language)
    else:
        from hubflow.reading.values.csv_output import csv_bytes
        from hubflow.register.money.money_page import csv_rows

        made = csv_bytes(csv_rows(lines, language), for_spreadsheets=True)
    refuse_to_overwrite({out: made})
    write_file(out, made)
    click.echo(say("register.written", path=out))
