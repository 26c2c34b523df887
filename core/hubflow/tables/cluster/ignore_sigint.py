"""Loaded by worker processes of this machine: a Ctrl-C is for the process that started them.

It ends them in good order; they would each tell of it by a traceback.
"""

from __future__ import annotations

import signal
from typing import Any


def dask_setup(_: Any) -> None:
    """What Dask calls when a worker starts."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
