"""``hubflow grants import``: Make dossiers of the grants in a 360Giving package."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import OutFolder, as_json
from hubflow.model.characters import visible
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.grants.grant_dossiers import ImportedDossiers, Per
    from hubflow.reading.values.conventions import Manner

CHANGES, LEFT_OUT = "changes.csv", "left-out.csv"
SHOWN = 20
"""So many faults are shown; the file lists all of them."""


@click.command(name="import")
@click.argument("package", metavar="PACKAGE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--out", "out", required=True, metavar="DIR", type=OutFolder(),
              help="The folder to write the dossiers into.")
@click.option("--per", type=click.Choice(["recipient", "grant"]), default="recipient",
              show_default=True, help="A dossier for each recipient with all its awards, or one "
              "for each grant.")
@click.option("--dates", type=click.Choice(["day-first", "month-first"]),
              help="How dates such as 03/04/2024 are written, where the file does not show it.")
@click.option("--decimal", type=click.Choice(["point", "comma"]),
              help="The mark before decimals, where the file does not show it.")
@click.option("--sheet", help="The sheet of a workbook; without it `grants`, else the first that "
              "shows.")
@as_json
def command(
    package: Path, out: Path, per: Per, dates: str | None, decimal: str | None,
    sheet: str | None, as_json: bool,
) -> None:
    """Make dossiers of the grants in a 360Giving package (.json) or sheet (.csv, .xlsx).

    They hold what a grant says, and lack the rest; `hubflow inputs` tells what. Dates, yes and no,
    numbers, codes and identifiers are made plain. Every change, and all that a dossier has no place
    for, is listed in changes.csv beside them. What may mean two things is an error: nothing is
    written. A grant that is faulty otherwise is left out and listed in left-out.csv; the others
    come in, and the exit code is 1.
    """
    from hubflow.cli.extras import needs
    from hubflow.cli.file_writing import write_whole
    from hubflow.cli.overwrite_guard import refuse_to_overwrite
    from hubflow.grants.grant_dossiers import dossiers_of
    from hubflow.grants.package import as_data, changes_csv, faults_csv
    from hubflow.grants.published_grants import read_package

    needs("sheets", "tomli_w")
    from hubflow.workbook.questions.dossier_toml import dossier_toml

    days: dict[str | None, Manner] = {"day-first": "day first", "month-first": "month first"}
    marks: dict[str | None, Manner] = {"point": "decimal point", "comma": "decimal comma"}
    made = dossiers_of(read_package(package, sheet=sheet), out, per=per, dates=days.get(dates),
                       decimal=marks.get(decimal))
    files = {f"{dossier.data['id']}.toml": dossier_toml(dossier.data).encode()
             for dossier in made.dossiers}
    files[CHANGES] = changes_csv(made.changes)
    if made.faults:
        files[LEFT_OUT] = faults_csv(made.faults)
    refuse_to_overwrite({out / name: content for name, content in files.items()})
    write_whole(out, files, private=True)
    if as_json:
        json.dump({"dossiers": [str(dossier.data["id"]) for dossier in made.dossiers],
                   "grants": made.grants, "left_out": made.left_out,
                   "changes": [as_data(each) for each in made.changes]},
                  sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        _show(made, out)
    if made.faults:
        for fault in made.faults[:SHOWN]:
            click.echo(str(fault), err=True)
        click.echo(say("grants.grants_left_out", n=made.left_out, listed=out / LEFT_OUT),
                   err=True)
        sys.exit(1)


def _show(made: ImportedDossiers, out: Path) -> None:
    from hubflow.grants.normal_form import grant_changes

    click.echo(say("grants.dossiers_written", out=out, changes=CHANGES,
                   dossiers=say("grants.dossiers_count", n=len(made.dossiers)),
                   grants=say("grants.grants_count", n=made.grants)))
    for title, changes in (
        ("changed", [change for change in made.changes if change.after is not None]),
        ("not_carried", [change for change in made.changes if change.after is None]),
    ):
        if changes:
            click.echo("\n" + say(f"grants.values_{title}", n=len(changes)))
        for (field, why), alike in grant_changes(changes).items():
            times = say("grants.times", n=len(alike)) if len(alike) > 1 else ""
            click.echo(f"  {visible(field or say('grants.the_grant'))}{times}: {why}")
            before, after = alike[0].before, alike[0].after
            if after is not None and after != before:
                click.echo("    " + say("grants.such_as", before=_short(before),
                                        after=_short(after)))
    click.echo("\n" + say("grants.look_through", out=out))


def _short(text: str) -> str:
    text = visible(text)
    return text if len(text) <= 60 else f"{text[:59]}…"
