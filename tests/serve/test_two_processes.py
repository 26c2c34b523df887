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
def started(
    address: str, keys: Path
) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """Run one process; give it, and a client as the proxy would be, once it answers."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "hubflow", "serve", "--no-open", "--by", "Ana", "--port", str(port),
         "--lang", "en", "--public", PUBLIC, "--keys", str(keys), "--register", address],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, headers={
        "host": "bench.example.org", "origin": PUBLIC})
    try:
        with client:
            for _ in range(300):
                with contextlib.suppress(httpx.ConnectError):
                    client.get("/")
                    break
                time.sleep(0.1)
            yield process, client
    finally:
        process.terminate()
        process.wait(30)
        for stream in filter(None, (process.stdout, process.stderr)):
            stream.close()


@contextlib.contextmanager
def serving(address: str, keys: Path) -> Iterator[tuple[httpx.Client, str]]:
    """Run one process; give a client as the proxy would be, and the address to sign in."""
    with started(address, keys) as (process, client):
        assert process.stdout is not None
        process.stdout.readline()
        invitation = process.stdout.readline().strip()
        yield client, invitation.removeprefix(PUBLIC)


@pytest.fixture
def filled(url: str, example: Path, tmp_path: Path) -> str:  # noqa: F811
    """The address of a register with the example call, on both databases."""
    if url.startswith("sqlite"):
        shutil.copy(example, tmp_path / "hub.db")
    else:
        make_register(url, ventures=VENTURES)
    return url


@pytest.mark.long
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


def test_a_process_says_nothing_of_people_and_invitations(example: Path, tmp_path: Path) -> None:
    shutil.copy(example, tmp_path / "hub.db")
    with started(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path / "keys") as (process, client):
        for address in ("/enter/abc.RosaPereira", "/porto/board?q=RosaPereira", "/RosaPereira"):
            client.get(address)
        client.post("/sign-in", data={"credential": "RosaPereira"})
        client.post("/sign-in", content=b"x" * 2_000_000)
        with socket.create_connection(("127.0.0.1", client.base_url.port or 0)) as raw:
            raw.sendall(b"GET /RosaPereira nonsense\r\n\r\n")
            raw.recv(100)
        process.terminate()
        said, faults = process.communicate(timeout=30)
    assert "RosaPereira" not in said + faults
    assert said.count("/enter/") == 1  # the one that its keeper is to use
    assert "127.0.0.1:" not in faults


_MAKES_SECRET = """
import pathlib, sys, time
from hubflow.serve.entrance.seals import SealKeeper
folder = pathlib.Path(sys.argv[1])
(folder / sys.argv[2]).touch()
while not (folder / "go").exists():
    time.sleep(0.001)
print(SealKeeper.of(folder / "keys").secret.hex())
"""


def test_processes_that_start_together_share_one_secret(tmp_path: Path) -> None:
    ready = [f"ready-{number}" for number in range(3)]
    starting = [subprocess.Popen([sys.executable, "-c", _MAKES_SECRET, str(tmp_path), name],
                                 stdout=subprocess.PIPE, text=True) for name in ready]
    while not all((tmp_path / name).exists() for name in ready):
        assert all(process.poll() is None for process in starting)
        time.sleep(0.01)
    (tmp_path / "go").touch()
    assert len({process.communicate(timeout=60)[0].strip() for process in starting}) == 1
