"""Copy a register entry by entry: backups, and moves between files and servers."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from hubflow.cli.atomic_file import PathOccupied
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.register.archives.archive import rows
from hubflow.register.archives.archive_reading import prove, read_archive
from hubflow.register.archives.recorded_lives import check_lives
from hubflow.register.standing.rebuild import all_dossiers
from hubflow.register.standing.standing_table import ids_of
from hubflow.register.storage.chain import START
from hubflow.register.storage.database_connection import (
    engine_for,
    file_of,
    format_of,
    migrate,
    safe_url,
)
from hubflow.register.storage.database_failures import explained_failures
from hubflow.register.storage.database_tables import entries, standings
from hubflow.register.storage.deriving import derive
from hubflow.register.storage.entry_checks import EntryChecks
from hubflow.register.storage.journal import Journal
from hubflow.register.storage.locking import USUAL, Patience
from hubflow.register.storage.opening import Register, open_register
from hubflow.register.storage.proof import verify
from hubflow.register.storage.temporary_database import temporary_database
from hubflow.text.spoken import say

Check = Callable[[Journal], None]

_BLOCK = 5_000


def copy_register(source: Register, url: str) -> tuple[int, str]:
    """Copy a register to ``url``, where none may exist; return the entries and the last digest.

    Others may go on writing to the source: the copy is of one moment. Digests stay the same, and
    the copy is verified, and ends with the source's last entry, before it is kept.
    """
    with source.reading() as journal:
        return _kept(url, _of_source(source, journal), source.patience)


def _of_source(source: Register, journal: Journal) -> Iterator[Mapping[str, Any]]:
    with explained_failures(source.engine):
        yield from rows(journal)


def import_from(source: str, url: str, patience: Patience = USUAL) -> tuple[int, str]:
    """Create a register at ``url`` from an archive, a backup or another register's address."""
    path = Path(source)
    if "://" in source or path.suffix != ".zip":
        with contextlib.closing(open_register(
                source if "://" in source else f"sqlite:///{source}", patience)) as register, \
                register.reading() as journal:
            return _kept(url, _of_source(register, journal), patience, check=_check_shown,
                         to_do=say("register-problems.import_makes_the_register"))
    archive = read_archive(path)
    if archive.about.get("of") != "register":
        raise one_problem(source, say("register-problems.this_archive_is_of_one_venture"),
                          say("register-problems.export_the_whole_register_without_venture"))
    findings = prove(archive)
    if findings:
        raise one_problem(source, say("register-problems.the_archive_does_not_verify",
                                      findings=findings[0]))
    return _kept(url, archive.rows, patience, check=_check_shown,
                 to_do=say("register-problems.import_makes_the_register"))


def _check_shown(journal: Journal) -> None:
    """Check each entry and life, derive what stands beside the journal, rebuild every dossier.

    Raises :class:`BadInput` for entries that no command would have made: a chain proves that
    nothing was changed since, and not that it was right.
    """
    checks = EntryChecks()
    wrong = [finding for row in rows(journal) for finding in checks.finding(row)]
    if wrong:
        raise BadInput([Problem(say("register.the_register"), 0, "", finding,
                                say("register-problems.nothing_was_kept_of_it"))
                        for finding in wrong])
    try:
        derive(journal)
        check_lives(journal)
        hubs = journal.connection.execute(sa.select(standings.c.hub).distinct()).scalars()
        for hub in list(hubs):
            all_dossiers(journal, hub, ids_of(journal, hub))
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise one_problem(
            say("register.the_register"), say("register-problems.an_entry_is_none_that_hubflow",
                                name=type(error).__name__, error=error),
                          say("register-problems.nothing_was_kept_of_it_export")) from None


def _kept(
    url: str, found: Iterable[Mapping[str, Any]], patience: Patience,
    check: Check = derive, to_do: str = "",
) -> tuple[int, str]:
    """Create a new register with these rows, whole or not at all; ``check`` derives the rest."""
    engine = engine_for(url)
    to_do = to_do or say("register-problems.choose_a_place")
    path = file_of(engine.url)
    if path is None:
        return _filled(engine, found, patience, check, to_do)
    engine.dispose()
    taken = one_problem(safe_url(engine.url),
                        say("register-problems.there_is_a_register_already_or"),
                        to_do)
    if path.exists():
        raise taken
    try:
        with temporary_database(engine.url, path) as draft:
            return _filled(engine_for(draft), found, patience, check, to_do)
    except PathOccupied:
        raise taken from None


def _filled(
    engine: Engine, found: Iterable[Mapping[str, Any]], patience: Patience, check: Check,
    to_do: str,
) -> tuple[int, str]:
    register = Register(engine, patience)
    last = START
    with contextlib.closing(register), register.writing() as journal:
        if format_of(journal.connection) is not None:
            raise one_problem(safe_url(engine.url),
                              say("register-problems.there_is_a_register_already"), to_do)
        migrate(journal.connection)
        remaining = iter(found)
        while block := list(itertools.islice(remaining, _BLOCK)):
            journal.connection.execute(sa.insert(entries), [dict(row) for row in block])
            last = block[-1]["digest"]
        check(journal)
        proof = verify(journal, expect=last)
        if proof.findings:
            raise one_problem(
                safe_url(engine.url), say("register-problems.the_copy_does_not_verify",
                                          findings=proof.findings[0]),
                say("register-problems.nothing_was_kept_of_it"))
    return proof.entries, proof.head
