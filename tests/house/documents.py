"""Documents that run: their blocks, in order.

- ``console``: lines that begin with ``$ `` are commands (``> `` goes on with one); what follows
  is their output, in which a line ``...`` stands for any number of lines. Without output, only
  success is asked for. ``console exit=2`` says that the commands end with that code.
- ``sh``: a script that must succeed.
- ``toml file=NAME`` (or another language): is written to the file NAME; ``toml add=NAME`` is added
  at its end, or with ``above="TEXT"`` above the line that begins so. ``diff file=NAME`` changes it:
  the lines that begin with ``-`` or a space are found in it once, and become those that begin with
  ``+`` or a space.

``pip install`` installs for that document alone, without a network, what the tests' environment
can build.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
from tests.fork_server import AT_START
from tests.quick_start import program_folder

FENCE = re.compile(r"^```(\w*)([^\n]*)\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)
INSTALLED = ".installed"
"""The folder in a document's own that pip installs into."""


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
        options = dict(word.split("=", 1) for word in shlex.split(match[2]) if "=" in word)
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


def follow(document: Path, folder: Path, *programs: Path) -> None:
    """Do in ``folder`` what a document says, and compare what it shows with what happens.

    ``programs`` are folders whose programs are taken before those of the tests' environment.
    """
    for block in blocks(document.read_text("utf-8")):
        if block.options.keys() & {"file", "add"}:
            put_down(block, folder)
        elif block.language in {"console", "sh"}:
            for step in steps(block):
                done = carry_out(step, folder, *programs)
                told = f"{document.name}:{step.line}: {step.command}\n{done.stdout}"
                assert done.returncode == step.exit, told
                shown = trimmed(list(step.shown))
                printed = trimmed(done.stdout.splitlines())
                assert not shown or alike(shown, printed), told


def carry_out(step: Step, folder: Path, *programs: Path) -> subprocess.CompletedProcess[str]:
    """Run one command as a reader would, in a terminal of 80 columns that keeps its folder."""
    where = folder.parent / f"{folder.name}-is-in"
    path = (*programs, program_folder(), Path(sys.executable).parent, os.environ["PATH"])
    environment = {
        **{name: value for name, value in os.environ.items() if name.startswith(AT_START)},
        "WHERE": str(where), "PATH": os.pathsep.join(map(str, path)),
        "HUBFLOW_LANG": "en",  # the pages are in English, and so is what the examples' hubs say
        "HOME": str(folder), "COLUMNS": "80", "NO_COLOR": "1", "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(folder / INSTALLED), "PIP_TARGET": str(folder / INSTALLED),
        "PIP_NO_BUILD_ISOLATION": "0",  # pip's way of saying that there is no isolation
        "PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"trap 'pwd > $WHERE' EXIT\n{step.command}"],
        cwd=where.read_text("utf-8").strip() if where.exists() else folder, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False,
    )


def put_down(block: Block, folder: Path) -> None:
    """Write, add to or change the file that a block names."""
    path = folder / block.options.get("file", block.options.get("add", ""))
    path.parent.mkdir(parents=True, exist_ok=True)
    if "above" in block.options:
        before, line, after = path.read_text("utf-8").partition(f"\n{block.options['above']}")
        assert line, f"no line begins with {block.options['above']}"
        path.write_text(f"{before}\n{block.text}{line}{after}", "utf-8")
    elif "add" in block.options:
        path.write_text(f"{path.read_text('utf-8')}\n{block.text}", "utf-8")
    elif block.language == "diff":
        path.write_text(changed(path.read_text("utf-8"), block.text), "utf-8")
    else:
        path.write_text(block.text, "utf-8")


def changed(text: str, diff: str) -> str:
    """A text in which the old lines of a diff, found once, have become the new ones."""
    lines = diff.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] in "- ")
    assert text.count(old) == 1, f"{text.count(old)} times in the file:\n{old}"
    return text.replace(old, "".join(line[1:] for line in lines if line[0] in "+ "))
