"""Write files and folders whole or not at all: beside their place first, and renamed at the end.

The next writer removes what a killed run left.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import socket
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

_OURS = re.compile(r"\.hubflow-([0-9a-f]{8})-(\d+)-[0-9a-f]{16}")
"""Which machine writes, which process, and a number of its own."""

_OLD_FORM = re.compile(r"\.hubflow-[a-z0-9_]{8}")
"""A draft of hubflow's versions that did not say who writes; its owner's alone, as these were."""

_DAY = 86_400
"""Seconds after which a draft whose process cannot be asked about is taken for left over."""


_PAUSES = (0.01, 0.05, 0.25, 1.0, 1.0)
"""Seconds between the tries to delete a draft."""


class PathOccupied(Exception):
    """A file appeared at the path meanwhile; it stays as it is."""


@contextlib.contextmanager
def draft_folder(folder: Path) -> Iterator[Path]:
    """Yield a new folder in ``folder`` to write into first; delete it in the end.

    Its owner alone can read it.
    """
    draft = draft_path(folder)
    interrupted: KeyboardInterrupt | None = None
    try:
        draft.mkdir(mode=0o700)
        yield draft
    finally:
        # An interruption may be told several times, by Polars and by Python itself, and a thread
        # that was interrupted may write for a moment more.
        for pause in _PAUSES:
            try:
                if _is_deleted(draft):
                    break
                time.sleep(pause)
            except KeyboardInterrupt as again:
                interrupted = again
        if interrupted is not None:
            raise interrupted


def _is_deleted(draft: Path) -> bool:
    """Delete a draft; return whether it is gone."""
    shutil.rmtree(draft, ignore_errors=True)
    return not draft.exists()


def put(draft: Path, path: Path) -> None:
    """Rename a draft to its place; restore what stood there if that fails."""
    if not draft.is_dir() or not path.exists():
        draft.replace(path)
        return
    # No folder can be put over another, nor over a file: the old one goes first.
    old = draft.parent / "old"
    path.rename(old)
    try:
        draft.rename(path)
    except BaseException:
        with contextlib.suppress(OSError):
            old.rename(path)
        raise


def put_new(draft: Path, path: Path) -> None:
    """Rename a draft file to its place; raises :class:`PathOccupied` if a file stands there."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise PathOccupied from None
    except OSError:
        # this file system knows no links
        if os.path.lexists(path):
            raise PathOccupied from None
        draft.replace(path)


def draft_path(folder: Path) -> Path:
    """Return a new path in ``folder`` to write to first; remove drafts there of killed runs.

    The folder need not exist. A draft is left over if its process has ended, or, where another
    machine made it, if nobody has written to it for a day.
    """
    _remove_left_over(folder)
    return folder / f".hubflow-{_machine()}-{os.getpid()}-{secrets.token_hex(8)}"


def _machine() -> str:
    return f"{zlib.crc32(socket.gethostname().encode()):08x}"


def _remove_left_over(folder: Path) -> None:
    with contextlib.suppress(OSError):
        for path in folder.glob(".hubflow-*"):
            found = _OURS.fullmatch(path.name)
            if _is_left_over(path, found[1], int(found[2])) if found else _is_old(path):
                _remove(path)


def _is_left_over(path: Path, machine: str, process: int) -> bool:
    if machine == _machine() and os.name == "posix":
        return not _runs(process)
    with contextlib.suppress(OSError):
        return time.time() - path.lstat().st_mtime > _DAY
    return False


def _is_old(path: Path) -> bool:
    """Return whether a path is a draft in the old form, to which nobody has written for a day."""
    if _OLD_FORM.fullmatch(path.name):
        with contextlib.suppress(OSError):
            about = path.lstat()
            return not about.st_mode & 0o077 and time.time() - about.st_mtime > _DAY
    return False


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True  # somebody else's
    return True


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()
