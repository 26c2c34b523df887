"""A Portuguese hub's secretary reads Portuguese: what commands say, and problems of input."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hubflow.plugins.manager import load_hub
from hubflow.register.office.register_words import change_lines
from hubflow.text.spoken import speaking

from .conftest import REPO, Hubflow, begin_register, set_up_once

ENGLISH = {"the", "is", "are", "not", "of", "has", "have", "it", "was", "and", "with", "which",
           "this", "that", "to", "by", "from", "for", "recorded", "must"}
"""Words that no Portuguese sentence has."""

CLUB = "girls-club-porto"
NAME = re.compile(r"A club for girls in care [(]Porto, [a-z ]*…?[)]?")
"""The venture's name, whole or cut: its dossier is in English."""


def english_in(text: str) -> list[str]:
    """The lines in which English words stand, without commands, paths and what people wrote."""
    text = NAME.sub("", text)
    plain = re.sub(r"`[^`]*`|hubflow [a-z-]+[^.;]*|\S*[/_.]\S*|--[a-z-]+|\"[^\"]*\"", " ", text)
    return [line for line in plain.splitlines()
            if ENGLISH & set(re.findall(r"[a-z]+", line.casefold()))]


@set_up_once
def porto(hubflow: Hubflow) -> None:
    """A register with one venture of the hub of Porto, that is recommended to go on."""
    begin_register()
    hubflow("register", "add", "-p", "porto", str(REPO / "examples" / f"{CLUB}.toml"), "--on",
            "2023-06-01")


def test_what_commands_say_is_portuguese(porto: Hubflow, tmp_path: Path) -> None:
    said = [porto("register", *words).out for words in (
        ("run", CLUB, "--on", "2024-12-11"),
        ("decide", CLUB, "advance", "--by", "O júri", "--on", "2024-12-12"),
        ("run", CLUB, "--on", "2024-12-12"),
        ("show", CLUB), ("board", "--on", "2024-12-20"), ("dues", "--on", "2024-12-20"),
        ("pause", CLUB, "--by", "O júri", "--reasons", "Férias.", "--on", "2024-12-13"),
        ("resume", CLUB, "--by", "O júri", "--on", "2024-12-14"),
        ("award", CLUB, "--funder", "O município", "--amount", "1000", "--on", "2024-12-14"),
        ("complain", CLUB, "--says", "Falta uma nota.", "--answer-by", "2025-01-05", "--on",
         "2024-12-15"),
        ("answer", CLUB, "refused", "--by", "O júri", "--reasons", "Não falta.", "--on",
         "2024-12-16"),
        ("history", CLUB), ("money",), ("replay",), ("verify",),
        ("backup", str(tmp_path / "copy.db")))]
    assert not [line for text in said for line in english_in(text)]
    assert "decisão registada (avança). Agora está em" in said[1]
    assert "A fazer:" in porto("register", "show", CLUB).out
    assert "Due:" in porto("register", "show", CLUB, "--lang", "en").out


@pytest.mark.parametrize(("words", "told"), [
    (("show", "clube"), "não tem uma iniciativa com este id no registo"),
    (("decide", CLUB, "advance", "--by", "O júri"), "ainda não se recomendou nada sobre"),
    (("run", CLUB, "--on", "2099-01-01"), "1 de janeiro de 2099 está no futuro"),
    (("award", CLUB, "--funder", "F", "--amount", "5", "--on", "2020-01-01"),
     "é antes de 1 de junho de 2023, o dia em que entrou no registo"),
    (("pay", CLUB), "o apoio está no dossiê sem a referência do financiador"),
    (("answer", CLUB, "refused", "--by", "F", "--reasons", "R"),
     "nenhuma reclamação sua aguarda resposta"),
    (("member", CLUB, "withdrawn", "--by", "F", "--reasons", "R"), "não está em nenhum concurso"),
    (("step", "outono", "recebidas", "--by", "F"), "não tem um concurso com este id no registo"),
    (("correct", "999", "--withdraw", "--reasons", "R"), "essa entrada não existe"),
    (("release", CLUB, "--by", "F"), "nada foi decidido que se possa libertar"),
    (("move", CLUB, "--back"), "nunca mudou de edição"),
    (("update", "-p", "porto", "nada.toml"), "esse ficheiro não existe"),
    (("judge", "folha.csv"), "não há nenhuma coluna com este cabeçalho"),
    (("ledger", CLUB, "--from", "meses.csv"), "tem de ser um mês"),
])
def test_problems_are_told_in_portuguese(
    porto: Hubflow, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    (tmp_path / "folha.csv").write_text("iniciativa;nota\nx;1\n", "utf-8")
    (tmp_path / "meses.csv").write_text("month;sales\nontem;1\n", "utf-8")
    said = porto("register", *words, code=2).err
    assert told in said
    assert english_in(said) == []


def test_a_new_version_is_told_by_the_questions_that_changed(
    porto: Hubflow, tmp_path: Path
) -> None:
    text = (REPO / "examples" / f"{CLUB}.toml").read_text("utf-8")
    (tmp_path / "clube.toml").write_text(re.sub(
        '^ambito = .*$', 'ambito = "Raparigas."',
        text.replace("service_users = 11", "service_users = 9"), flags=re.M), "utf-8")
    said = porto("register", "update", "-p", "porto", "clube.toml", "--yes").out
    assert re.search("Âmbito.*: \".*…? → \"Raparigas.\"", said)
    assert "+ Que tipo de atividade: grupo de discussão; " in said
    assert "Quantas delas são destinatários: 9" in said
    assert not re.search(r"[a-z]+[._][a-z_]+:| = ", said)


def test_choices_are_words_of_the_hub_or_english(porto: Hubflow) -> None:
    porto("register", "run", CLUB, "--on", "2024-12-11")
    wrong = porto("register", "decide", CLUB, "sim", "--by", "O júri", code=2).err
    assert "«sim» não é nenhuma destas palavras: avança (advance), " in " ".join(wrong.split())
    said = porto("register", "decide", CLUB, "Avançar", "--by", "O júri", "--on", "2024-12-12").out
    assert "decisão registada (avança)" in said
    porto("register", "complain", CLUB, "--says", "Falta.", "--answer-by", "2025-01-05", "--on",
          "2024-12-15")
    assert "deferida em parte" in porto(
        "register", "answer", CLUB, "deferida em parte", "--by", "O júri", "--reasons", "Faltava.",
        "--on", "2024-12-16").out
    assert "não está em nenhum concurso" in porto(
        "register", "member", CLUB, "desistiu", "--by", "O júri", "--reasons", "R", code=2).err


def test_a_score_off_the_scale_is_told_with_the_title(porto: Hubflow, tmp_path: Path) -> None:
    (tmp_path / "folha.csv").write_text(
        "venture,phase,criterion,assessor,score,date\n"
        f"{CLUB},candidatura,inovacao,Ana,6,2024-06-30\n", "utf-8")
    said = porto("register", "judge", "folha.csv", code=2).err
    assert "6 não está na escala de «Grau de inovação». Vai de 1 a 5." in said


def test_what_an_answer_changed_is_written_as_the_language_writes_it() -> None:
    with speaking(lambda: "pt"):
        lines = list(change_lines([
            {"what": "score", "id": "", "before": [70.833333333] * 2, "after": [20.5, 30.0]},
            {"what": "criterion", "id": "adequacao", "before": [3.5, 3.5], "after": None},
            {"what": "possible", "id": "", "before": ["revise"], "after": ["advance"]},
            {"what": "requirement", "id": "autoridade", "before": "fails", "after": "holds"},
            {"what": "fact", "id": "identify.authority_named", "before": False, "after": True},
        ], load_hub("porto").methodology.methodology))
    assert [line.split(": ", 1)[1] for line in lines] == [
        "70,83 → 20,5 a 30", "3,5 → não se sabe", "a rever → avança",
        "não cumprida → cumprida", "não → sim"]
    assert lines[1].startswith("- critério Adequação da ideia ao problema: ")
    assert lines[3].startswith("- condição «")
    assert not [line for line in lines if "autoridade:" in line or "authority" in line]
    assert english_in("\n".join(lines)) == []
