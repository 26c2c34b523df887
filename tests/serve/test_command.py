"""What `hubflow serve` refuses, before it opens anything."""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
import socket
import sys
from pathlib import Path

import pytest
from tests.register.conftest import Hubflow, hubflow  # noqa: F401 - a fixture

from hubflow.serve import warm_up

SERVE = ("serve", "--no-open", "--register", "sqlite:///hub.db")


def test_a_register_that_is_not_there_is_told(hubflow: Hubflow) -> None:  # noqa: F811
    assert "there is no register here" in hubflow(*SERVE, code=2).err


def test_a_port_that_is_taken_is_told(
    hubflow: Hubflow, example: Path, tmp_path: Path  # noqa: F811
) -> None:
    shutil.copy(example, tmp_path / "hub.db")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = hubflow(*SERVE, "--port", port, code=2)
    assert f"--port {port}: it cannot be opened" in done.err


@pytest.mark.parametrize("address", [
    "http://bench.example.org", "bench.example.org", "https://", "https://bench.example.org/x",
    "https://bench.example.org?x=1"])
def test_a_team_is_served_by_https_at_a_host_of_its_own(
    hubflow: Hubflow, address: str  # noqa: F811
) -> None:
    assert "https://bench.example.org" in hubflow(*SERVE, "--public", address, code=2).err


def test_a_folder_of_keys_that_is_read_only_is_told(
    hubflow: Hubflow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    keys, access = tmp_path / "keys", os.access
    keys.mkdir()
    monkeypatch.setattr(os, "access", lambda path, mode: (
        os.fspath(path) != "keys" or mode != os.W_OK) and access(path, mode))
    told = " ".join(hubflow(*SERVE, "--keys", "keys", code=2).err.split())
    assert "Directory 'keys' is not writable" in told


def test_a_server_imports_beforehand_what_its_screens_need(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = set(warm_up.late_imports())
    assert "hubflow.register.standing.wall" in needed
    assert not [name for name in sorted(needed) if importlib.util.find_spec(name) is None]
    monkeypatch.setattr(warm_up, "late_imports", lambda: ["hubflow.no_extra", "hubflow.draw"])
    monkeypatch.delitem(sys.modules, "hubflow.draw", raising=False)
    monkeypatch.setattr(warm_up, "compile_templates", lambda: 1 / 0)
    before = gc.get_threshold()
    try:
        warm_up.warm_up()
        assert gc.get_threshold() < before
    finally:
        gc.set_threshold(*before)
    assert "hubflow.draw" in sys.modules
