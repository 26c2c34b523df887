"""Connect to a Dask cluster: one at an address, or processes started on this machine."""

from __future__ import annotations

import contextlib
import logging
import tempfile
from collections.abc import Iterator
from concurrent.futures import CancelledError

import attrs
import dask
from distributed import Client, LocalCluster

from hubflow.engine.processors import processors
from hubflow.model.input_problems import BadInput, one_problem
from hubflow.tables.cluster import ignore_sigint as undisturbed
from hubflow.text.spoken import say

SECONDS = 5
"""So long one waits for a scheduler to answer, and for its first worker."""

_CONFIG = {
    # parts travel with what they must know of the whole, which Dask takes for a mistake
    "distributed.admin.large-graph-warning-threshold": "1GB",
    "distributed.comm.timeouts.connect": f"{SECONDS}s",
}


@attrs.frozen(eq=False, repr=False)
class Cluster:
    """A cluster that answers; ``name`` is the user's name for it, ``to_do`` how to restore it."""

    client: Client
    name: str
    to_do: str

    def threads(self) -> int:
        """Return how many tasks the workers can do at once; 0 if no worker is left."""
        with self.answering():
            return sum(self.client.nthreads().values())

    @contextlib.contextmanager
    def answering(self) -> Iterator[None]:
        """Run requests to the scheduler. Raise :class:`BadInput` if it does not answer."""
        try:
            yield
        except (CancelledError, OSError):
            raise self.gone() from None

    def gone(self) -> BadInput:
        """Return the error that the scheduler no longer answers."""
        return one_problem(self.name, say("tables.scheduler_gone"),
                           say("tables.nothing_written", to_do=self.to_do))


@contextlib.contextmanager
def connect(address: str = "", *, workers: int | None = None) -> Iterator[Cluster]:
    """Yield the cluster of a scheduler's ``address`` such as ``host:8786``.

    Without one as many ``workers`` are started here, one a processor if that is not said, and
    ended with it. Raises :class:`hubflow.model.input_problems.BadInput` where nobody answers.
    """
    with dask.config.set(_CONFIG), _quiet():
        if not address:
            with _here(workers or processors()) as client:
                yield Cluster(client, "dask", say("tables.run_once_more"))
            return
        name = f"dask://{address}"
        try:
            client = Client(f"tcp://{address}", timeout=SECONDS, set_as_default=False)
        except (OSError, ValueError):
            raise one_problem(name, say("tables.no_scheduler"),
                              say("tables.start_scheduler")) from None
        try:
            _first_worker(client, name)
            yield Cluster(client, name, say("tables.start_scheduler"))
        finally:
            _close(client)


def _close(client: Client) -> None:
    """Disconnect, without waiting for a scheduler that is gone."""
    with contextlib.suppress(Exception):
        client.close(timeout=2)


def _first_worker(client: Client, name: str) -> None:
    try:
        client.wait_for_workers(1, timeout=SECONDS)
    except TimeoutError:
        raise one_problem(name, say("tables.no_workers"), say("tables.start_scheduler")) from None


@contextlib.contextmanager
def _here(workers: int) -> Iterator[Client]:
    # a processor each: Polars' own threads would only get into each other's way
    with (
        tempfile.TemporaryDirectory(prefix="hubflow-dask-") as folder,
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True,
            dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL, memory_limit=0,
            local_directory=folder, preload=[undisturbed.__name__], env={"POLARS_MAX_THREADS": "1"},
        ) as cluster,
        Client(cluster, set_as_default=False, direct_to_workers=True) as client,
    ):
        yield client


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Silence Dask's own log: hubflow reports what goes wrong."""
    # Dask's client has a level of its own, whatever that of Dask's other loggers
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
