"""``hubflow repeats``: Point at ventures that may be of one applicant."""

from __future__ import annotations

from pathlib import Path

import click

from hubflow.cli.case_options import CaseCommand, note_register
from hubflow.cli.shared_options import as_json
from hubflow.text.spoken import say


@click.command(name="repeats", cls=CaseCommand)
@click.argument("paths", metavar="PATHS…", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--register", "register", metavar="[URL]", callback=note_register,
              help="Compare with all ventures of a register, too; without PATHS those of the "
                   "register with each other. Without URL what HUBFLOW_REGISTER says, else hub.db "
                   "of this folder.")
@click.option("--hub", "hub", metavar="ID", help="With --register: whose ventures. Without it "
              "what HUBFLOW_HUB says, else the register's one hub.")
@as_json
def command(
    paths: tuple[Path, ...], register: str | None, hub: str | None, as_json: bool
) -> None:
    """Point at ventures that may be of one applicant under another name.

    It compares names, the organisation's number and name, the leader, the address of the web page,
    and how alike the texts are. It decides nothing and changes nothing: a person looks at each.
    """
    from hubflow.repeats.known_ventures import of_files, of_register, told
    from hubflow.repeats.likeness import repeated_applicants

    if not paths and register is None:
        raise click.UsageError(say("office.give_dossiers_or_register"))
    given = of_files(paths)
    known = of_register(register, hub) if register is not None else []
    pairs = repeated_applicants(
        [*given, *known], frozenset(each.id for each in given) if given else None)
    if as_json:
        from hubflow.cli.to_json import print_json

        print_json([{"first": pair.first.id, "second": pair.second.id,
                     "signs": [{"kind": sign.kind, "value": sign.value} for sign in pair.signs]}
                    for pair in pairs])
        return
    for pair in pairs:
        for line in told(pair):
            click.echo(line)
    told_of = {"n": len(pairs), "of": len(given) + len(known)}
    click.echo(say("office.pairs_found", **told_of) if pairs
               else say("office.no_pairs_found", **told_of))
