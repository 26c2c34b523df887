"""Limit how often somebody may try to sign in without success."""

from __future__ import annotations

import threading
import time
from collections import deque

MOST = 20
"""Attempts without success from one place, within :data:`WITHIN`, before it must wait."""

WITHIN = 300.0
"""Seconds for which an attempt is remembered."""

_PLACES = 10_000
"""Places that are remembered at most; the ones longest ago are forgotten first."""


class Attempts:
    """The latest attempts without success, by the place that they came from."""

    def __init__(self) -> None:
        self._failed: dict[str, deque[float]] = {}
        self._turn = threading.Lock()

    def wait(self, place: str) -> int:
        """Return how many seconds a place has to wait before it may try again; 0 for none."""
        with self._turn:
            failed = self._recent(place)
            return 0 if len(failed) < MOST else max(1, round(failed[0] + WITHIN - time.monotonic()))

    def failed(self, place: str) -> None:
        """Note an attempt without success."""
        with self._turn:
            failed = self._recent(place)
            failed.append(time.monotonic())
            self._failed.pop(place, None)
            self._failed[place] = failed
            if len(self._failed) > _PLACES:
                self._failed.pop(next(iter(self._failed)))

    def _recent(self, place: str) -> deque[float]:
        failed = self._failed.get(place, deque(maxlen=MOST))
        while failed and failed[0] < time.monotonic() - WITHIN:
            failed.popleft()
        return failed
