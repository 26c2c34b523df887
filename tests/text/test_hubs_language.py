"""Every command that names a hub, or a register of one, speaks that hub's language."""

from __future__ import annotations

import functools
import re
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

import click
import pytest
from tests.register.test_hubs_language import english_in

from hubflow.cli.lazy import load_command, own_commands
from hubflow.cli.main import main

CLUB = Path(__file__).parents[2] / "examples/girls-club-porto.toml"

WRONG: Mapping[str, str] = {
    "adapt": "adapt nada.toml --from westmidlands --to porto",
    "assign": "assign nada.toml -p porto --assessors nada.csv --out a.csv",
    "brief": "brief nada.toml -p porto",
    "check": "check --privacy nada.toml -p porto",
    "compare": "compare nada.toml -p porto -p porto",
    "draw": "draw nada.toml -p porto",
    "facts": "facts -p porto",
    "form": "form -p porto --for page --out form --phase nada",
    "handbook": "handbook -p porto --out nada.xyz",
    "inputs": "inputs nada.toml -p porto",
    "intake": "intake -p porto nada.csv --map nada.toml --out call",
    "jury-pack": "jury-pack nada.toml -p porto --out pack",
    "letters": "letters nada.toml -p porto --out letters",
    "list": "list nada.toml -p porto",
    "map": "map nada.toml -p porto --out nada.html",
    "new-dossier": "new-dossier -p porto --out nada.json",
    "report": "report nada.toml -p porto --out nada.html",
    "run": "run nada.toml -p porto",
    "trading": "trading nada.toml -p porto",
    "weigh": "weigh -p porto --with nada",
    "why": "why nada.toml -p porto",
}
"""A wrong use of each command that takes a hub: what is wrong is said in the hub's language."""

OTHERWISE = {"test": "for authors of a method", "plugins": "for those who write plugins",
             "serve": "for whoever runs the server", "adapt": "speaks as the hub that --to names",
             "form": "with a register alone it tells which hubs' plugins are installed"}
"""Commands that speak otherwise, of a hub or of a register, and why."""

PORTUGUESE = re.compile(r"\b(não|nenhuma?|Erro|esse|tem de|já|usam-se|Indique|exatamente)\b")


@functools.cache
def options() -> Mapping[str, frozenset[str]]:
    """The options of each command of hubflow's own, but for groups."""
    loaded = {name: load_command(place.target) for name, place in own_commands().items()}
    return {name: frozenset(option for each in command.params for option in each.opts)
            for name, command in loaded.items()
            if isinstance(command, click.Command) and not isinstance(command, click.Group)}


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a register of Porto's hub with one venture."""
    url = f"sqlite:///{tmp_path_factory.mktemp('register') / 'hub.db'}"
    for words in ("init", f"add -p porto {CLUB} --on 2024-01-10"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["hubflow", "register", *words.split(), "--register", url])
            with pytest.raises(SystemExit) as end:
                main()
        assert not end.value.code
    return url


def refusal(
    typed: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    """What a wrong command says, where neither a variable nor the system names a language."""
    monkeypatch.chdir(folder)
    for name in ("HUBFLOW_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "HUBFLOW_REGISTER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "argv", ["hubflow", *shlex.split(typed)])
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2, typed
    return capsys.readouterr().err


def test_every_command_that_takes_a_hub_is_tried() -> None:
    hubs = {name for name, found in options().items() if found & {"-p", "--to"}}
    assert hubs == {*WRONG} | {name for name in OTHERWISE if options()[name] & {"-p", "--to"}}


@pytest.mark.parametrize("name", WRONG)
def test_a_command_speaks_the_language_of_the_hub_that_it_names(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refusal(WRONG[name], tmp_path, monkeypatch, capsys)
    assert PORTUGUESE.search(said), said
    assert english_in(said.replace("(em inglês)", "")) == []


@pytest.mark.parametrize("name", [
    name for name in WRONG if "--register" in options()[name] and name not in OTHERWISE])
def test_a_command_speaks_the_language_of_the_registers_hub(
    name: str, register: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    typed = WRONG[name].replace("-p porto", "").replace("nada.toml", "./nada.toml")
    said = refusal(f"{typed} --register {register}", tmp_path, monkeypatch, capsys)
    assert PORTUGUESE.search(said), said
    assert english_in(said.replace("(em inglês)", "")) == []


def test_adapt_speaks_as_the_new_place(
    register: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    typed = f"adapt ./nada.toml --register {register} --to"
    assert "as iniciativas indicam-se" in refusal(f"{typed} porto", tmp_path, monkeypatch, capsys)
    assert "are named by" in refusal(f"{typed} westmidlands", tmp_path, monkeypatch, capsys)
