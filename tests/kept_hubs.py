"""Hubs of methodology text that were loaded before, in one process of tests."""

from __future__ import annotations

import atexit
import functools
import tempfile
from pathlib import Path

import pytest

from hubflow.plugins.manager import LoadedHub, load_hub


def hub_of_text(text: str, request: pytest.FixtureRequest) -> LoadedHub:
    """Return the hub of a methodology, for tests that change nothing of it.

    A run keeps what it compiled with its hub, so a method that several tests run is compiled once.
    A test that patches anything gets a hub of its own: what is kept must not know of the patch.
    """
    own = "monkeypatch" in request.fixturenames
    return _loaded(text) if own else _kept(text)


def _loaded(text: str) -> LoadedHub:
    folder = Path(tempfile.mkdtemp(dir=_folder()))
    (folder / "methodology.toml").write_text(text, "utf-8")
    return load_hub(str(folder))


_kept = functools.lru_cache(maxsize=32)(_loaded)
"""Tests that run the same method stand beside each other, so a few are enough."""


@functools.cache
def _folder() -> str:
    folder = tempfile.TemporaryDirectory(prefix="hubflow-hubs-")
    atexit.register(folder.cleanup)
    return folder.name
