"""The register's database fails while people work: told in words, nothing lost, nothing half."""

from __future__ import annotations

import contextlib
import html
import itertools
import os
import re
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy import event
from starlette.testclient import TestClient
from tests.register.conftest import server  # noqa: F401 - a fixture
from tests.serve.conftest import CALL, FIRST, ORIGIN, Desk, marks_in, today, workbench

from hubflow.register.storage.copying import copy_register
from hubflow.register.storage.locking import Patience
from hubflow.register.storage.opening import open_register
from hubflow.register.storage.proof import verify

SHEET = f"{CALL}/assess/{FIRST}"
DECIDE = f"{CALL}/decide"
_COUNT = itertools.count()


def kept_fields(answer: httpx.Response) -> dict[str, str]:
    """The form that stands in an answer, to be sent again."""
    return {name: html.unescape(value) for name, value in re.findall(
        r'<textarea name="([^"]+)" hidden readonly>\n(.*?)</textarea>', answer.text, re.DOTALL)}


def sound(desk: Desk) -> int:
    """The number of entries in a register that verifies."""
    with desk.bench.register.reading() as journal:
        assert not verify(journal).findings
        return journal.head()[0]


def judging(desk: Desk, note: str = "As <b>typed</b> & meant.\nTwo lines.") -> tuple[
        TestClient, dict[str, str]]:
    """An assessor and a filled form."""
    person = desk.person("assessor", name="assessor-c")
    return person, {**marks_in(person.get(SHEET)), "score-perfil": "4", "note-perfil": note}


@contextlib.contextmanager
def full(desk: Desk) -> Iterator[None]:
    """A register whose disk has no room for one page more."""
    def limit(connection: Any, pages: int) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    register = desk.bench.register.register
    register.close()  # every connection from now on is limited

    def narrow(connection: Any, _: Any) -> None:
        limit(connection, connection.execute("PRAGMA page_count").fetchone()[0])

    event.listen(register.engine, "connect", narrow)
    try:
        yield
    finally:
        event.remove(register.engine, "connect", narrow)
        register.close()


def test_a_full_disk_is_told_and_the_form_stands_in_the_answer(desk: Desk) -> None:
    person, form = judging(desk, "A long note. " * 700)
    before = sound(desk)
    with full(desk):
        answer = person.post(SHEET, data=form)
        assert answer.status_code == 503
        assert "is full, or fails" in answer.text
        assert "hub.db" not in answer.text
        part = person.post(SHEET, data=form, headers={"hx-request": "true"})
        assert "NOT SAVED" in part.text
        assert "<html" not in part.text
    assert sound(desk) == before
    again = kept_fields(answer)
    assert again == form
    assert person.post(SHEET, data=again).status_code == 303
    assert sound(desk) > before


@pytest.mark.parametrize("address", [SHEET, DECIDE, CALL])
def test_a_register_that_another_program_holds_is_told(
    open_desk: Callable[[], Desk], address: str
) -> None:
    desk = open_desk()
    desk.bench.register.register.patience = Patience(0.2)
    person = desk.person("assessor", "body", "secretary", name="assessor-c")
    form = {**marks_in(person.get(address)), "score-perfil": "4", "body": "Body", "on": today(),
            "step": "recebidas", f"decision-{FIRST}": "stop", f"reasons-{FIRST}": "Too early.",
            f"learning-{FIRST}": "Ask again."}
    before = sound(desk)
    other = sqlite3.connect(desk.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = person.post(address, data=form)
    assert answer.status_code == 503
    assert "Somebody else is still writing" in answer.text
    assert answer.headers["retry-after"] == "5"
    assert kept_fields(answer) == form
    assert person.get(address).status_code == 200  # reading goes on
    other.execute("ROLLBACK")
    other.close()
    assert sound(desk) == before
    assert person.post(address, data=kept_fields(answer)).status_code == 303


def test_a_file_that_is_gone_takes_nothing_that_would_be_lost(desk: Desk, tmp_path: Path) -> None:
    person, form = judging(desk)
    path, aside = tmp_path / "hub.db", tmp_path / "aside.db"
    path.rename(aside)
    for answer in (person.post(SHEET, data=form), person.get("/")):
        assert answer.status_code == 503
        assert "does not answer" in answer.text
    shutil.copy(aside, path)  # another file in its place
    assert person.post(SHEET, data=form).status_code == 503
    path.unlink()
    aside.rename(path)
    assert person.post(SHEET, data=form).status_code == 303
    sound(desk)


@pytest.fixture
def on_server(server: str, example: Path) -> Iterator[Desk]:  # noqa: F811
    """A workbench over the example in a database of the PostgreSQL server."""
    name = f"bench_{os.getpid()}_{next(_COUNT)}"
    engine = sa.create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as keeper:
        keeper.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    source = open_register(f"sqlite:///{example}")
    copy_register(source, server.format(name))
    source.close()
    desk = Desk(workbench(server.format(name)), server.format(name))
    yield desk
    desk.bench.register.register.close()


@contextlib.contextmanager
def away(server_url: str, name: str) -> Iterator[None]:
    """The database, unreachable: every connection ended, none allowed."""
    engine = sa.create_engine(server_url.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as keeper:
        keeper.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        end = ("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
               f"WHERE datname = '{name}'")
        keeper.exec_driver_sql(end)
        try:
            yield
        finally:
            keeper.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    engine.dispose()


def test_a_server_that_stops_in_between_is_told_and_met_again(
    on_server: Desk, server: str  # noqa: F811
) -> None:
    person, form = judging(on_server)
    before = sound(on_server)
    name = str(sa.make_url(on_server.url).database)
    with away(server, name):
        answer = person.post(SHEET, data=form)
        assert answer.status_code == 503
        assert "does not answer" in answer.text
        assert person.get("/").status_code == 503
    assert sound(on_server) == before
    with away(server, name):  # and is there again before anybody asks
        pass
    assert person.post(SHEET, data=kept_fields(answer)).status_code == 303
    assert sound(on_server) > before


def test_a_server_that_stops_within_a_save_leaves_nothing_half(
    on_server: Desk, server: str  # noqa: F811
) -> None:
    person, form = judging(on_server)
    before = sound(on_server)
    name = str(sa.make_url(on_server.url).database)
    engine = on_server.bench.register.register.engine
    stopped = threading.Event()

    @event.listens_for(engine, "commit")
    def stop(_: object) -> None:
        if not stopped.is_set():  # all was written, and nothing is committed
            stopped.set()
            with away(server, name):
                pass

    answer = person.post(SHEET, data=form)
    assert stopped.is_set()
    assert answer.status_code == 503
    assert sound(on_server) == before
    assert person.post(SHEET, data=kept_fields(answer)).status_code == 303


def test_a_form_that_arrives_after_the_session_ended_is_sent_again_after_signing_in(
    desk: Desk
) -> None:
    person, form = judging(desk)
    lost = desk.client()
    answer = lost.post(SHEET, data=form)
    assert answer.status_code == 401
    assert kept_fields(answer) == form
    part = lost.post(SHEET, data=form, headers={"hx-request": "true"})
    assert "NOT SAVED" in part.text
    assert 'href="/sign-in"' in part.text
    lost.cookies.update(person.cookies)
    assert lost.post(SHEET, data=kept_fields(answer)).status_code == 303
    assert ORIGIN in str(lost.headers["origin"])
    with desk.bench.register.reading() as journal:
        (said,) = (one for one in journal.read(subject=FIRST, kinds=["judgement"])
                   if one.personal["assessor"] == "assessor-c")
    assert said.personal["note"] == form["note-perfil"]
