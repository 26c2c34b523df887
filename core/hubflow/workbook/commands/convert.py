"""``hubflow convert``: Turn a dossier in a workbook into TOML."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from hubflow.cli.shared_options import author_option
from hubflow.text.spoken import say


@click.command(name="convert")
@click.argument("workbook", metavar="WORKBOOK",
                type=click.Path(path_type=Path, dir_okay=False))
@click.option("--out", "out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Write the dossier into FILE, where there is none yet. Without it "
                   "the dossier is printed.")
@author_option
def command(workbook: Path, out: Path | None, author: str | None) -> None:
    """Make TOML of a dossier in an Excel workbook.

    All that the workbook says is in it. Of one that was made for an applicant, or with --from, it
    is facts and answers alone; judgements, decisions and records of the office in it are named and
    left out. `hubflow new-dossier --format xlsx --from DOSSIER` goes
    the other way. Commands that take a dossier take a workbook as it is.
    """
    from hubflow.cli.extras import needs

    needs("sheets", "openpyxl", "tomli_w")
    from hubflow.plugins.importers import dossier_reader
    from hubflow.reading.dossiers.roles import (
        applicant_problems,
        as_an_applicants,
        is_applicants,
    )
    from hubflow.reading.dossiers.single_file import read_single_file
    from hubflow.reading.values.workbook_names import is_workbook
    from hubflow.workbook.questions.dossier_toml import dossier_toml

    if out is not None and is_workbook(out):
        raise click.UsageError(say("workbook.refused_toml_is_written", out=out))
    file = read_single_file(workbook, dossier_reader())
    data: Mapping[str, Any] = file.data
    if author is not None or is_applicants(file):
        for problem in applicant_problems(file):
            click.echo(f"Left out: {problem}", err=True)
        data = as_an_applicants(data)
    text = dossier_toml(data)
    if out is None:
        sys.stdout.write(text)
        return
    from hubflow.cli.file_writing import write_file
    from hubflow.cli.overwrite_guard import refuse_to_overwrite

    refuse_to_overwrite({out: text.encode()})
    write_file(out, text.encode())
    click.echo(say("office.written", out=out))
