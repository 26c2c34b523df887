"""A server that is killed in the middle of saves: what it answered is recorded, nothing is half.

``HUBFLOW_KILLS=50`` kills as often as that.
"""

from __future__ import annotations

import os
import random
import shutil
import threading
import time
from pathlib import Path

import httpx
import pytest
from tests.serve.conftest import CALL, marks_in
from tests.serve.test_two_processes import PUBLIC, started

from hubflow.plugins.workbench.workbench_page import RoleGrant, Visitor
from hubflow.register.storage.opening import open_register
from hubflow.register.storage.proof import verify
from hubflow.serve.entrance.invitations import Invitations
from hubflow.serve.entrance.seals import SealKeeper

KILLS = int(os.environ.get("HUBFLOW_KILLS", "4"))
CRITERIA = ("inovacao", "perfil")


def saves(client: httpx.Client, cookie: str, round_: int, told: dict[str, int]) -> None:
    """Save one application after another until the server is gone; note what it answered."""
    headers = {"cookie": cookie}
    for number in range(1, 13):
        sheet = f"{CALL}/assess/candidatura-{number:02}"
        try:
            form = marks_in(client.get(sheet, headers=headers))
            score = 1 + (number + round_) % 5
            done = client.post(sheet, headers=headers, data={
                **form, **{f"score-{one}": str(score) for one in CRITERIA}})
        except httpx.HTTPError:
            return
        if done.status_code == 303:
            told[f"candidatura-{number:02}"] = score


@pytest.mark.long
def test_a_killed_server_loses_nothing_that_it_answered(example: Path, tmp_path: Path) -> None:
    shutil.copy(example, tmp_path / "hub.db")
    url, keys = f"sqlite:///{tmp_path / 'hub.db'}", tmp_path / "keys"
    keeper, chance = SealKeeper.of(keys), random.Random(22)
    invitation, _ = Invitations(keeper, PUBLIC).make(Visitor(
        name="assessor-c", grants=(RoleGrant(role="assessor"),)), 1)
    told: dict[str, int] = {}
    cookie = ""
    for round_ in range(KILLS):
        with started(url, keys) as (process, client):
            if not cookie:
                entered = client.post(invitation.removeprefix(PUBLIC))
                cookie = entered.headers["set-cookie"].partition(";")[0]
            work = threading.Thread(target=saves, args=(client, cookie, round_, told))
            before = len(told)
            work.start()
            while len(told) == before and not round_ and work.is_alive():
                time.sleep(0.01)  # a first save is answered; the kill falls upon a later one
            time.sleep(chance.uniform(0.2, 1.2))
            process.kill()
            work.join(30)
        register = open_register(url)
        with register.reading() as journal:
            assert not verify(journal).findings
            said: dict[str, dict[str, int]] = {}
            for entry in journal.read(kinds=["judgement"]):
                if entry.personal["assessor"] == "assessor-c":
                    said.setdefault(entry.subject, {})[entry.body["criterion"]] = (
                        entry.body["score"])
        register.close()
        for venture, score in told.items():  # answered, so recorded; later rounds may be as well
            assert venture in said
            assert round_ or said[venture]["perfil"] == score
        assert all(set(scores) == set(CRITERIA) and len({*scores.values()}) == 1
                   for scores in said.values())  # a form is recorded whole or not at all
    assert told
