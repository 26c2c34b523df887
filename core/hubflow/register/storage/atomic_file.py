"""Write a register's new file under a temporary name and rename it when it is complete."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import attrs
from sqlalchemy.engine import URL

from hubflow.cli.draft_paths import draft_path
from hubflow.model.input_problems import BadInput, one_problem
from hubflow.register.storage.database_connection import safe_url


class PathOccupied(Exception):
    """A file appeared at the path meanwhile; it stays as it is."""


@contextlib.contextmanager
def temporary_database(url: URL, path: Path) -> Iterator[str]:
    """Yield the URL of a temporary database; rename it to ``path`` if all went well.

    On failure it is deleted. The file can be read by its owner alone.

    Whoever made the draft has closed it by then. Raises :class:`BadInput` where the folder cannot
    be written, and :class:`PathOccupied`.
    """
    draft: Path | None = None
    try:
        draft = draft_path(path.parent)
        draft.mkdir(mode=0o700)
        # SQLite gives its logs the permissions of the file
        (draft / path.name).touch(mode=0o600)
        yield f"sqlite:///{draft / path.name}"
        _put(draft / path.name, path)
    except OSError as error:
        raise one_problem(safe_url(url), f"cannot be written: {error.strerror or error}",
                          "Choose another folder.") from None
    except BadInput as bad:
        raise BadInput([
            attrs.evolve(problem, file=safe_url(url),
                         to_do=problem.to_do.replace(str(draft), str(path.parent)))
            if str(draft) in problem.file else problem for problem in bad.problems]) from bad
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)


def _put(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        raise PathOccupied from None
    except OSError:
        # this file system knows no links
        if os.path.lexists(path):
            raise PathOccupied from None
        draft.replace(path)
