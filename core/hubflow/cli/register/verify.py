"""``hubflow register verify``."""

from __future__ import annotations

import json
import sys

import attrs
import click

from hubflow.cli.options import as_json
from hubflow.cli.register.options import opened, register_option


@click.command(name="verify")
@click.option("--expect", metavar="DIGEST", help="A digest that was noted earlier: the chain must "
              "still hold it.")
@register_option
@as_json
def command(expect: str | None, url: str, as_json: bool) -> None:
    """Prove that nobody rewrote anything.

    Every digest of the journal is computed anew, and every standing that is derived from it. Ends
    with code 1 where something was changed. Note the digest that it prints outside the register:
    given back with --expect it shows that no entry was cut off since.
    """
    from hubflow.cli.progress import progress

    register = opened(url)
    from hubflow.register.verify import verify

    with register.reading() as journal, progress() as done:
        proof = verify(journal, expect, lambda count: done(f"Verifying: {count} entries"))
    if as_json:
        sys.stdout.write(json.dumps(attrs.asdict(proof), ensure_ascii=False, indent=2) + "\n")
    else:
        for finding in proof.findings:
            click.echo(finding)
        if proof.findings:
            click.echo(f"{len(proof.findings)} findings in {proof.entries} entries. Put back a "
                       "backup that verifies, and find out who could write to the register.")
        else:
            click.echo(f"{proof.entries} entries, nothing changed. Digest of the last: "
                       f"{proof.head}")
    if proof.findings:
        sys.exit(1)
