"""Before anything is recorded for good: does it hold what a dossier never may of those served?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from hubflow.loading.dossiers import Inputs
    from hubflow.loading.toml_file import TomlFile
    from hubflow.model.methodology import Methodology

F = TypeVar("F", bound=Callable[..., Any])

_MODULES = ("faker", "phonenumbers", "stdnum")


def accept_option(function: F) -> F:
    """``--accept REASON``."""
    return click.option(
        "--accept", "accept", metavar="REASON", default="",
        help="Record it although signs of people who are served were seen, and why that is right. "
             "The reason is recorded.")(function)


def check_people(
    files: Iterable[TomlFile], sheets: Iterable[Path], methodology: Methodology | None, accept: str
) -> Mapping[str, str]:
    """The reason for each file with signs that were accepted; ends with 1 where they were not.

    A register keeps what it was told, so this comes before. A reason beside the line in the file
    accepts a sign, as for `hubflow check --privacy`.
    """
    if any(find_spec(module) is None for module in _MODULES):
        click.echo("Not looked through for signs of people who are served. Install what that "
                   "needs: pip install 'hubflow[privacy]'", err=True)
        return {}
    from hubflow.privacy.check import Rules, rules_of
    from hubflow.privacy.files import look_at

    looked = look_at(files, sheets, rules_of(methodology) if methodology else Rules())
    if not looked.findings:
        return {}
    for finding in looked.findings:
        click.echo(str(finding), err=True)
    found = f"{len(looked.findings)} sign{'' if len(looked.findings) == 1 else 's'}"
    if not accept.strip():
        click.echo(
            f"{found} of people who are served; nothing was recorded, for a register keeps what it "
            "is told. Leave them out; or say why they are right: beside the line in TOML "
            f"(# {looked.findings[0].id}: the reason), or of all with --accept REASON.", err=True)
        raise click.exceptions.Exit(1)
    click.echo(f"{found} accepted: {accept}", err=True)
    return {finding.file: f"{accept} ({', '.join(sorted(ids))})"
            for finding in looked.findings
            for ids in [{f.id for f in looked.findings if f.file == finding.file}]}


def files_of(inputs: Inputs) -> list[TomlFile]:
    """The dossiers and challenges that inputs bring, each once."""
    files = [file for entry in inputs.entries for file in (entry.file, entry.challenge_file)
             if file is not None]
    return list({file.name: file for file in files}.values())
