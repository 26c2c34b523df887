"""``--engine``: the machine or cluster that works on the rows of tables."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from hubflow.cli.extras import needs
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.tables.local_engine import Engine

LOCAL = "local"
_DASK = r"dask(?:://(?P<address>[^/:\s]+:\d+|\[[0-9a-fA-F:]+\]:\d+))?/?"


class EngineOption(click.ParamType[str]):
    """An engine written as ``local``, ``dask``, or ``dask://`` with a scheduler's address."""

    name = "ENGINE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the text. Raise a usage error if it names no engine."""
        if value != LOCAL and not re.fullmatch(_DASK, str(value)):
            self.fail(say("tables.no_engine", value=repr(value)), param, ctx)
        return str(value)


@contextlib.contextmanager
def engine_of(name: str) -> Iterator[Engine]:
    """Yield the engine, ready until the block ends.

    Raises :class:`hubflow.model.input_problems.BadInput` where it is not there.
    """
    if name == LOCAL:
        from hubflow.tables.local_engine import Local

        yield Local()
        return
    needs("dask", "distributed")
    from hubflow.tables.cluster.dask_engine import on_cluster

    found = re.fullmatch(_DASK, name)
    with on_cluster((found and found["address"]) or "") as engine:
        yield engine
