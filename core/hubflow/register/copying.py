"""A register copied entry by entry: backups, and moves between files and servers."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from hubflow.model.problems import BadInput, one_problem
from hubflow.register.archive import prove, read_archive, rows
from hubflow.register.connect import file_of, format_of, migrate, reach, shown
from hubflow.register.deriving import derive
from hubflow.register.journal import Register, open_register
from hubflow.register.schema import entries
from hubflow.register.verify import verify

_BLOCK = 5_000


def copy_register(source: Register, url: str) -> tuple[int, str]:
    """A copy of a register at ``url``, where none may be yet; its entries and last digest.

    Digests stay the same, and the copy is verified before it is kept.
    """
    with source.reading() as journal:
        return _filled(url, rows(journal))


def import_from(source: str, url: str) -> tuple[int, str]:
    """A register at ``url`` made of an archive, a backup's file or another register's address."""
    if "://" in source:
        return copy_register(open_register(source), url)
    path = Path(source)
    if path.suffix != ".zip":
        return copy_register(open_register(f"sqlite:///{source}"), url)
    archive = read_archive(path)
    if archive.about.get("of") != "register":
        raise one_problem(source, "this archive is of one venture: it proves and is read, and "
                          "makes no register", "Export the whole register: without --venture.")
    findings = prove(archive)
    if findings:
        raise one_problem(source, f"the archive does not verify: {findings[0]}")
    return _filled(url, archive.rows)


def _filled(url: str, found: Iterable[Mapping[str, Any]]) -> tuple[int, str]:
    engine = reach(url)
    path = file_of(engine.url)
    fresh = path is not None and not path.exists()
    register = Register(engine)
    try:
        with register.writing() as journal:
            if format_of(journal.connection) is not None:
                raise one_problem(shown(engine.url), "there is a register already",
                                  "Choose a place where there is none yet.")
            migrate(journal.connection)
            remaining = iter(found)
            while block := list(itertools.islice(remaining, _BLOCK)):
                journal.connection.execute(sa.insert(entries), [dict(row) for row in block])
            derive(journal)
            proof = verify(journal)
            if proof.findings:
                raise one_problem(shown(engine.url), f"the copy does not verify: "
                                  f"{proof.findings[0]}", "Nothing was kept of it.")
    except BadInput:
        register.close()
        if fresh and path is not None:
            for part in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
                part.unlink(missing_ok=True)
        raise
    register.close()
    return proof.entries, proof.head
