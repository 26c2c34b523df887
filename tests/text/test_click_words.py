"""What click says by itself is said in hubflow's words, whatever fails before a command runs."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import click
import pytest

from hubflow.cli.main import main
from hubflow.text.catalogue import words

LEFT = re.compile(
    "Options|Positional arguments|Commands|Show |Aborted|deprecat|Deprecat|env var|default|"
    "dynamic|Repeat for|two entered|invalid input|colou?r|Press any|iterable|"
    "defined twice|uniquely|declarations|positional|Do you want|Confirm the action|No such command|"
    "valid UUID|date format|not executable|Choice[(]|does not match the format|"
    "Missing parameter: |Missing [{]param|Invalid start character|Takes [{]nargs|"
    "Arguments take|values are required|No options defined|valid boolean|Boolean option|"
    "Do not use|bytes string|must be a string|^(file|directory|path)$")
"""What click says in help, to those who write commands, or of what no command of hubflow has."""


def sentences() -> set[str]:
    """Every sentence that click hands to gettext in its modules for options and errors."""
    found = set()
    for name in ("core", "exceptions", "formatting", "parser", "termui", "types"):
        tree = ast.parse(Path(click.__path__[0], f"{name}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext"):
                found |= {str(each.value) for each in node.args if isinstance(each, ast.Constant)}
    return found


def test_every_sentence_of_click_that_commands_meet_is_in_the_words() -> None:
    assert {each for each in sentences() if not LEFT.search(each)} == set(words("en", "click"))
    assert all(key == said for key, said in words("en", "click").items())


@pytest.mark.parametrize(("typed", "variables", "told"), [
    (("run", "--lang", "pt", "--nada"), {}, "Erro: Não há a opção '--nada'."),
    (("run", "-p", "porto", "--nada"), {}, "Erro: Não há a opção '--nada'."),
    (("run", "--lang=pt", "--nada"), {}, "Erro: Não há a opção '--nada'."),
    (("run", "-pporto", "--nada"), {}, "Erro: Não há a opção '--nada'."),
    (("check", "-p", "porto", "--format"), {}, "Não há a opção '--format'."),
    (("register", "add"), {"HUBFLOW_LANG": "pt"}, "Falta o argumento"),
    (("nada",), {"LANG": "pt_PT.UTF-8"}, "Não há o comando «nada»."),
    (("nada",), {"LANG": "de_DE.UTF-8"}, 'There is no command "nada".'),
    (("nada",), {"LC_ALL": "C.UTF-8", "LANG": "pt_PT.UTF-8"}, 'There is no command "nada".'),
    (("run", "-p", "porto", "--rate", "x"), {"HUBFLOW_LANG": "en"}, "'x' is not a rate"),
    (("run", "-p", "porto", "--rate", "x"), {}, "'x' não é um câmbio"),
])
def test_errors_speak_the_language_that_is_known(
    typed: tuple[str, ...], variables: dict[str, str], told: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    said = error_of(typed, variables, tmp_path, monkeypatch, capsys)
    assert told in said
    assert ("Usage:" in said) != ("Não" in told or "Falta" in told or "não" in told)


def test_help_is_english_in_every_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["hubflow", "register", "decide", "--help"])
    monkeypatch.setenv("HUBFLOW_LANG", "pt")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr().out
    assert said.startswith("Usage: hubflow register decide")
    assert "Options:" in said


def error_of(
    typed: tuple[str, ...], variables: dict[str, str], folder: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> str:
    """What a command with wrong words says on the standard error."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["hubflow", *typed])
    for name in ("HUBFLOW_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    return " ".join(capsys.readouterr().err.split())
