"""A preload for worker processes on this machine: only the process that started them gets Ctrl-C.

It ends them in good order; they would each tell of it by a traceback.
"""

from __future__ import annotations

import signal
from typing import Any


def dask_setup(_: Any) -> None:
    """Ignore Ctrl-C; Dask calls this function when a worker starts."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
