"""The hooks by which capabilities take part in the core's commands.

A capability answers them in a file ``*_capability.py`` of its package. They are asked of hubflow's
own packages alone, so they may change; what plugins can count on stands in
:mod:`hubflow.plugins.hookspecs`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import click

from hubflow.plugins.markers import hookspec

if TYPE_CHECKING:
    import polars as pl

    from hubflow.cli.capabilities.run_request import RunRequest
    from hubflow.engine.pipeline.case_source import CaseQuery, CaseSet, CaseSource
    from hubflow.engine.pipeline.prepare import Prepared
    from hubflow.plugins.manager import LoadedHub


@hookspec(firstresult=True)
def hubflow_open_cases(
    query: CaseQuery, hub: LoadedHub | None
) -> AbstractContextManager[CaseSource] | None:
    """Open what --register names as a source of cases; None where it is not yours.

    ``hub`` is the one whose code and templates are lent, if any.
    """


@hookspec(firstresult=True)
def hubflow_register_language(url: str, hub: str | None) -> str | None:
    """Return the language of a register's hub; of several hubs none, unless one is named.

    Raises :class:`BadInput` where there is no register.
    """


@hookspec
def hubflow_run_options() -> list[click.Option] | None:
    """Return options for `hubflow run`; their values stand in ``RunRequest.more``."""


@hookspec(firstresult=True)
def hubflow_run_inputs(request: RunRequest) -> bool | None:
    """Run inputs that are no dossiers and return True; None where they are not yours.

    Raises :class:`click.UsageError` where options of your own do not go with the others.
    """


@hookspec(firstresult=True)
def hubflow_write_results(
    request: RunRequest, found: CaseSet, prepared: Prepared, taken: pl.DataFrame
) -> bool | None:
    """Write the results of dossiers as what ``request.out`` names, and return True; None else."""


@hookspec(firstresult=True)
def hubflow_facts_template(format: str, hub: LoadedHub | None) -> bytes | None:
    """Return an empty table with a column a fact, those that the hub's method reads or all."""
