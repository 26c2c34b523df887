"""How many files are read. What it takes is imported only where there are many."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from hubflow.reading.dossiers.sound_file import SoundFile


@attrs.frozen
class Bulk:
    """By how many processes many files are read at most, and with which cache.

    More than one process is started only by a program whose main module can be imported without
    running anything, as :mod:`multiprocessing` asks for. ``cached`` says whether what is read is
    kept for the next run; ``folder`` is where, the user's own cache folder without it (see
    :mod:`hubflow.reading.dossiers.cache`).
    """

    workers: int = 1
    cached: bool = False
    folder: Path | None = None

    def sound(self, files: Mapping[str, Path]) -> dict[str, SoundFile]:
        """Those of the files in which nothing is wrong by themselves, by their true paths.

        ``files`` has for each true path the path by which messages call it. The result is the
        same whatever the number of processes and whatever the cache knows.
        """
        from hubflow.reading.dossiers.cache import Cache
        from hubflow.reading.dossiers.parallel import read_many

        cache = None
        if self.cached:
            cache = Cache(self.folder) if self.folder is not None else Cache.of_user()
        return read_many(files, self.workers, cache)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
