"""Write a register's new file under a temporary name and rename it when it is complete."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import attrs
from sqlalchemy.engine import URL

from hubflow.cli.atomic_file import draft_folder, put_new
from hubflow.model.input_problems import BadInput, one_problem
from hubflow.register.storage.database_connection import safe_url
from hubflow.text.spoken import say


@contextlib.contextmanager
def temporary_database(url: URL, path: Path) -> Iterator[str]:
    """Yield the URL of a temporary database; rename it to ``path`` if all went well.

    On failure it is deleted. The file can be read by its owner alone.

    Whoever made the draft has closed it by then. Raises :class:`BadInput` where the folder cannot
    be written, and :class:`PathOccupied`.
    """
    draft = path
    try:
        with draft_folder(path.parent) as folder:
            draft = folder / path.name
            # SQLite gives its logs the permissions of the file
            draft.touch(mode=0o600)
            yield f"sqlite:///{draft}"
            put_new(draft, path)
    except OSError as error:
        raise one_problem(safe_url(url), say("register-problems.cannot_be_written",
                                             strerror=error.strerror or error),
                          say("register-problems.choose_another_folder")) from None
    except BadInput as bad:
        raise BadInput([
            attrs.evolve(problem, file=safe_url(url),
                         to_do=problem.to_do.replace(str(draft.parent), str(path.parent)))
            if str(draft.parent) in problem.file else problem
            for problem in bad.problems]) from bad
