"""A new hub's folder works at once, and keeps nothing of the model back."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import pytest
import tomli
from tests.quick_start import hubflow_here

from hubflow.engine.method.prepared_method import compiled_method
from hubflow.kit.checking.plugin_check import check_hub
from hubflow.kit.new_hub.hub_folder import NewHub, new_hub
from hubflow.model.methodology import Methodology, text_in
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.reading.records.converter import toml_key
from hubflow.testing import cases_of, run_case
from hubflow.text.catalogue import languages, words

# French hubs are written for here, and nothing brings words in French
pytestmark = pytest.mark.filterwarnings("ignore::hubflow.text.catalogue.LanguageWarning")

TODAY = dt.date(2024, 5, 6)

TOLD_OTHERWISE = {
    ("Methodology", "phases"),  # they stand under their stages
    ("Phase", "stage"),  # the table that a phase stands in says it
    ("Parameter", "id"),  # the parameter's key is its id
    ("Parameter", "values"),  # written as `value`, or as dates
}

EXAMPLE = re.compile(r"#(?=[\w\[\"])")
"""How a line that can be taken into use begins; what explains has a space after the mark."""


def hub(language: str = "en", *, python: bool = False, country: str = "GB") -> NewHub:
    return NewHub(id="river-lab", place='Riverside "on sea"', country=country, language=language,
                  currency="GBP", python=python)


def written(made: NewHub, folder: Path) -> Path:
    """The folder of the methodology in a new hub's folder."""
    for name, content in new_hub(made, TODAY).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder / made.inside


@pytest.mark.parametrize("country", ["GB", ""])
@pytest.mark.parametrize("language", ["en", "pt", "fr"])
def test_a_folder_runs_and_its_case_comes_out(
    language: str, country: str, tmp_path: Path
) -> None:
    loaded = load_hub(written(hub(language, country=country), tmp_path))
    method = compiled_method(loaded).methodology
    assert {phase.stage for phase in method.phases} == {
        "identify", "understand", "test", "incubate", "trade", "scale"}
    (case,) = cases_of(loaded)
    assert run_case(loaded, case) == ()
    assert all(source.status == "assumption" for source in method.sources)


def test_a_hub_is_called_after_its_id_or_as_one_says(tmp_path: Path) -> None:
    where = ("--place", "Riverside", "--country", "GB", "--language", "en", "--currency", "GBP")
    for folder, called, name in (("after", (), "River Lab"),
                                 ("own", ("--called", ' The "Quay" '), 'The "Quay"')):
        done = hubflow_here("new", "river-lab", *where, *called, "--out", folder, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        method = compiled_method(load_hub(str(tmp_path / folder))).methodology
        assert text_in(method.hub.name, "en", "") == name


@pytest.mark.usefixtures("forked_checks")
@pytest.mark.parametrize("language", ["en", "pt", "fr"])
def test_a_folder_passes_every_check(language: str, tmp_path: Path) -> None:
    report = check_hub(str(written(hub(language), tmp_path)))
    assert report.holds, report.data()
    assert not report.not_run


def test_a_package_passes_every_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(hub(python=True), tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    report = check_hub("hubflow_river_lab")
    assert report.holds, report.data()
    assert not report.not_run


def test_a_package_runs_with_its_hook_and_its_own_tests_pass(tmp_path: Path) -> None:
    written(hub(python=True), tmp_path)
    test = tmp_path / "tests" / "test_river_lab.py"
    # not installed here: found as a module, not by its name
    test.write_text(test.read_text("utf-8").replace('hub = "river-lab"',
                                                    'hub = "hubflow_river_lab"'), "utf-8")
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
                          cwd=tmp_path, env={"PYTHONPATH": str(tmp_path), "PATH": ""}, text=True,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_package_is_typed_and_tidy(tmp_path: Path) -> None:
    written(hub(python=True), tmp_path)
    rules = "--select=E,F,W,I,B,UP,SIM,RUF,PT,D1"
    done = subprocess.run([sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache",
                           "--line-length=100", rules, "."],
                          cwd=tmp_path, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    project = tomli.loads((tmp_path / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"]["hubflow"] == {"river-lab": "hubflow_river_lab"}
    assert (tmp_path / "hubflow_river_lab" / "py.typed").is_file()


@pytest.mark.parametrize("python", [False, True])
def test_every_file_points_to_its_schema_and_obeys_it(python: bool, tmp_path: Path) -> None:
    written(hub(python=python), tmp_path)
    pointing = [path for path in tmp_path.rglob("*.toml") if path.name != "pyproject.toml"]
    assert len(pointing) == 3
    for path in pointing:
        text = path.read_text("utf-8")
        schema = re.match(r"#:schema (\.\S+)\n", text)
        assert schema, path
        content = json.loads((path.parent / schema[1]).read_text("utf-8"))
        data = json.loads(json.dumps(tomli.loads(text), default=str))
        assert not list(jsonschema.Draft202012Validator(content).iter_errors(data)), path


def test_what_hubflow_does_not_speak_is_to_be_translated(tmp_path: Path) -> None:
    french = (written(hub("fr"), tmp_path) / "methodology.toml").read_text("utf-8")
    english = new_hub(hub("en"), TODAY)["methodology.toml"].decode()
    assert "# TO TRANSLATE" in french
    assert "# TO TRANSLATE" not in english
    assert tomli.loads(french)["stages"] == tomli.loads(english)["stages"]


def test_its_words_are_there_in_every_language() -> None:
    assert len({frozenset(words(language, "new-hub")) for language in languages()}) == 1


def records(cls: Any) -> Iterator[Any]:
    """The model's records within one, itself among them."""
    found: list[Any] = [cls]
    for record in found:
        attrs.resolve_types(record)
        for field in attrs.fields(record):
            found += [part for part in parts(field.type) if part not in found]
    yield from found


def parts(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, type) and attrs.has(annotation):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from parts(inner)


@pytest.mark.parametrize("cls", list(records(Methodology)), ids=lambda cls: cls.__name__)
@pytest.mark.parametrize("python", [False, True])
def test_every_key_of_the_model_is_explained_by_example(cls: Any, python: bool) -> None:
    made = hub(python=python)
    lines = new_hub(made, TODAY)[f"{made.inside}methodology.toml"].decode().splitlines()
    for field in attrs.fields(cls):
        key = toml_key(field)
        if (cls.__name__, field.name) in TOLD_OTHERWISE:
            continue
        sentence = f"# {field.metadata['about']}"
        told = [number for number in range(len(lines))
                if comment_at(lines, number).startswith(sentence)]
        assert told, f"{cls.__name__}.{key}: {sentence}"
        assert any(key_after(lines, number, key) for number in told), f"{cls.__name__}.{key}"


def comment_at(lines: list[str], number: int) -> str:
    """A comment that begins on a line, joined over those that go on with it."""
    joined = ""
    while number < len(lines) and lines[number].startswith("# "):
        joined += (" " + lines[number][2:]) if joined else lines[number]
        number += 1
    return joined


def key_after(lines: list[str], number: int, key: str) -> bool:
    """Whether the lines below a comment, down to the next one, use a key."""
    below = number
    while lines[below].startswith("# "):
        below += 1
    while below < len(lines) and lines[below] and not lines[below].startswith("# "):
        if re.match(rf"#?(?:\[\[?(?:[\w.]+\.)?{key}[.\]]|(?:\w+\.)?{key}(?:\.\w+)? =)",
                    lines[below]):
            return True
        below += 1
    return False


def examples(text: str) -> list[tuple[int, ...]]:
    """The lines of each commented example: a heading with all below it, or lines in a row."""
    lines = text.splitlines()
    found: list[tuple[int, ...]] = []
    within: list[int] = []
    block = False
    for number, line in enumerate([*lines, ""]):
        example = bool(EXAMPLE.match(line))
        if within and (not line if block else not example):
            found.append(tuple(within))
            within, block = [], False
        if example:
            block = block or line.startswith("#[")
            within.append(number)
    return found


def used(text: str, numbers: tuple[int, ...]) -> str:
    """The text with the mark taken away from some of its lines."""
    return "\n".join(line[1:] if number in numbers else line
                     for number, line in enumerate(text.splitlines())) + "\n"


METHOD = new_hub(hub(), TODAY)["methodology.toml"].decode()
EXAMPLES = examples(METHOD)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 20
    assert not [line for line in METHOD.splitlines()[1:] if re.match(r"#[^\w\[\" ]", line)]


@pytest.mark.parametrize("numbers", [*EXAMPLES, tuple(n for one in EXAMPLES for n in one)],
                         ids=lambda numbers: METHOD.splitlines()[numbers[0]][1:])
def test_an_example_is_accepted_when_it_is_used(numbers: tuple[int, ...], tmp_path: Path) -> None:
    folder = written(hub(), tmp_path)
    text = used(METHOD, numbers)
    assert tomli.loads(text) != tomli.loads(METHOD)
    (folder / "methodology.toml").write_text(text, "utf-8")
    (folder / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")  # the image that an example names
    compiled_method(load_hub(folder))
    schema = json.loads((folder / ".hubflow" / "methodology.schema.json").read_text("utf-8"))
    data = json.loads(json.dumps(tomli.loads(text), default=str))
    assert not list(jsonschema.Draft202012Validator(schema).iter_errors(data))


def test_the_first_dossier_says_that_it_is_made_up(tmp_path: Path) -> None:
    folder = written(hub(), tmp_path)
    (entry,) = load_inputs([folder / "examples"]).entries
    assert {source.status for source in entry.dossier.sources} == {"illustrative"}
