"""Wait for a worker's task, and report what became of it."""

from __future__ import annotations

import time
from concurrent.futures import CancelledError
from typing import Any

from distributed import Future, KilledWorker

from hubflow.model.input_problems import one_problem
from hubflow.tables.cluster.dask_connection import Cluster
from hubflow.text.spoken import say

_LOOK = 2.0
PATIENCE = 60.0
"""Seconds without any worker after which one stops waiting for another."""


def result_of(future: Future[Any], cluster: Cluster) -> Any:
    """Return the result of a task, whichever worker did it.

    Raises :class:`hubflow.model.input_problems.BadInput` where the scheduler or all workers are
    gone, or a task ends every worker that takes it; and whatever the task itself raised.
    """
    alone_since: float | None = None
    while True:
        try:
            return future.result(timeout=_LOOK)
        except KilledWorker as error:
            raise one_problem(
                cluster.name, say("tables.given_up", why=_first_line(error)),
                say("tables.little_memory")) from None
        except CancelledError:
            raise cluster.gone() from None
        except (TimeoutError, OSError):
            if future.status == "error":
                raise
        if cluster.client.status != "running":
            raise cluster.gone()
        if cluster.threads():
            alone_since = None
            continue
        alone_since = alone_since or time.monotonic()
        if time.monotonic() - alone_since > PATIENCE:
            raise one_problem(cluster.name, say("tables.no_worker_left"), cluster.to_do)


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0]
