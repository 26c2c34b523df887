"""``hubflow register verify``: Prove that nobody rewrote anything, and since when that is shown."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import as_json
from hubflow.register.office.register_options import NamedRegister, register_options
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.register.anchoring.register_anchors import HeldAgainst
    from hubflow.register.storage.proof import Proof


def _digest(_: click.Context, __: click.Parameter, text: str | None) -> str | None:
    """Return a digest from the command line. Raise a usage error if it is incomplete."""
    if text is not None and not re.fullmatch(r"[0-9a-f]{64}|[0-9a-f]{16}",
                                             text := text.strip().lower()):
        raise click.BadParameter(say("register-problems.is_no_digest_one_is_digits", text=text))
    return text


@click.command(name="verify")
@click.option("--expect", metavar="DIGEST", callback=_digest, help="A digest that was "
              "noted earlier, or stands on a letter or list: the chain must still hold it.")
@click.option("--anchor", "files", multiple=True, metavar="FILE",
              type=click.Path(path_type=Path, dir_okay=False), help="A file with a line that "
              "`anchor` wrote, kept elsewhere: the register must still agree with it. Stamps "
              "beside it are read, too. May be given several times.")
@click.option("--archive", "archive", metavar="FILE", type=click.Path(path_type=Path),
              help="Prove an archive that `export` wrote, instead of a register.")
@register_options()
@as_json
def command(
    expect: str | None, files: tuple[Path, ...], archive: Path | None, register: NamedRegister,
    as_json: bool,
) -> None:
    """Prove that nobody has rewritten the register.

    Every digest of the journal is computed anew, and every standing that is derived from it. Ends
    with code 1 where something was changed. Whoever can write to the database can compute digests
    as well: it takes an anchor to show that they did not, so it is said what is anchored, and
    since when.
    """
    from hubflow.cli.progress import progress
    from hubflow.cli.to_json import print_json
    from hubflow.register.anchoring.register_anchors import anchors_in

    anchors = [anchor for file in files for anchor in anchors_in(file)]
    if archive is not None:
        from hubflow.register.archives.archive_reading import archive_proof, read_archive

        proof = archive_proof(read_archive(archive), expect, anchors)
    else:
        from hubflow.register.storage.proof import verify

        with register.reading() as journal, progress() as done:
            proof = verify(journal, expect, lambda count: done(say("register.verifying", n=count)),
                           anchors)
    if as_json:
        print_json(proof)
    else:
        entries = say("register.n_entries", n=proof.entries)
        for finding in proof.findings:
            click.echo(finding)
        if proof.findings:
            click.echo(say("register.findings", n=len(proof.findings), entries=entries))
        else:
            click.echo(say("register.verified", entries=entries, head=proof.head))
        for line in _anchored(proof):
            click.echo(line)
    if proof.findings:
        sys.exit(1)


def _anchored(proof: Proof) -> Iterator[str]:
    """Yield what the register was held against, and what is not anchored."""
    from hubflow.cli.terminal_text import one_line

    for anchor in proof.anchors:
        since = say("register.anchored_since", day=anchor.since) if anchor.since else ""
        holder = say("register.held_by", holder=anchor.holder) if anchor.holder else ""
        yield one_line(say("register.anchored_line", entry=anchor.entry, digest=anchor.digest,
                           since=since, by=anchor.by, holder=holder))
        yield from (f"  {_checked(kind, anchor)}" for kind in dict.fromkeys(anchor.answers))
    if proof.findings:
        return
    if not proof.anchors:
        yield say("register.not_anchored")
    elif all(anchor.inside for anchor in proof.anchors):
        yield say("register.anchored_inside")
    last = max((anchor.entry for anchor in proof.anchors), default=0)
    if proof.anchors and proof.last > last:
        yield say("register.not_anchored_after", last=last, end=proof.last)


def _checked(kind: str, anchor: HeldAgainst) -> str:
    """Return what was checked of an answer, and how the rest can be."""
    return say(f"register.checked_{kind}", line="LINE" if anchor.inside else anchor.by)
