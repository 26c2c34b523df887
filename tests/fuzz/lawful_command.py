"""A command of hubflow in a folder, held to what every command promises whatever it reads."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import attrs
from tests.quick_start import hubflow_command


@attrs.frozen
class Ended:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


def contents(folder: Path) -> Mapping[str, bytes]:
    """Return every file of a folder, but for databases and what Python compiles."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and ".db" not in path.name and path.suffix != ".pyc"}


def lawful(folder: Path, *words: str, crash: bool = False) -> Ended:
    """Run a command: it ends as promised, leaves no draft behind, and writes files that are whole.

    ``crash``: a plugin may crash, which is exit code 3 and the one place for a traceback.
    """
    before = contents(folder)
    done = subprocess.run([*hubflow_command(), *words], cwd=folder, capture_output=True,
                          timeout=300, check=False)
    ended = Ended(done.returncode, done.stdout.decode(), done.stderr.decode())
    after = contents(folder)
    said = f"{' '.join(words)}: {ended}"
    assert ended.code in {0, 1, 2, 3} - (set() if crash else {3}), said
    assert ended.code == 3 or "Traceback" not in ended.err, said
    assert "panicked" not in ended.err, said
    assert ended.code in {0, 1} or ended.err.strip(), said
    assert ended.code != 3 or any(
        line.startswith("plugin ") for line in ended.err.splitlines()), said
    assert ended.code not in {2, 3} or after == before, said
    assert before.items() <= after.items(), said
    for name in after.keys() - before.keys():
        assert ".hubflow-" not in name, said
        assert_whole(folder / name)
    return ended


def assert_whole(path: Path) -> None:
    """Read a file that was written by the rules of its format."""
    if path.suffix == ".json":
        json.loads(path.read_text("utf-8"))
    elif path.suffix in {".zip", ".xlsx", ".docx"}:
        with zipfile.ZipFile(path) as packed:
            assert packed.testzip() is None
    elif path.suffix in {".toml", ".md", ".csv"}:
        path.read_text("utf-8")
