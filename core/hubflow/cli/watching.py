"""Checking again whenever a file is saved."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hubflow.cli.extras import needs


def watch_hub(spec: str, against: str | None, seconds: float) -> None:
    """Check a hub, and again on each change in its folder, till Ctrl-C.

    Raises :class:`BadInput` where there is no such hub, or watchfiles is not installed.
    """
    needs("watch", "watchfiles")
    from watchfiles import watch

    folders = [_folder(named) for named in (spec, against) if named is not None]
    try:
        _check(spec, against, seconds)
        for _ in watch(*folders, raise_interrupt=False):
            _check(spec, against, seconds)
    except KeyboardInterrupt:
        pass
    click.echo("")


def _folder(spec: str) -> Path:
    from hubflow.testing.target import target_of

    path = Path(spec)
    return path if path.exists() else target_of(spec).methodology.parent


def _check(spec: str, against: str | None, seconds: float) -> None:
    from hubflow.cli.progress import progress
    from hubflow.cli.show_check import report_lines
    from hubflow.testing.check import check_hub

    with progress() as tell:
        report = check_hub(spec, against=against, seconds=seconds, tell=tell)
    if sys.stdout.isatty():
        click.clear()
    click.echo("\n".join(report_lines(report)))
    click.echo("Watching for changes; Ctrl-C ends it.")
