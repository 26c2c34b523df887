"""Check again whenever a file is saved."""

from __future__ import annotations

import contextlib
import shutil
import sys
from pathlib import Path

import click

from hubflow.cli.extras import needs
from hubflow.text.spoken import say

_TICK = 200
"""It looks for changes so often, in milliseconds."""


def watch_hub(spec: str, against: str | None, seconds: float) -> None:
    """Check a hub, and again after each change in its folder, until Ctrl-C.

    Raises :class:`BadInput` where there is no such hub, or watchfiles is not installed.
    """
    needs("author", "watchfiles")
    from watchfiles import watch

    folders = [_folder(named) for named in (spec, against) if named is not None]
    # it watches before the first check, so that nothing saved meanwhile is missed
    changes = watch(*folders, raise_interrupt=False, rust_timeout=_TICK, yield_on_timeout=True)
    with contextlib.suppress(KeyboardInterrupt):
        for number, changed in enumerate(changes):
            if changed or number == 0:
                _check(spec, against, seconds)
    click.echo("")


def _folder(spec: str) -> Path:
    from hubflow.plugins.target import is_path, target_of

    path = Path(spec)
    return path if is_path(spec) and path.exists() else target_of(spec).methodology.parent


def _check(spec: str, against: str | None, seconds: float) -> None:
    from hubflow.cli.progress import progress
    from hubflow.kit.checking.plugin_check import check_hub
    from hubflow.kit.show_check import report_lines

    with progress() as tell:
        report = check_hub(spec, against=against, seconds=seconds, tell=tell)
    lines = list(report_lines(report))
    if sys.stdout.isatty():
        click.clear()
        room = max(shutil.get_terminal_size().lines - 3, 3)
        if len(lines) > room:
            # the first problem stays on top; the summary is the last line
            lines = [*lines[:room - 2], say("kit.lines_more", n=len(lines) - room + 1), lines[-1]]
    click.echo("\n".join(lines))
    click.echo(say("kit.watching"))
