"""``hubflow grants export``: Write the awards in dossiers or a register as 360Giving."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from hubflow.cli.case_options import CaseArguments, CaseCommand, case_options, named_hub
from hubflow.cli.shared_options import plugin_option
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.grants.grant_export import ExportedGrants
    from hubflow.model.methodology import Publisher
    from hubflow.plugins.manager import LoadedHub

ENDINGS = (".json", ".csv", ".xlsx")
SHOWN = 20
"""So many faults are shown where a file lists all of them."""


class OrganisationId(click.ParamType[tuple[str, str]]):
    """An organisation's identifier, written as ``NAME=ORG-ID``."""

    name = "NAME=ORG-ID"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Return name and identifier. Raise a usage error if the text has another form."""
        from hubflow.model.values import OrgId
        from hubflow.reading.records.legal import RefusedError, legal

        name, _, id = str(value).rpartition("=")
        try:
            legal(get_args(OrgId)[1], id.strip())
        except RefusedError as refused:
            self.fail(f"{value!r}: {refused}. {refused.to_do}".rstrip(), param, ctx)
        if not name.strip():
            self.fail(say("grants.no_organisation", value=value), param, ctx)
        return name.strip(), id.strip()


class Prefix(click.ParamType[str]):
    """A publisher's prefix."""

    name = "360G-…"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the prefix. Raise a usage error if the text has another form."""
        from hubflow.model.values import GrantPrefix
        from hubflow.reading.records.legal import RefusedError, legal

        try:
            return str(legal(get_args(GrantPrefix)[1], value))
        except RefusedError as refused:
            self.fail(f"{refused}. {refused.to_do}".rstrip(), param, ctx)


@click.command(name="export", cls=CaseCommand)
@case_options("DOSSIER|FOLDER")
@plugin_option
@click.option("--out", "outs", multiple=True, metavar="FILE",
              type=click.Path(path_type=Path, dir_okay=False),
              help="Where to: FILE.json for a package, FILE.csv or FILE.xlsx for a sheet with a "
                   "row a grant. May be given several times. Without it the package is printed.")
@click.option("--prefix", type=Prefix(), help="The publisher's prefix, which identifiers begin "
              "with. Without it that of the hub's [publisher].")
@click.option("--funder", "funders", multiple=True, metavar="NAME",
              help="Only what this funder awarded. May be given several times.")
@click.option("--identifier", "identifiers", multiple=True, type=OrganisationId(),
              help="The org-id identifier of an organisation whose dossiers do not say it. May be "
                   "given several times.")
def command(
    cases: CaseArguments,
    plugin: str | None,
    outs: tuple[Path, ...],
    prefix: str | None,
    funders: tuple[str, ...],
    identifiers: tuple[tuple[str, str], ...],
) -> None:
    """Write the awards in dossiers as 360Giving.

    An award that does not say what the standard requires is left out, and told with its place in
    the dossier; a list of these is written beside FILE, and the exit code is 1. The hub's
    [publisher] may say what is the same for all: the publisher's prefix, and identifiers of
    organisations by their names.
    """
    cases.check()
    for out in outs:
        if out.suffix not in ENDINGS:
            raise click.UsageError(say("office.name_must_end_in", path=out,
                                       endings=", ".join(ENDINGS)))
    from hubflow.cli.extras import needs
    from hubflow.cli.file_writing import write_files
    from hubflow.grants.grant_export import ExportDefaults, grants_of
    from hubflow.grants.package import encode_grants, faults_csv
    from hubflow.model.input_problems import one_problem

    if any(out.suffix == ".xlsx" for out in outs):
        needs("sheets", "openpyxl")
    loaded = named_hub(plugin)
    publisher = _publisher(loaded)
    known = {**(_of_publisher(publisher)), **dict(identifiers)}
    supplied = ExportDefaults(prefix or (publisher.prefix if publisher else None), known)
    with cases.source(loaded) as source:
        exported = grants_of(source.entries(), supplied, funders)
    if not exported.grants:
        none = (say("grants.no_award_of", funders=", ".join(funders)) if funders
                else say("grants.no_award"))
        raise one_problem(source.name, none, say("grants.awards_stand_under"))
    files = {out: encode_grants(out.suffix, exported.grants, publisher)
             for out in outs or (Path("-.json"),)}
    if not outs:
        sys.stdout.buffer.write(files[Path("-.json")])
        sys.stdout.flush()
        _tell_faults(exported, None)
        return
    count = len(exported.grants)
    beside = outs[0].with_name(f"{outs[0].stem}-left-out.csv")
    if exported.faults:
        files[beside] = faults_csv(exported.faults)
    write_files(files)
    for out in outs:
        click.echo(say("grants.grants_written", out=out, n=count))
    if exported.made_ids:
        click.echo(say("grants.made_ids", ids=", ".join(exported.made_ids)))
    _tell_faults(exported, beside)


def _tell_faults(exported: ExportedGrants, listed: Path | None) -> None:
    """Tell the awards that were left out, and end with 1 if there are any."""
    if not exported.faults:
        return
    for fault in exported.faults[:None if listed is None else SHOWN]:
        click.echo(str(fault), err=True)
    n = exported.left_out
    click.echo(say("grants.awards_left_out_see", n=n, listed=listed) if listed
               else say("grants.awards_left_out", n=n), err=True)
    sys.exit(1)


def _publisher(hub: LoadedHub | None) -> Publisher | None:
    """Return what the hub's methodology says about publishing."""
    if hub is None:
        return None
    from hubflow.engine.method.prepared_method import compiled_method

    return compiled_method(hub).methodology.publisher


def _of_publisher(publisher: Publisher | None) -> dict[str, str]:
    if publisher is None:
        return {}
    own = {publisher.name: publisher.identifier} if publisher.identifier else {}
    return {**publisher.identifiers, **own}
