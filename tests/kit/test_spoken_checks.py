"""An author reads what is wrong with a method in the hub's language, and codes stay as they are."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import attrs
import pytest
from tests.register.conftest import Hubflow

from hubflow.engine.method.rules import KINDS
from hubflow.kit.cases.case_records import CaseFile
from hubflow.kit.checking.findings import Finding, Report
from hubflow.kit.checking.plugin_check import check_file, check_hub
from hubflow.kit.editions import edition_parts
from hubflow.kit.editions.edition_parts import EditionPart
from hubflow.kit.hub_language import speaking_of
from hubflow.model.methodology import Methodology
from hubflow.plugins.check_catalogue import LEVELS, checks_of_levels, spoken_check
from hubflow.reading.records.converter import toml_key
from hubflow.text import catalogue
from hubflow.text.catalogue import words
from hubflow.text.spoken import say, speaking
from hubflow.text.vocabulary import method_key_words

FILES = ("expression-checks", "method-checks", "gate-checks", "plugin-problems", "kit")
ENGLISH = frozenset({"the", "is", "are", "not", "of", "has", "have", "it", "which", "this",
                     "that", "must", "there", "what", "with", "be", "each", "write"})


FAULTS = """
[[stages.understand.criteria]]
id = "reach"
title = "Again"
concept = "made-up"
measure = "sum(understand.nothing) + 'a'"
judged = true
weight = -1
scale = [5, 1]
source = "nowhere"
[[stages.understand.criteria]]
measure = "understand.service_users_involved >"
scale = [1, 5]
[[stages.test.values]]
id = "a b"
expression = "1,5"
says = "x"
source = "rules"
[[stages.test.requirements]]
id = "odd"
holds = "identify.authority_named > 3"
says = "x"
source = "rules"
wieght = 1
[[proposal.sections]]
id = "s"
heading = "S"
answer = "identify.nothing"
[[assumed]]
fact = "trade.formed"
value = "x"
source = "rules"
[[expected_failures]]
check = "HF999"
reason = "x"
"""


def fields(text: str) -> list[tuple[str, str, str]]:
    """What is filled into a sentence, with its form."""
    return sorted((name, form or "", how or "") for _, name, form, how in
                  string.Formatter().parse(text) if name)


@pytest.mark.parametrize("file", FILES)
def test_every_sentence_is_another_one_in_portuguese_with_the_same_values(file: str) -> None:
    english, portuguese = words("en", file), words("pt", file)
    assert [key for key in english if english[key] == portuguese[key]] == (
        {"kit": ["case_ok"], "plugin-problems": ["of_hub"]}.get(file, []))
    assert [key for key in english if fields(english[key]) != fields(portuguese[key])] == []


def required(record: Any, seen: set[Any]) -> Iterator[str]:
    """What the keys ask that a record, and each record within it, must have."""
    if not (isinstance(record, type) and attrs.has(record)):
        for inner in get_args(record):
            yield from required(inner, seen)
    elif record not in seen:
        seen.add(record)
        attrs.resolve_types(record)
        for field in attrs.fields(record):
            if field.default is attrs.NOTHING and toml_key(field) != "phases":
                yield str(field.metadata.get("about", ""))
            yield from required(field.type, seen)


@pytest.mark.parametrize("record", [Methodology, CaseFile])
def test_what_a_missing_key_asks_is_known_in_portuguese(record: type) -> None:
    asked = {each for each in required(record, set()) if each}
    assert len(asked) > 1
    assert asked - set(method_key_words("pt")) == set()


def test_every_kind_of_part_that_editions_compare_has_a_name() -> None:
    compared = {kind.name for kind in KINDS.values()} - edition_parts._OTHERWISE_COMPARED
    for kind in (*compared, "level", "label", "uses", "assumed", "indicators", "publisher"):
        part = EditionPart(kind, (), kind, kind)
        assert part.words.startswith("the ")
        with speaking(lambda: "pt"):
            assert not part.words.startswith("the ")
            assert part.referred


def shape(found: Report) -> list[tuple[str, str, int, str, str]]:
    """What programs read of findings."""
    return [(each.check, each.file, each.line, each.key, each.about) for each in found.findings]


def not_portuguese(finding: Finding) -> frozenset[str]:
    """English words in what a finding says, beside what is quoted of the file."""
    said = re.sub(r"`[^`]*`|«[^»]*»|'[^']*'|\[[^]]*\]|\S*[._(]\S*|[A-Z]{2,}", " ",
                  f"{finding.what} {finding.to_do}")
    return ENGLISH & set(re.findall(r"[a-z]+", said.casefold()))


def in_both(tmp_path: Path, text: str) -> tuple[Report, Report]:
    """What the checks of a file find in a text, in English and in Portuguese."""
    folder = tmp_path / "hub"
    folder.mkdir()
    (folder / "methodology.toml").write_text(text, "utf-8")
    english = check_file(str(folder))
    with speaking(lambda: "pt"):
        return english, check_file(str(folder))


def test_a_file_with_many_faults_is_told_of_in_portuguese(
    tmp_path: Path, zoo: ModuleType
) -> None:
    english, portuguese = in_both(tmp_path, good(zoo) + FAULTS)
    assert len(english.findings) >= 15
    assert sorted(shape(portuguese)) == sorted(shape(english))
    assert [(each, strange) for each in portuguese.findings
            if (strange := not_portuguese(each))] == []
    assert not {each.what for each in english.findings} & {
        each.what for each in portuguese.findings}
    assert any(each.to_do == "O seu título." for each in portuguese.findings)


LAWS = {"HF304", "HF309", "HF403"}
"""Checks of which one finding each is made in Portuguese, in a process of its own."""


@pytest.mark.usefixtures("forked_checks")
def test_laws_and_cases_speak_the_language_of_whoever_asks(
    tmp_path: Path, zoo: ModuleType
) -> None:
    spoilt = {each.check: each for each in zoo.ZOO if each.check in LAWS}
    assert set(spoilt) == LAWS
    for check, one in spoilt.items():
        (tmp_path / check).mkdir()
        package = zoo.write(tmp_path / check, "bad", one)
        with speaking(lambda: "pt"):
            found = check_hub(str(package)).findings
        assert check in {each.check for each in found}
        assert not [each for each in found if not_portuguese(each)], check


def good(zoo: ModuleType) -> str:
    """The method in which nothing is wrong."""
    return str(zoo.METHOD).replace("NAME", "good")


@pytest.fixture
def hub(tmp_path: Path, zoo: ModuleType) -> Callable[[str], None]:
    """Write a hub that publishes in Portuguese, with more in its file."""
    def write(more: str = "") -> None:
        (tmp_path / "hub").mkdir()
        (tmp_path / "hub" / "methodology.toml").write_text(
            good(zoo).replace('language = "en"', 'language = "pt"') + more, "utf-8")
    return write


def test_check_speaks_the_language_of_the_hub_that_it_checks(
    hubflow: Hubflow, hub: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub(FAULTS)
    said = hubflow("check", "./hub", code=1).out
    assert "falta. O seu título." in said
    assert "1 O ficheiro da metodologia" in said
    assert "`hubflow explain HF" in said
    report = json.loads(hubflow("check", "./hub", "--json", code=1).out)
    assert {"HF105", "HF106"} <= {each["check"] for each in report["findings"]}
    assert "falta" in {each["what"] for each in report["findings"]}
    monkeypatch.setenv("HUBFLOW_LANG", "en")
    assert "is missing. Its title." in hubflow("check", "./hub", code=1).out


def test_a_file_that_cannot_be_read_still_says_its_language(
    hubflow: Hubflow, hub: Callable[[str], None]
) -> None:
    hub("\nx = \n")
    said = hubflow("check", "./hub", code=1).out
    assert "não é TOML válido: não está nenhum valor depois do =" in said
    assert "não há uma metodologia que se possa ler" in said


def test_a_case_is_told_of_in_the_language_of_its_hub(
    hubflow: Hubflow, hub: Callable[[str], None], tmp_path: Path
) -> None:
    hub("")
    case = tmp_path / "hub" / "cases" / "one.toml"
    case.parent.mkdir()
    case.write_text('says = "x"\nas_of = 2026-01-01\n', "utf-8")
    assert "o caso não tem nenhum dossiê" in hubflow("test", "hub/cases/one.toml", code=2).err


def test_a_check_is_explained_in_the_spoken_language(
    hubflow: Hubflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUBFLOW_LANG", "pt")
    said = " ".join(hubflow("explain", "HF308").out.split())
    assert said.startswith("HF308: Cada recomendação que uma seleção declara pode sair. Nível 3: ")
    assert "Porquê: Uma regra que nunca se cumpre" in said
    assert "Errado: points = [[0, 0], [20, 5]]" in said
    (told,) = json.loads(hubflow("explain", "HF308", "--json").out)
    assert told["id"] == "HF308"
    assert told["to_do"].startswith("Veja limites fora do alcance")


@pytest.mark.parametrize("level", LEVELS)
def test_every_check_is_explained_in_portuguese(level: int) -> None:
    with speaking(lambda: "pt"):
        for check in checks_of_levels(level):
            told = spoken_check(check)
            assert all(getattr(told, key) != getattr(check, key)
                       for key in ("title", "about", "why", "to_do")), check.id
            for code in re.findall("`[^` ]*`", check.about):
                assert code in told.about, check.id


def test_tests_of_a_hub_speak_its_language(
    hub: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub("")
    with speaking_of(tmp_path / "hub"):
        assert say("kit.there_is_no_case") == "não há nenhum caso"
    monkeypatch.setenv("HUBFLOW_LANG", "en")
    with speaking_of(tmp_path / "hub"):
        assert say("kit.there_is_no_case") == "there is no case"


def test_a_sound_run_reads_none_of_these_words(
    hubflow: Hubflow, hub: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    entries = catalogue.entries

    def noted(language: str, of: str) -> Any:
        read.append(of)
        return entries(language, of)

    monkeypatch.setattr(catalogue, "entries", noted)
    (tmp_path / "one.toml").write_text('id = "bees"\nname = "Bees"\n', "utf-8")
    hub("")
    hubflow("run", "-p", "./hub", "one.toml", "--as-of", "2026-01-01")
    assert read
    assert set(read) & {*FILES, "method-keys"} == set()
