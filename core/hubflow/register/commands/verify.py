"""``hubflow register verify``: Prove that nobody rewrote anything."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import as_json
from hubflow.register.commands.register_options import NamedRegister, register_options

if TYPE_CHECKING:
    from hubflow.register.storage.proof import Proof


def _digest(_: click.Context, __: click.Parameter, text: str | None) -> str | None:
    """Return a digest from the command line. Raise a usage error if it is incomplete."""
    if text is not None and not re.fullmatch(r"[0-9a-f]{64}", text := text.strip().lower()):
        raise click.BadParameter(f'"{text}" is no digest. One is 64 digits and letters from a to '
                                 "f; copy it whole.")
    return text


@click.command(name="verify")
@click.option("--expect", metavar="DIGEST", callback=_digest, help="A digest that was "
              "noted earlier: the chain must still hold it.")
@click.option("--archive", "archive", metavar="FILE", type=click.Path(path_type=Path),
              help="Prove an archive that `export` wrote, instead of a register.")
@register_options()
@as_json
def command(
    expect: str | None, archive: Path | None, register: NamedRegister, as_json: bool,
) -> None:
    """Prove that nobody has rewritten the register.

    Every digest of the journal is computed anew, and every standing that is derived from it. Ends
    with code 1 where something was changed. Note the digest that it prints outside the register:
    given back with --expect it shows that no entry was cut off since.
    """
    from hubflow.cli.progress import progress
    from hubflow.cli.to_json import print_json

    if archive is not None:
        proof = _of_archive(archive, expect)
    else:
        from hubflow.register.storage.proof import verify

        with register.reading() as journal, progress() as done:
            proof = verify(journal, expect, lambda count: done(f"Verifying: {count} entries"))
    if as_json:
        print_json(proof)
    else:
        from hubflow.cli.terminal_text import counted

        for finding in proof.findings:
            click.echo(finding)
        if proof.findings:
            click.echo(f"{counted(len(proof.findings), 'finding')} in "
                       f"{counted(proof.entries, 'entry')}. Put back a backup that verifies, and "
                       "find out who could write to the register.")
        else:
            click.echo(f"{counted(proof.entries, 'entry')}, nothing changed. Digest of the last: "
                       f"{proof.head}")
    if proof.findings:
        sys.exit(1)


def _of_archive(path: Path, expect: str | None) -> Proof:
    """Return the proof of an archive's own chain."""
    from hubflow.register.archives.archive_reading import prove, read_archive
    from hubflow.register.storage.proof import Proof

    archive = read_archive(path)
    digests = [digest for _, _, digest in archive.chain] or [
        str(row["digest"]) for row in archive.rows]
    findings = prove(archive)
    if expect is not None and expect not in digests:
        findings.append(f"no entry has the digest {expect}")
    return Proof(len(archive.rows), digests[-1] if digests else "", tuple(findings))
