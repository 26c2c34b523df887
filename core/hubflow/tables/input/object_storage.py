"""Read tables in object storage, from an address such as ``s3://bucket/calls/2026.parquet``.

Polars reads the rows by itself. What it does not tell is found out by obstore, which rests on the
same library (object_store) and so takes account, key and region from the same settings of the
machine.
"""

from __future__ import annotations

import datetime as dt
import fnmatch
import glob
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import attrs

from hubflow.model.input_problems import BadInput, one_problem
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_SCHEMES = ("s3", "s3a", "gs", "az", "azure", "adl", "abfs", "abfss")

_ADDRESS = re.compile(r"([a-z][a-z0-9]+)://?(?!/)(?=.)")
"""How an address begins; as a path it has lost one of its two strokes."""

_RETRIES = 2
_PATIENCE = dt.timedelta(seconds=20)
"""How long a storage that does not answer is asked again."""


@attrs.frozen(repr=False)
class Address:
    """An object in a bucket, by its whole ``url``."""

    url: str

    def __str__(self) -> str:
        """Return the address."""
        return self.url

    @property
    def suffix(self) -> str:
        """The ending of its name, such as ``.parquet``."""
        return PurePosixPath(self.url).suffix

    def size(self) -> int:
        """Return its size in bytes. Raise :class:`BadInput` if it is missing or unreadable."""
        store, key = self._store()
        try:
            return int(store.head(key)["size"])
        except Exception as error:
            raise _unreadable(self.url, error) from None

    def chunks(self) -> Iterator[bytes]:
        """Yield its content in pieces. Raise :class:`BadInput` as :meth:`size` does."""
        store, key = self._store()
        try:
            for chunk in store.get(key).stream():
                yield bytes(chunk)
        except Exception as error:
            raise _unreadable(self.url, error) from None

    def matches(self) -> list[Address]:
        """Return the objects that match the address as a pattern, sorted by name.

        ``*``, ``?`` and ``[…]`` match as in file names; without these it is the address itself.

        Raises :class:`BadInput` where the bucket cannot be read.
        """
        if not glob.has_magic(self.url):
            return [self]
        store, pattern = self._store()
        parts = pattern.split("/")
        fixed = next(at for at, part in enumerate(parts) if glob.has_magic(part))
        prefix = "/".join(parts[:fixed])
        try:
            keys = [str(each["path"]) for some in store.list(prefix or None) for each in some]
        except Exception as error:
            raise _unreadable(self.url, error) from None
        bucket = self.url.removesuffix(pattern)
        return [Address(bucket + key) for key in sorted(keys) if _fits(key.split("/"), parts)]

    def _store(self) -> tuple[ObjectStore, str]:
        """Return the bucket, and the object's key in it."""
        try:
            from obstore.store import from_url
        except ImportError:
            raise one_problem(
                self.url, say("tables.needs_obstore"), say("tables.install_cloud")) from None
        scheme, _, rest = self.url.partition("://")
        bucket, _, key = rest.partition("/")
        try:
            store = from_url(f"{scheme}://{bucket}", retry_config={
                "max_retries": _RETRIES, "retry_timeout": _PATIENCE})
        except Exception as error:
            raise _unreadable(self.url, error) from None
        return store, key


def path_or_address(path: Path) -> Path | Address:
    """Return a path, or the address if the path is one.

    Raises :class:`BadInput` for an address of a kind that is not read, such as ``https://…``.
    """
    found = _ADDRESS.match(str(path))
    if found is None or path.exists():
        return path
    url = f"{found[1]}://{str(path)[found.end():]}"
    if found[1] not in _SCHEMES:
        raise one_problem(url, say("tables.address_not_read"), say("tables.copy_table"))
    return Address(url)


def _fits(names: list[str], patterns: list[str]) -> bool:
    return len(names) == len(patterns) and all(map(fnmatch.fnmatchcase, names, patterns))


def _unreadable(url: str, error: Exception) -> BadInput:
    if isinstance(error, FileNotFoundError):
        return one_problem(url, say("tables.no_such_object"))
    why = str(error).strip().split("\n")[0].rstrip(" :.")
    return one_problem(url, say("tables.cannot_be_read", why=why), say("tables.look_at_address"))
