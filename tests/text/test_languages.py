"""A language is one folder of TOML: all have the same keys, and a pack brings one from outside."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import tomli
from tests.quick_start import hubflow_command

from hubflow.engine.facts import registry
from hubflow.text import catalogue
from hubflow.text.catalogue import languages
from hubflow.text.vocabulary import concepts

HERE = Path(__file__).parent
OWN = Path(catalogue.__file__).parent
SPANISH = HERE / "hubflow-es"
HUB, CAFE = HERE / "barrio", HERE / "barrio" / "cafe-de-reparaciones.toml"
FOLDERS = {"en": OWN / "en", "pt": OWN / "pt", "es": SPANISH / "hubflow_es"}
OF_PEOPLE = {"name", "title", "says", "otherwise", "summary", "heading", "asks", "note",
             "description", "reasons", "by", "statement", "negocio", "equipo", "applicant"}
"""The keys of the Spanish hub and its dossier under which people write sentences and names."""
A_PLACE = {"{here}", "{there}"}
"""Placeholders for a place's name, which a language may avoid: names of places take articles."""
FREE = {"click.toml": {"{name}", "{number_type}"}}
"""Placeholders that a language may leave out in one file: click fills in English words."""
TECHNICAL = {"hubflow", "polars", "eur"}
"""What a document says in every language."""


def contents(folder: Path, file: str) -> Mapping[str, Any]:
    return tomli.loads((folder / file).read_text("utf-8"))


def flat(entries: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, Any]]:
    """Each entry of a file by its dotted key."""
    for key, value in entries.items():
        if isinstance(value, dict):
            yield from flat(value, f"{within}{key}.")
        else:
            yield f"{within}{key}", value


def placeholders(value: Any) -> set[str]:
    return set(re.findall(r"\{\w*\}", value)) if isinstance(value, str) else set()


@pytest.mark.parametrize("file", sorted(path.name for path in FOLDERS["pt"].glob("*.toml")))
def test_all_languages_have_the_same_keys_and_placeholders(file: str) -> None:
    told = {language: dict(flat(contents(folder, file))) for language, folder in FOLDERS.items()
            if language != "en" or (folder / file).exists()}
    for language, entries in told.items():
        assert set(entries) == set(told["pt"]), (language, file)
        for key, value in entries.items():
            other = told["pt"][key]
            assert type(value) is type(other), (language, key)
            wanted = placeholders(told.get("en", told["pt"])[key])
            assert placeholders(value) <= wanted, (language, key)
            assert wanted - placeholders(value) <= A_PLACE | FREE.get(file, set()), (language, key)
            if isinstance(value, str) and file != "values.toml":
                assert value.strip(), (language, key)
                assert value[0].isspace() == other[0].isspace(), (language, key)


def test_all_languages_have_the_same_files_and_english_leaves_out_what_the_code_says() -> None:
    files = {language: {path.name for path in folder.glob("*.toml")}
             for language, folder in FOLDERS.items()}
    assert files["es"] == files["pt"]
    assert files["pt"] - files["en"] == {
        "checks.toml", "dimensions.toml", "facts.toml", "keys.toml", "labels.toml", "limits.toml",
        "method-keys.toml"}
    assert not files["en"] - files["pt"]


@pytest.mark.parametrize("language", FOLDERS)
def test_a_year_has_twelve_months_and_no_word_means_both_yes_and_no(language: str) -> None:
    values = contents(FOLDERS[language], "values.toml")
    assert len(values["months"]) == len(values["short_months"]) == 12
    assert not set(values["yes"]) & set(values["no"])


def test_no_label_of_one_language_means_another_label_in_another_language() -> None:
    """A cell is read in all languages, so a word may not change its meaning between them."""
    meaning: dict[str, str] = {}
    for language in ("pt", "es"):
        for label, word in contents(FOLDERS[language], "labels.toml").items():
            assert meaning.setdefault(word.casefold(), label) == label, word


def test_spanish_tells_every_rule_with_the_names_and_numbers_of_the_english_one() -> None:
    rules = contents(FOLDERS["es"], "facts.toml")["rules"]
    assert set(rules) <= {fact.derived for fact in registry().values()}
    names = re.compile(r"\b[a-z]+\.[a-z_.0-9]+\b")
    for english, spanish in rules.items():
        assert sorted(names.findall(spanish)) == sorted(names.findall(english))
        assert (re.findall(r"\d+", spanish) == re.findall(r"\d+", english))


def test_only_what_stands_in_a_folder_of_words_is_a_language() -> None:
    assert languages() == ("en", "pt")
    assert all(set(concept.name) == {"en", "pt"} for concept in concepts().values())


class Installed:
    """A folder in which distributions with language packs are installed, and hubflow run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, project: Path) -> Path:
        """Install a project as its pyproject.toml says, without building it."""
        about = contents(project, "pyproject.toml")["project"]
        name = about["name"].replace("-", "_")
        info = self.folder / f"{name}-{about['version']}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {about['name']}\nVersion: {about['version']}\n", "utf-8")
        (info / "entry_points.txt").write_text("".join(
            f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in points.items())
            for group, points in about["entry-points"].items()), "utf-8")
        if not (project / name).is_dir():
            return self.folder
        return Path(shutil.copytree(project / name, self.folder / name))

    def overlay(self, language: str, name: str, **files: str) -> None:
        """Install a pack that says only what ``files`` hold."""
        project = self.folder / "projects" / name
        for file, text in files.items():
            path = project / name / f"{file}.toml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        project.mkdir(parents=True, exist_ok=True)
        (project / "pyproject.toml").write_text(
            f'[project]\nname = "{name}"\nversion = "1.0"\n'
            f'[project.entry-points."hubflow.languages"]\n{language} = "{name}"\n', "utf-8")
        self.install(project)

    def hubflow(self, *args: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*hubflow_command(), *map(str, args)], cwd=self.folder, text=True,
            capture_output=True, check=False,
            env={**os.environ, "PYTHONPATH": str(self.folder)})


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    return Installed(tmp_path)


def words_of(text: str) -> set[str]:
    """The words of a text, without what stands in it as code, an address or a placeholder."""
    plain = re.sub(r"`[^`]*`|\[\^\w+\]:?|\{\w*\}", " ", text.casefold())
    return set(re.findall(r"[^\W\d_]+", plain))


def told_by_people(part: Any, key: str = "") -> Iterator[str]:
    """What people wrote in a methodology or dossier."""
    if isinstance(part, dict):
        for inner, value in part.items():
            yield from told_by_people(value, inner)
    elif isinstance(part, list):
        for value in part:
            yield from told_by_people(value, key)
    elif isinstance(part, str) and (key in OF_PEOPLE or key in {"scale", "score"}):
        yield part


def spanish_words() -> set[str]:
    """Every word that the Spanish pack, the Spanish hub and its dossier say."""
    known = set(TECHNICAL)
    for file in FOLDERS["es"].glob("*.toml"):
        for _, value in flat(tomli.loads(file.read_text("utf-8"))):
            for text in value if isinstance(value, list) else [value]:
                known |= words_of(text)
    for path in (HUB / "methodology.toml", CAFE):
        for text in told_by_people(tomli.loads(path.read_text("utf-8"))):
            known |= words_of(text)
    return known


def not_spanish(text: str) -> list[str]:
    """The lines that hold a word which nobody said in Spanish, each with its words."""
    known = spanish_words()
    return [f"{sorted(strange)}: {line}" for line in text.splitlines()
            if (strange := words_of(line) - known)]


def scorecard(installed: Installed) -> str:
    done = installed.hubflow("run", "-p", HUB, CAFE, "--as-of", "2026-03-01", "--out", "out")
    assert (done.returncode, done.stderr) == (0, "")
    texts = [done.stdout.replace("Escrito en out.", "")]
    texts += [path.read_text("utf-8") for path in sorted(installed.folder.glob("out/*/*.md"))]
    assert len(texts) == 3, "the terminal, the scorecard, the proposal"
    return re.sub(r"\[[a-z]+\.[a-z_]+\]", "", "\n".join(texts))  # names of facts


def test_an_example_is_spanish_to_the_last_word(installed: Installed) -> None:
    installed.install(SPANISH)
    text = scorecard(installed)
    for said in ("Ficha de evaluación", "Pruebas que faltan", "hasta 3",
                 "10 de febrero de 2026", "Nadie sale de la incubación sin un líder con nombre."):
        assert said in text
    assert not_spanish(text) == []


def test_what_is_not_spanish_is_listed(installed: Installed) -> None:
    pack = installed.install(SPANISH)
    common = pack / "common.toml"
    common.write_text(common.read_text("utf-8").replace('"scorecard" =', '"old_scorecard" ='),
                      "utf-8")
    (pack / "guarantees.toml").unlink()
    done = installed.hubflow("run", "-p", HUB, CAFE, "--as-of", "2026-03-01", "--out", "out")
    assert done.returncode == 0
    (told,) = done.stderr.splitlines()
    assert "'es' (hubflow-es)" in told
    assert "common.toml: scorecard;" in told
    listed = installed.hubflow("plugins").stdout
    assert "es  a language pack, from hubflow-es\n    lacks in common.toml: scorecard\n" in listed
    assert "guarantees.toml: safeguarding.says, safeguarding.otherwise, leader.says" in told
    found = not_spanish((installed.folder / "out" / CAFE.stem / "scorecard.md").read_text("utf-8"))
    assert "['scorecard']: # Scorecard: Café de reparaciones" in found
    assert any("Find and name the person who will lead" in line for line in found)


@pytest.mark.parametrize("command", [
    ("run", "-p", "porto", "cafe.toml"), ("handbook", "-p", "porto"),
    ("inputs", "-p", "porto"), ("jury-pack", "-p", "porto", "cafe.toml")])
def test_a_language_without_words_is_refused_by_name(
    command: tuple[str, ...], installed: Installed
) -> None:
    shutil.copy(CAFE, installed.folder / "cafe.toml")
    done = installed.hubflow(*command, "--lang", "es")
    assert (done.returncode, done.stdout) == (2, "")
    assert "hubflow has no words in the language 'es'. It has words in: en, pt." in done.stderr
    assert "hubflow.languages" in done.stderr


def test_a_hub_without_words_in_its_language_is_told_once_and_speaks_english(
    installed: Installed
) -> None:
    done = installed.hubflow("run", "-p", HUB, CAFE, "--as-of", "2026-03-01")
    assert done.returncode == 0
    (told,) = done.stderr.splitlines()
    assert told.startswith("hubflow has no words in the language 'es'.")
    assert told.endswith("hubflow's own texts stand in English.")
    assert "Escucha: revise · Score 46.7 of 100" in done.stdout


def test_a_new_hub_says_what_its_language_lacks(installed: Installed) -> None:
    new = ("new", "rio", "--place", "Sevilla", "--country", "ES", "--language", "es",
           "--currency", "EUR", "--out")
    done = installed.hubflow(*new, "without")
    assert done.returncode == 0
    assert done.stderr.startswith("hubflow has no words in the language 'es'.")
    assert "# TO TRANSLATE" in (installed.folder / "without/methodology.toml").read_text("utf-8")
    installed.install(SPANISH)
    done = installed.hubflow(*new, "with")
    assert (done.returncode, done.stderr) == (0, "")
    method = (installed.folder / "with/methodology.toml").read_text("utf-8")
    assert "# TO TRANSLATE" not in method
    assert "Se escucha a los destinatarios" in method


def test_a_pack_may_change_some_words_of_a_language(installed: Installed) -> None:
    installed.install(SPANISH)
    installed.overlay("es", "house_words", common='"scorecard" = "Hoja de la casa"\n',
                      guarantees='[leader]\nsays = "Alguien dirige."\n')
    text = scorecard(installed)
    assert "# Hoja de la casa: Café de reparaciones" in text
    assert "Alguien dirige." in text
    assert "Encuentre y nombre a la persona" in text, "the rest of the table stays"


def test_a_pack_without_a_folder_and_one_that_is_only_a_part_make_no_language(
    installed: Installed
) -> None:
    installed.overlay("fr", "gone")
    installed.overlay("de", "part", report='"skip" = "Zum Bericht"\n')
    done = installed.hubflow("handbook", "-p", "porto", "--lang", "fr")
    assert done.returncode == 2
    assert "gone names a package for it that does not bring a whole language" in done.stderr
    done = installed.hubflow("handbook", "-p", "porto", "--lang", "de")
    assert "It has words in: en, pt." in done.stderr


def test_a_cell_in_spanish_is_read_where_the_pack_is_installed(installed: Installed) -> None:
    installed.install(SPANISH)
    code = ("from hubflow.reading.values.date_reading import month_readings\n"
            "from hubflow.reading.values.vocabulary_words import gap_of, label_of\n"
            "from hubflow.reading.values.yes_no import yes_or_no_of\n"
            "print(yes_or_no_of('Sí'), yes_or_no_of('sim'), label_of('Taller', ['workshop']),"
            " gap_of('no se divulga'), month_readings('ene. 2025')[0].value)")
    done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True,
                          env={**os.environ, "PYTHONPATH": str(installed.folder)})
    assert done.stdout == "True True workshop withheld 2025-01-01\n"
