"""Many dossier files at once: from the cache what is unchanged, the others by several processes.

Only files in which nothing is wrong are read here. The others are left to be read one by one, so
that every problem is told by one code path, in one order.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from hubflow.model.input_problems import BadInput
from hubflow.reading.dossiers.cache import Cache, KnownFile, Stamp
from hubflow.reading.dossiers.calls import CALL_FILE
from hubflow.reading.dossiers.codec import NotReadableError, decoded, encoded
from hubflow.reading.dossiers.sound_file import DossierReading, SoundFile, reading_of
from hubflow.reading.toml.source import decode, parse_toml

_CHUNK = 64
"""Files that a process reads at a time."""

_MANY = 8
"""Chunks from which on it is worth while to start other processes."""


class ParsedFile(NamedTuple):
    """A sound file as it was read; ``reading`` is None where only ``known`` has it."""

    path: str
    stamp: Stamp
    known: KnownFile
    reading: DossierReading | None


def read_many(
    files: Mapping[str, Path], workers: int = 1, cache: Cache | None = None
) -> dict[str, SoundFile]:
    """Those of the files in which nothing is wrong; see
    :meth:`hubflow.reading.dossiers.bulk.Bulk.sound`."""
    paths = [true for true, path in files.items()
             if path.suffix == ".toml" and path.name != CALL_FILE]
    found = {} if cache is None else _unchanged(paths, files, cache)
    new = []
    for one in _examined([true for true in paths if true not in found], workers, cache):
        reading = one.reading or _decoded(one.known)
        if reading is not None:
            found[one.path] = _file(files[one.path], one.known.digest, reading)
            new.append((one.path, one.stamp, one.known))
    if cache is not None:
        cache.keep(new)
    return found


def _unchanged(
    paths: Sequence[str], files: Mapping[str, Path], cache: Cache
) -> dict[str, SoundFile]:
    stamps = {path: stamp for path in paths if (stamp := _stamp(path)) is not None}
    return {
        path: _file(files[path], known.digest, reading)
        for path, known in cache.unchanged(stamps).items()
        if (reading := _decoded(known)) is not None
    }


def _examined(paths: Sequence[str], workers: int, cache: Cache | None) -> Iterator[ParsedFile]:
    chunks = [paths[at:at + _CHUNK] for at in range(0, len(paths), _CHUNK)]
    if workers < 2 or len(chunks) < _MANY:
        for chunk in chunks:
            yield from examine(chunk, cache)
    else:
        yield from _shared_out(chunks, workers, cache)


def _shared_out(
    chunks: Sequence[Sequence[str]], workers: int, cache: Cache | None
) -> Iterator[ParsedFile]:
    """Other processes begin at the first chunk and this one at the last, till they meet."""
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # Always spawned: a process that has threads, as with Polars, may not survive a fork.
    pool = ProcessPoolExecutor(workers - 1, get_context("spawn"), _begin)
    asked: list[tuple[Sequence[str], Future[list[ParsedFile]]]] = []
    try:
        with contextlib.suppress(BrokenProcessPool, OSError):
            for chunk in chunks:
                asked.append((chunk, pool.submit(_examined_elsewhere, chunk, cache)))
        for chunk in chunks[len(asked):]:
            yield from examine(chunk, cache)
        while asked and asked[-1][1].cancel():
            yield from examine(asked.pop()[0], cache)
        for chunk, future in asked:
            try:
                yield from future.result()
            except BrokenProcessPool:
                # killed, perhaps for want of memory: its work is done here
                yield from examine(chunk, cache)
    finally:
        pool.shutdown(cancel_futures=True)


def examine(paths: Sequence[str], cache: Cache | None) -> list[ParsedFile]:
    """Those of the files, by their true paths, in which nothing is wrong by themselves."""
    read = [(path, *one) for path in paths if (one := _read(path)) is not None]
    known = cache.by_digest(digest for _, _, digest, _ in read) if cache is not None else {}
    found = []
    for path, stamp, digest, raw in read:
        body, reading = known.get(digest), None
        if body is None:
            reading = _reading(raw, path, digest)
            body = encoded(reading) if reading is not None else None
        if body is not None:
            found.append(ParsedFile(path, stamp, KnownFile(digest, body), reading))
    return found


def _examined_elsewhere(paths: Sequence[str], cache: Cache | None) -> list[ParsedFile]:
    return [one._replace(reading=None) for one in examine(paths, cache)]


def _begin() -> None:
    """Set up a process that reads."""
    # Ctrl-C reaches every process of a terminal; one of them is enough to say so.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What is read goes as it comes; to look for garbage among it is waste.
    gc.disable()


def _stamp(path: str) -> Stamp | None:
    try:
        return Stamp.of(os.stat(path))  # noqa: PTH116 - a Path for each takes as long again
    except (OSError, ValueError):
        return None


def _read(path: str) -> tuple[Stamp, str, bytes] | None:
    """A file's stamp, digest and bytes, all of the same moment."""
    try:
        with Path(path).open("rb", buffering=0) as file:
            before = Stamp.of(os.fstat(file.fileno()))
            raw = file.readall()
            after = Stamp.of(os.fstat(file.fileno()))
    except (OSError, ValueError):
        return None
    if before != after:
        return None
    return before, hashlib.sha256(raw).hexdigest(), raw


def _reading(raw: bytes, path: str, digest: str) -> DossierReading | None:
    try:
        return reading_of(parse_toml(decode(raw, path), path, Path(path), digest))
    except BadInput:
        return None


def _decoded(known: KnownFile) -> DossierReading | None:
    try:
        return decoded(known.body)
    except NotReadableError:
        return None


def _file(path: Path, digest: str, reading: DossierReading) -> SoundFile:
    return SoundFile(path, str(path), digest, reading=reading)
