"""Work on blocks with all processors, with no more results in memory than there are threads."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from threadpoolctl import threadpool_limits

from hubflow.engine.processors import processors

T = TypeVar("T")
R = TypeVar("R")

_MOST = 8
"""More threads would need memory in proportion and wait for it."""


def in_threads(
    work: Callable[[T], R], parts: Iterable[T], threads: int | None = None
) -> Iterator[R]:
    """Yield the result of ``work`` for each of the parts, in their order.

    ``threads`` is how many work at a time; without it as many as there are processors.
    """
    each = iter(parts)
    begun = list(itertools.islice(each, 2))
    if len(begun) < 2:
        yield from map(work, begun)
        return
    count = threads or min(processors(), _MOST)
    waiting: deque[Future[R]] = deque()
    # Threads within each of these threads would only get in each other's way.
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(count) as pool:
        for part in itertools.chain(begun, each):
            waiting.append(pool.submit(work, part))
            if len(waiting) > count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
