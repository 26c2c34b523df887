"""``hubflow cache``: what is kept of dossiers between runs."""

from __future__ import annotations

import json

import click

from hubflow.cli.shared_options import as_json
from hubflow.model.input_problems import one_problem


@click.command(name="cache")
@click.option("--clear", is_flag=True, help="Remove all that is kept.")
@as_json
def command(clear: bool, as_json: bool) -> None:
    """Tell what is kept of dossiers between runs, and remove it.

    Where a run reads many dossiers, hubflow keeps what they say, so that the next run reads only
    what has changed. It is kept for you alone, for at most 30 days, and no longer than the next
    run over a folder that a dossier has gone from. The environment variable HUBFLOW_CACHE names
    another folder, or turns it off with the word off.
    """
    from hubflow.reading.dossiers.cache import DAYS, Cache

    cache = Cache.of_user()
    if cache is not None and clear:
        try:
            cache.clear()
        except OSError as error:
            raise one_problem(str(cache.folder), f"cannot be cleared: {error.strerror}",
                              "Remove it yourself.") from None
    files = [] if cache is None else cache.files()
    size = sum(path.stat().st_size for path in files)
    if as_json:
        click.echo(json.dumps({
            "folder": None if cache is None else str(cache.folder), "days": DAYS,
            "files": [str(path) for path in files], "bytes": size}, indent=2))
    elif cache is None:
        click.echo("Nothing is kept between runs: HUBFLOW_CACHE says so.")
    elif not files:
        click.echo(f"Nothing is kept in {cache.folder}.")
    else:
        click.echo(f"{size / 1e6:.1f} MB of what dossiers say are kept in {cache.folder}, "
                   f"for at most {DAYS} days. Remove them with hubflow cache --clear.")
