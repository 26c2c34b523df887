"""``hubflow grants``: Publish awards as 360Giving, and make dossiers of what funders publish."""

from __future__ import annotations

import click

from hubflow.cli.lazy import CommandFolder


@click.group(cls=CommandFolder, package=__name__,
             context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Publish awards as 360Giving, and read what funders publish.

    The 360Giving Data Standard is the form in which funders in the United Kingdom publish whom they
    gave how much, when and for what: as a package in JSON, or as a sheet with a row a grant.
    """
