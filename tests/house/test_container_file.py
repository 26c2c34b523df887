"""The container file of the documents: what it copies, installs and starts is there."""

from __future__ import annotations

import json
import shlex
from fnmatch import fnmatch
from pathlib import Path

import click
import tomli
from tests.house.documents import blocks

from hubflow.cli.main import cli

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "workbench-for-a-team.md"


def instructions() -> dict[str, str]:
    """The instructions of the container file, each with what follows it on its lines."""
    (text,) = (block.text for block in blocks(PAGE.read_text("utf-8"))
               if block.text.startswith("FROM "))
    return dict(line.split(" ", 1) for line in text.replace("\\\n", "").splitlines())


def is_copied(path: str) -> bool:
    """Whether the file of what is not copied lets in a path: the last pattern that holds wins."""
    let_in = True
    for pattern in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        if pattern and not pattern.startswith("#"):
            plain = pattern.removeprefix("!").removeprefix("**/")
            held = {path, *map(str, Path(path).parents)} - {"."}
            if any(fnmatch(Path(each).name if "**/" in pattern else each, plain) for each in held):
                let_in = pattern.startswith("!")
    return let_in


def test_what_it_installs_is_in_the_checkout_and_copied() -> None:
    extras = tomli.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
        "optional-dependencies"]
    words = shlex.split(instructions()["RUN"])
    folders = [word.removeprefix("/hubflow").lstrip("/").partition("[") for word in words
               if word.startswith("/hubflow")]
    assert [folder[0] for folder in folders] == ["", "plugins/porto"]
    assert {extra.strip("]") for *_, extra in folders if extra} <= set(extras)
    for folder, *_ in folders:
        project = tomli.loads((ROOT / folder / "pyproject.toml").read_text("utf-8"))
        needed = ["pyproject.toml", project["project"]["readme"],
                  *project["project"].get("license-files", []),
                  *project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]]
        for each in needed:
            path = (Path(folder) / each).as_posix()
            assert (ROOT / path).exists()
            assert is_copied(path), path


def test_nothing_else_of_a_checkout_is_copied() -> None:
    for path in (".git/config", ".venv/bin/python", "out/workbench.db", "hub.db", "keys/secret",
                 "core/hubflow/cli/__pycache__/main.pyc", "tests/conftest.py"):
        assert not is_copied(path), path


def test_the_command_that_it_starts_has_the_options() -> None:
    name, command, *options = json.loads(instructions()["CMD"])
    assert name == "hubflow"
    with click.Context(cli, info_name=name) as context:
        serve = cli.get_command(context, command)
        assert serve is not None
        known = {option for each in serve.params for option in each.opts + each.secondary_opts}
    assert {option for option in options if option.startswith("--")} <= known
    keys = Path(instructions()["WORKDIR"], options[options.index("--keys") + 1]).as_posix()
    assert keys == instructions()["VOLUME"]
    assert keys in shlex.split(instructions()["RUN"]), "made, as the user that the program runs as"
