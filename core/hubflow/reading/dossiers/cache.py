"""What sound dossiers say, kept from one run to the next in the user's own cache folder.

A reading is found again by its file's size and times, and where these have changed by the digest
of its content; it counts only for the very code that made it. Whatever is wrong with a cache
(another's, broken, busy, not to be written), the run goes on as if there were none.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import time
import zlib
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import attrs

from hubflow.reading.dossiers.database import is_own, opened

VARIABLE = "HUBFLOW_CACHE"
"""The environment variable that names another folder, or says ``off``."""

DAYS = 30
"""How long a reading is kept at most."""

_OFF = frozenset({"", "0", "no", "off"})
_NAME = "readings-{}.sqlite"

_JUST_NOW = 2_000_000_000
"""A file changed so few nanoseconds before it was read may change again within its times' grain."""

_SCHEMA = """
create table if not exists readings (
    folder text not null, name text not null, size integer, changed integer, moved integer,
    inode integer, digest blob not null, body blob not null, sum integer not null,
    day integer not null, unique (folder, name)
);
create index if not exists by_digest on readings (digest);
"""


class Stamp(NamedTuple):
    """By what an unchanged file is known: size in bytes, times in nanoseconds, inode."""

    size: int
    changed: int
    moved: int
    inode: int

    @classmethod
    def of(cls, status: os.stat_result) -> Stamp:
        """The stamp in what the system says of a file."""
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


class KnownFile(NamedTuple):
    """A file's digest (sha256, hexadecimal) and its encoded reading."""

    digest: str
    body: bytes


@attrs.frozen(eq=False)
class Cache:
    """The readings kept in a folder."""

    folder: Path

    @classmethod
    def of_user(cls) -> Cache | None:
        """The user's own cache; None where it is turned off."""
        named = os.environ.get(VARIABLE)
        if named is not None:
            return None if named.strip().lower() in _OFF else cls(Path(named))
        from platformdirs import user_cache_path

        return cls(user_cache_path("hubflow", appauthor=False))

    @property
    def file(self) -> Path:
        """Where the readings made by this very code are."""
        return self.folder / _NAME.format(_fingerprint()[:16])

    def unchanged(self, files: Mapping[str, Stamp]) -> dict[str, KnownFile]:
        """What is kept of the files that are as they were, by their true paths.

        What is kept of files that are gone from their folders is dropped.
        """
        found: dict[str, KnownFile] = {}
        with opened(self.file) as database:
            for folder in {path.rpartition(os.sep)[0] for path in files}:
                within = folder + os.sep
                gone = []
                for name, *stamp, digest, body, total in database.rows(
                    "select name, size, changed, moved, inode, digest, body, sum from readings "
                    "where folder = ? and day >= ?", folder, _today() - DAYS,
                ):
                    path = f"{within}{name}"
                    now = files.get(path)
                    if now is None:
                        if not os.path.lexists(path):
                            gone.append((folder, name))
                    elif now == tuple(stamp) and _sum(name, digest, body) == total:
                        found[path] = KnownFile(digest.hex(), body)
                database.write("delete from readings where folder = ? and name = ?", gone)
        return found

    def by_digest(self, digests: Iterable[str]) -> dict[str, bytes]:
        """The encoded readings of contents, wherever their files were."""
        found = {}
        with opened(self.file) as database:
            for digest in digests:
                raw = bytes.fromhex(digest)
                for name, body, total in database.rows(
                    "select name, body, sum from readings where digest = ? and day >= ? limit 1",
                    raw, _today() - DAYS,
                ):
                    if _sum(name, raw, body) == total:
                        found[digest] = body
        return found

    def keep(self, readings: Iterable[tuple[str, Stamp, KnownFile]]) -> None:
        """Keep the readings of files, by their true paths, in place of earlier ones."""
        now = time.time_ns()
        rows = []
        for path, stamp, known in readings:
            # Else a change within the grain of the file's times would go unseen.
            settled = max(stamp.changed, stamp.moved) < now - _JUST_NOW
            digest = bytes.fromhex(known.digest)
            folder, _, name = path.rpartition(os.sep)
            rows.append((folder, name, *(stamp if settled else (None,) * 4), digest, known.body,
                         _sum(name, digest, known.body), _today()))
        if not rows or self._kept(rows):
            return
        # Once more in place of a broken file, which is removed by now.
        self._kept(rows)

    def files(self) -> list[Path]:
        """All files of this cache, those of other versions of hubflow too."""
        return sorted(path for path in self.folder.glob(_NAME.format("*")) if is_own(path))

    def clear(self) -> None:
        """Remove all that is kept; raises OSError where a file cannot be removed."""
        for path in self.files():
            path.unlink()

    def _kept(self, rows: list[tuple[object, ...]]) -> bool:
        """Write the rows; False where the file was broken."""
        self._drop_old()
        with opened(self.file, _SCHEMA) as database:
            database.write("delete from readings where day < ?", [(_today() - DAYS,)])
            database.write("insert or replace into readings values (?,?,?,?,?,?,?,?,?,?)", rows)
        return not database.removed

    def _drop_old(self) -> None:
        """Remove what other versions of hubflow kept and no longer write to."""
        for path in self.files():
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < time.time() - DAYS * 86_400:
                    path.unlink()


def _sum(name: Any, digest: Any, body: Any) -> int:
    """A check of what was read; in a broken file it may be anything."""
    if not (isinstance(name, str) and isinstance(digest, bytes) and isinstance(body, bytes)):
        return -1
    return zlib.crc32(body, zlib.crc32(digest, zlib.crc32(name.encode())))


def _today() -> int:
    return int(time.time()) // 86_400


@functools.cache
def _fingerprint() -> str:
    """The digest of all that a reading depends on beside the dossier: the code, what it parses
    with, and the codec."""
    total = hashlib.sha256()
    for library in ("hubflow", "tomli", "msgspec"):
        total.update(f"{library} {version(library)}\n".encode())
    package = Path(__file__).parents[2]
    for part in ("model", "loading"):
        for path in sorted((package / part).glob("*.*")):
            if path.is_file():
                total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
