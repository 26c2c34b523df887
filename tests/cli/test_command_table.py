"""Commands and subcommands are the files of folders: a file more is a command more."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from hubflow.cli.lazy import CommandFolder
from hubflow.cli.main import ORDER as CLI_ORDER
from hubflow.cli.main import cli
from hubflow.register.commands import ORDER as REGISTER_ORDER
from hubflow.register.commands import command as register

GARDEN = '"""``hubflow garden``: Count what grows."""\n'
BEES = '''"""``hubflow garden {name}``: {line}"""
import click


@click.command(name="{name}")
def command():
    """Count."""
    click.echo("counted {name}")
'''


def every_command(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command and subcommand, by what is typed to run it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path}{name}", command
        if isinstance(command, click.Group):
            yield from every_command(command, f"{path}{name} ")


def test_every_command_has_its_place_in_the_help() -> None:
    assert set(CLI_ORDER) == set(cli.list_commands(click.Context(cli)))
    assert set(REGISTER_ORDER) == set(register.list_commands(click.Context(register)))


def test_every_command_bears_the_name_that_its_file_says() -> None:
    found = dict(every_command(cli))
    wrong = [typed for typed, command in found.items()
             if not isinstance(command, click.Group) and command.name != typed.split(" ")[-1]]
    assert not wrong
    assert {"run", "register decide", "grants export"} <= set(found)


def test_a_file_more_is_a_subcommand_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "garden_commands"
    folder.mkdir()
    (folder / "__init__.py").write_text(GARDEN, "utf-8")
    (folder / "helper.py").write_text('"""Help the others."""\n', "utf-8")
    (folder / "elsewhere.py").write_text('"""``hubflow orchard pick``: Pick."""\n', "utf-8")
    for name, line in (("moths", "Count moths."), ("bees", "Count bees."), ("ants", "Count ants.")):
        (folder / f"{name}.py").write_text(BEES.format(name=name, line=line), "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    import_module("garden_commands")
    group = CommandFolder("garden", package="garden_commands", order=("moths",))
    assert group.lines() == [
        ("moths", "Count moths."), ("ants", "Count ants."), ("bees", "Count bees.")]
    assert "garden_commands.bees" not in sys.modules
    assert CliRunner().invoke(group, ["bees"]).output == "counted bees\n"
