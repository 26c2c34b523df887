"""The documents run: every command that they show is carried out, and its output compared.

Each document has an empty folder to itself, with a copy of ``examples`` as in a checkout, and the
installed hubflow. Its blocks run in order:

- ``console``: lines that begin with ``$ `` are commands (``> `` goes on with one); what follows
  is their output, in which a line ``...`` stands for any number of lines. Without output, only
  success is asked for. ``console exit=2`` says that the commands end with that code.
- ``sh``: a script that must succeed.
- ``toml file=NAME`` (or another language): is written to the file NAME.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

REPO = Path(__file__).parents[2]
DOCUMENTS = [REPO / "README.md", *sorted(REPO.glob("docs/**/*.md"))]
FENCE = re.compile(r"^```(\w*)([^\n]*)\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@attrs.frozen
class Block:
    """A fenced block, with the line that it begins on."""

    language: str
    options: dict[str, str]
    text: str
    line: int


@attrs.frozen
class Step:
    """One command and the output that the document shows."""

    command: str
    shown: tuple[str, ...]
    exit: int
    line: int


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a document, in order."""
    for match in FENCE.finditer(text):
        options = dict(word.split("=", 1) for word in match[2].split() if "=" in word)
        yield Block(match[1], options, match[3], text[: match.start()].count("\n") + 1)


def steps(block: Block) -> Iterator[Step]:
    """The commands of a console or sh block."""
    code = int(block.options.get("exit", "0"))
    if block.language == "sh":
        yield Step(block.text, (), code, block.line)
        return
    command: list[str] = []
    shown: list[str] = []
    start = block.line
    for line, text in enumerate(block.text.splitlines(), block.line + 1):
        if text.startswith("$ "):
            if command:
                yield Step("\n".join(command), tuple(shown), code, start)
            command, shown, start = [text[2:]], [], line
        elif text.startswith("> ") and command and not shown:
            command.append(text[2:])
        else:
            shown.append(text)
    if command:
        yield Step("\n".join(command), tuple(shown), code, start)


def alike(shown: list[str], printed: list[str]) -> bool:
    """Whether output is as shown; a line ``...`` stands for any number of lines."""
    if not shown:
        return not printed
    if shown[0].strip() == "...":
        return any(alike(shown[1:], printed[skip:]) for skip in range(len(printed) + 1))
    return bool(printed) and shown[0] == printed[0] and alike(shown[1:], printed[1:])


def trimmed(lines: list[str]) -> list[str]:
    """Lines without the space at their ends and without blank lines around them."""
    return "\n".join(line.rstrip() for line in lines).strip("\n").splitlines()


def carry_out(step: Step, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one command as a reader would, in a terminal of 80 columns."""
    environment = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(folder), "COLUMNS": "80", "NO_COLOR": "1", "LC_ALL": "C.UTF-8",
    }
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", step.command], cwd=folder, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False,
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_shows_is_what_happens(document: Path, tmp_path: Path) -> None:
    if (REPO / "examples").is_dir():
        shutil.copytree(REPO / "examples", tmp_path / "examples")
    for block in blocks(document.read_text("utf-8")):
        if "file" in block.options:
            path = tmp_path / block.options["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
        elif block.language in {"console", "sh"}:
            for step in steps(block):
                done = carry_out(step, tmp_path)
                told = f"{document.name}:{step.line}: {step.command}\n{done.stdout}"
                assert done.returncode == step.exit, told
                shown = trimmed(list(step.shown))
                printed = trimmed(done.stdout.splitlines())
                assert not shown or alike(shown, printed), told


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text("utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (document.parent / target).exists(), target


def test_the_harness_compares() -> None:
    assert alike(["a", "...", "d"], ["a", "b", "c", "d"])
    assert alike(["...", "a"], ["a"])
    assert not alike(["a", "b"], ["a", "c"])
    assert not alike(["a"], ["a", "b"])


def test_the_harness_reads_blocks() -> None:
    text = "# T\n\n```console exit=1\n$ one \\\n> two\nout\n$ three\n```\n"
    (block,) = blocks(text)
    assert [(s.command, s.shown, s.exit, s.line) for s in steps(block)] == [
        ("one \\\ntwo", ("out",), 1, 4), ("three", (), 1, 7),
    ]
