"""Work that may take long runs in a process of its own: it is bounded, and ends with the server."""

from __future__ import annotations

import re
import shutil
import threading
import time
from pathlib import Path

import httpx
import pytest
from tests.serve.conftest import CALL, Desk
from tests.serve.test_call_office import ASSIGNMENT, asked, listed, rows_in
from tests.serve.test_two_processes import PUBLIC, started

from hubflow.plugins.workbench.workbench_page import RoleGrant, Visitor
from hubflow.serve.entrance.invitations import Invitations
from hubflow.serve.entrance.seals import SealKeeper
from hubflow.serve.forms import assignment_process

ROWS = [{"id": "a1", "name": "Assessor 1", "languages": "Portuguese"}, {"id": "a2"}]

HANGS = """
import pathlib, sys, time
if "hubflow.serve.forms.assignment_process" in sys.orig_argv:
    pathlib.Path({begun!r}).touch()
    time.sleep(120)
"""
"""What Python runs before a process that looks for an assignment: it does not come to it."""


def test_a_proposal_that_takes_too_long_is_stopped_and_what_was_typed_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, before = desk.person("secretary"), listed(desk)
    form = asked(person, ROWS, per_venture="2", seed="lot", propose="1")
    monkeypatch.setattr(assignment_process, "WALL", 0.0001)
    refused = person.post(ASSIGNMENT, data=form)
    assert refused.status_code == 422
    assert "takes more than 30 seconds" in refused.text
    assert "hubflow assign" in refused.text
    kept = rows_in(refused)
    assert {name: kept[name] for name in ("id-0", "name-0", "languages-0", "id-1", "per_venture",
                                          "seed")} == {
        "id-0": "a1", "name-0": "Assessor 1", "languages-0": "Portuguese", "id-1": "a2",
        "per_venture": "2", "seed": "lot"}
    assert listed(desk) == before


def test_a_server_ends_at_once_while_it_looks_for_an_assignment(
    example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(example, tmp_path / "hub.db")
    keys, begun = tmp_path / "keys", tmp_path / "begun"
    (tmp_path / "hangs").mkdir()
    (tmp_path / "hangs" / "sitecustomize.py").write_text(HANGS.format(begun=str(begun)))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "hangs"))
    invitation, _ = Invitations(SealKeeper.of(keys), PUBLIC).make(Visitor(
        name="Ana", grants=(RoleGrant(role="secretary"),)), 1)
    answers: list[httpx.Response] = []
    with started(f"sqlite:///{tmp_path / 'hub.db'}", keys) as (process, client):
        entered = client.post(invitation.removeprefix(PUBLIC))
        headers = {"cookie": entered.headers["set-cookie"].partition(";")[0]}
        form = {"seen": "0", "phase": "candidatura", "id-0": "a1", "id-1": "a2",
                "name-0": "Assessor 1", "propose": "1"}
        work = threading.Thread(target=lambda: answers.append(
            client.post(f"{CALL}/assignment", headers=headers, data=form)))
        work.start()
        while not begun.exists() and work.is_alive():
            time.sleep(0.01)
        process.terminate()
        process.wait(60)  # half of what the proposal would have taken
        work.join(30)
    (answer,) = answers
    assert answer.status_code == 503
    assert re.search('name="name-0" hidden readonly>\nAssessor 1<', answer.text)
