"""Two processes over one register and one folder of keys, as behind a reverse proxy."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from scripts.make_example_register import make_register
from tests.register.conftest import server, url  # noqa: F401 - fixtures
from tests.serve.conftest import CALL, VENTURES, marks_in

PUBLIC = "https://bench.example.org"


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


@contextlib.contextmanager
def serving(address: str, keys: Path) -> Iterator[tuple[httpx.Client, str]]:
    """Run one process; give a client as the proxy would be, and the address to sign in."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "hubflow", "serve", "--no-open", "--by", "Ana", "--port", str(port),
         "--public", PUBLIC, "--keys", str(keys), "--register", address],
        stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        process.stdout.readline()
        invitation = process.stdout.readline().strip()
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, headers={
            "host": "bench.example.org", "origin": PUBLIC})
        with client:
            for _ in range(100):
                with contextlib.suppress(httpx.ConnectError):
                    client.get("/")
                    break
                time.sleep(0.1)
            yield client, invitation.removeprefix(PUBLIC)
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


@pytest.fixture
def filled(url: str, example: Path, tmp_path: Path) -> str:  # noqa: F811
    """The address of a register with the example call, on both databases."""
    if url.startswith("sqlite"):
        shutil.copy(example, tmp_path / "hub.db")
    else:
        make_register(url, ventures=VENTURES)
    return url


def test_two_processes_share_sessions_and_lose_nothing(filled: str, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    with serving(filled, keys) as (one, address), serving(filled, keys) as (two, _):
        cookie = one.post(address).headers["set-cookie"].partition(";")[0]
        assert cookie.startswith("__Host-hubflow=")
        office = {"cookie": cookie}
        for client in (one, two):
            assert client.get("/porto/board", headers=office).status_code == 200
        page = two.post("/porto/people", headers=office, data={
            "name": "assessor-c", "role-assessor": "on", "days": "1"}).text
        (link,) = re.findall(r'id="link" readonly value="([^"]+)"', page)
        (number,) = re.findall("to withdraw it: ([0-9a-f]{16})", page)
        entered = one.post(link.removeprefix(PUBLIC))
        assert entered.status_code == 303
        assert two.post(link.removeprefix(PUBLIC)).status_code == 410  # used at the other
        jury = {"cookie": entered.headers["set-cookie"].partition(";")[0]}
        for at, client in enumerate((one, two, one, two), 1):
            sheet = f"{CALL}/assess/candidatura-{at:02}"
            form = marks_in(client.get(sheet, headers=jury)) | {"score-perfil": str(at)}
            assert client.post(sheet, headers=jury, data=form).status_code == 303
        for client in (one, two):
            assert f"4 of {VENTURES} done" not in client.get(
                "/porto/assess", headers=jury).text  # one question of six is answered
            page = client.get(f"{CALL}/assess", headers=jury).text
            assert page.count("1 of 6") == 4
        one.post("/porto/people", headers=office, data={"withdraw": "1", "number": number})
        assert two.get("/porto/assess", headers=jury).status_code == 401


def test_a_proxy_that_names_another_host_is_refused(filled: str, tmp_path: Path) -> None:
    with serving(filled, tmp_path / "keys") as (client, address):
        assert client.get(address, headers={"host": "127.0.0.1"}).status_code == 421
        assert client.post(address, headers={"origin": "http://127.0.0.1"}).status_code == 403
        assert "strict-transport-security" in client.get(address).headers
