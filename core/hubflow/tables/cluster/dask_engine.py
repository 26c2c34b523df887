"""The engine on a Dask cluster: workers take parts, a few ahead; results come in order."""

from __future__ import annotations

import contextlib
import itertools
import secrets
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
from distributed import Future

from hubflow.model.input_problems import BadInput
from hubflow.reading.table_names import FORMATS
from hubflow.tables.cluster.dask_connection import Cluster, connect
from hubflow.tables.cluster.file_parts import FilePart, cut, rows_by_file
from hubflow.tables.cluster.fitness import unfit
from hubflow.tables.cluster.hub_code import HubCode, code_of
from hubflow.tables.cluster.packing import pack
from hubflow.tables.cluster.task_result import result_of
from hubflow.tables.cluster.worker import CrashedPlugin, RefusedInput, identity, run_step
from hubflow.tables.input.portfolio import Portfolio
from hubflow.tables.local_engine import GivenOf, PartStart
from hubflow.tables.output.result_shapes import ShapedResults
from hubflow.tables.output.table_writer import encoded, write_part_files
from hubflow.tables.part_work import PartOutcome, PartStep, Work

AHEAD = 2
"""For each thread of the workers so many parts are on their way: one in work, one that waits."""


@attrs.frozen(eq=False, repr=False)
class _Known:
    """A portfolio that the workers can work on: the rows of its files, the hub's code."""

    portfolio: Portfolio
    counts: Sequence[int]
    code: HubCode


class OnCluster:
    """Works on the parts of a portfolio by the workers of a cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._run = secrets.token_hex(8)
        self._number = itertools.count()
        self._shared: list[tuple[Any, Future[Any]]] = []
        self._counted: tuple[Portfolio, Sequence[int]] | None = None
        self._known: _Known | None = None

    def holds(self, portfolio: Portfolio, size: int | None) -> bool:  # noqa: ARG002
        """Return False: only a hook that asks for the whole table gathers the rows."""
        return False

    def rows(self, portfolio: Portfolio) -> int:
        """Return how many rows there are, counted once."""
        if self._counted is None or self._counted[0] is not portfolio:
            self._counted = portfolio, rows_by_file(portfolio)
        return sum(self._counted[1])

    def each(
        self, portfolio: Portfolio, work: Work, step: PartStep, given: GivenOf, *, first: bool,
        size: int | None,
    ) -> Iterator[tuple[PartStart, PartOutcome]]:
        """Yield the outcomes of the parts of all files; if a worker dies, another takes its part.

        Raises :class:`hubflow.model.input_problems.BadInput` where the cluster cannot do the work,
        and what else goes wrong with a part.
        """
        known = self._checked(portfolio, work)
        parts = cut(portfolio, known.counts, size, self._cluster.threads())
        waiting: deque[tuple[FilePart, Future[Any]]] = deque()

        def fill() -> None:
            free = AHEAD * max(1, self._cluster.threads()) - len(waiting)
            for part in itertools.islice(parts, max(0, free)):
                rows = given(part.place.before, part.rows)
                waiting.append((part, self._submitted(
                    run_step, self._share(known.code), self._share(work), part, step, rows, first)))

        try:
            fill()
            while waiting:
                part, future = waiting.popleft()
                outcome = self._outcome(future, known)
                future.release()
                fill()
                yield part.place, outcome
        finally:
            with contextlib.suppress(Exception):
                self._cluster.client.cancel([future for _, future in waiting], force=True)

    def write(self, out: Path, results: Iterator[Any], *, as_parts: bool) -> None:  # noqa: ARG002
        """Write a folder of the part files that the workers made."""
        # What came of all rows at once was not made by workers.
        format = FORMATS[out.suffix.lower()]
        write_part_files(out, (
            encoded(each.table(), format) if isinstance(each, ShapedResults) else each
            for each in results))

    def _checked(self, portfolio: Portfolio, work: Work) -> _Known:
        if self._known is None or self._known.portfolio is not portfolio:
            self.rows(portfolio)
            assert self._counted is not None
            self._known = _Known(portfolio, self._counted[1], code_of(work.hooks.hub))
            self._shared = []
            self._raise_unfit(self._known)
        return self._known

    def _raise_unfit(self, known: _Known) -> None:
        with self._cluster.answering():
            problems = unfit(self._cluster.client, known.code, known.portfolio.files)
        if problems:
            raise BadInput(problems)

    def _submitted(self, function: Any, *given: Any) -> Future[Any]:
        # tasks do not change anything, but names of their own keep Dask from looking for others
        return self._cluster.client.submit(
            function, *given, pure=False, key=f"hubflow-{self._run}-{next(self._number)}")

    def _share(self, what: Any) -> Future[Any]:
        """Send an object that all tasks need, once: as a task, so that it outlives a worker."""
        for shared, future in self._shared:
            if shared is what:
                return future
        future = self._submitted(identity, pack(what))
        self._shared.append((what, future))
        return future

    def _outcome(self, future: Future[Any], known: _Known) -> PartOutcome:
        try:
            result = result_of(future, self._cluster)
        except BadInput:
            raise
        except Exception:
            # perhaps a worker came later that is not fit
            self._raise_unfit(known)
            raise
        if isinstance(result, RefusedInput | CrashedPlugin):
            raise result.to_error()
        outcome: PartOutcome = result
        return outcome


@contextlib.contextmanager
def on_cluster(address: str = "", *, workers: int | None = None) -> Iterator[OnCluster]:
    """Yield an engine on a cluster, with the arguments of :func:`connect`."""
    with connect(address, workers=workers) as cluster:
        yield OnCluster(cluster)
