"""A jury's secretary goes through a call's years with commands alone: no line of TOML is typed.

What people do outside hubflow stands in `secretary_people.py`: applicants answer a form, the
secretary lists who may judge, assessors fill in their sheets, a body fills in its decisions, an
accountant sends figures.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from hashlib import sha256
from pathlib import Path

import pypdf
import pytest

from .conftest import REPO, Hubflow
from .secretary_people import (
    CALL,
    accounts,
    answers,
    fill_decisions,
    fill_scores,
    fill_workbook,
    jury_list,
    jury_of_proposal,
    minutes,
    teams,
)

MOST = 60
"""Commands of the whole: from the form to the auditor's archive."""

SAVED_BY_LIBREOFFICE = Path(__file__).with_name("saved_by_libreoffice") / "jury-leo.xlsx"
"""The sheet of one assessor as LibreOffice saves it.

Made of the sheet that this test fills in: run it with `--basetemp=FOLDER -o
tmp_path_retention_policy=all`, then `soffice --headless --convert-to xlsx --outdir
tests/register/saved_by_libreoffice FOLDER/test_the_secretarys_years0/pacotes/leo/jury-leo.xlsx`,
with the lines left out that put the saved sheet in its place.
"""


class Secretary:
    """The one who gives the commands, which are counted."""

    def __init__(self, hubflow: Hubflow) -> None:
        self.hubflow = hubflow
        self.commands = 0

    def __call__(self, *words: str) -> str:
        self.commands += 1
        return self.hubflow(*words).out

    def register(self, *words: str, on: str) -> str:
        return self("register", *words, "--on", on)

    def run(self, *words: str, on: str) -> str:
        return self.register("run", "-p", "porto", *(words or ("--call", CALL)), on=on)

    def step(self, name: str, by: str, on: str, *words: str) -> str:
        return self.register("step", CALL, name, "--by", by, *words, on=on)

    def pack(self, out: str, on: str) -> None:
        self("jury-pack", "-p", "porto", "--register", "--call", CALL, "--out", out, "--format",
             "md", "--as-of", on)


@pytest.fixture
def secretary(hubflow: Hubflow) -> Secretary:
    return Secretary(hubflow)


@pytest.mark.long
def test_the_secretarys_years(secretary: Secretary, tmp_path: Path) -> None:
    applications(secretary, tmp_path)
    jury(secretary, tmp_path)
    lists(secretary, tmp_path)
    first_letters(secretary, tmp_path)
    assert secretary.commands < MOST / 2
    bootcamp(secretary, tmp_path)
    finalists(secretary, tmp_path)
    awards(secretary)
    to_the_market(secretary, tmp_path)
    trading(secretary, tmp_path)
    pause_and_closure(secretary, tmp_path)
    funders_page(secretary, tmp_path)
    auditors_archive(secretary, tmp_path)
    assert secretary.commands <= MOST


def applications(secretary: Secretary, folder: Path) -> None:
    """The form comes back: the map is drafted, and fits. The call opens, with its challenge."""
    answers(folder / "respostas.csv")
    shutil.copytree(REPO / "examples" / "challenges", folder / "challenges")
    secretary("intake", "-p", "porto", "respostas.csv", "--draft-map", "--out", "mapa.toml")
    assert "12 dossiês" in secretary(
        "intake", "-p", "porto", "respostas.csv", "--map", "mapa.toml", "--out", "candidaturas")
    secretary("register", "init")
    secretary.register("add", "-p", "porto", "candidaturas", "--call", CALL, on="2022-09-30")
    secretary.step("recebidas", "A secretaria", "2022-09-30")
    secretary.run("older-people-alone-porto", on="2022-10-01")
    secretary.register("decide", "older-people-alone-porto", "advance", "--by", "O município",
                       on="2022-10-01")


def jury(secretary: Secretary, folder: Path) -> None:
    """The jury is assigned, with conflicts kept; each gets a pack, and gives back a sheet."""
    jury_list(folder / "lista.csv")
    said = secretary("assign", "-p", "porto", "--register", "--call", CALL, "--assessors",
                     "lista.csv", "--per-venture", "3", "--seed", "2023", "--out", "juri.csv",
                     "--as-of", "2022-10-02")
    assert said.count("9 iniciativas") == 4
    secretary.register("assessors", CALL, "juri.csv", on="2022-10-02")
    secretary.pack("pacotes", "2022-10-02")
    sheets = fill_scores(folder / "pacotes", "candidatura")
    shutil.copy(SAVED_BY_LIBREOFFICE, folder / "pacotes" / "leo" / "jury-leo.xlsx")
    assert "216 apreciações" in secretary.register("judge", *sheets, on="2022-10-20")


def lists(secretary: Secretary, folder: Path) -> None:
    """The preliminary list, a complaint and what came of it, the final list."""
    secretary.run(on="2022-10-21")
    secretary.step("lista-provisoria", "O júri", "2022-10-21", "--published-at",
                   "Na página do município")
    secretary("list", "-p", "porto", "--register", "--call", CALL, "--as-of", "2022-10-21",
              "--out", "provisoria.pdf", "--out", "provisoria.xlsx")
    page = pdf(folder / "provisoria.pdf")
    assert "Na página do município" in page
    assert "Lista provisória: Candidatura" in page
    assert "PROVISÓRIA" in page
    assert "31 de outubro de 2022" in page  # ten days for complaints
    secretary.register("complain", "casa-aberta", "--says", "Falta uma pontuação.", "--answer-by",
                       "2022-11-05", on="2022-10-25")
    secretary.register("answer", "casa-aberta", "refused", "--by", "O júri", "--reasons",
                       "As três folhas estão completas.", on="2022-10-31")
    secretary.step("lista-candidaturas", "O júri", "2022-11-03")
    secretary("list", "-p", "porto", "--register", "--call", CALL, "--as-of", "2022-11-03",
              "--out", "definitiva.pdf", "--out", "definitiva.docx", "--out", "definitiva.csv")
    page = pdf(folder / "definitiva.pdf")
    assert "Lista definitiva: Candidatura" in page
    assert "não é definitivo" not in page
    assert "3 de novembro de 2022" in page
    assert "indeferida em 31 de outubro" in page


def first_letters(secretary: Secretary, folder: Path) -> None:
    """The council decides, with one departure; everybody is told, and what was sent is filed."""
    secretary("register", "decision-sheet", "--call", CALL, "--out", "decisoes.xlsx")
    fill_decisions(folder / "decisoes.xlsx", {"som-na-rua": {
        "Decisão": "terminar", "Razões": "O mesmo projeto já tem outro apoio do município.",
        "Para iniciativas futuras": "Perguntar antes por outros apoios."}})
    said = secretary.register("decide", "--sheet", "decisoes.xlsx", "--by", "A Câmara Municipal",
                              on="2022-11-10")
    assert "12 decisões registadas (" in said
    assert "avança: 11" in said
    assert "Som na Rua: termina; recomendava-se: avança." in said
    secretary.register("release", "--sheet", "decisoes.xlsx", "--by", "A Câmara Municipal",
                       on="2022-11-11")
    assert "12 cartas escritas" in secretary(
        "letters", "--register", "--sheet", "decisoes.xlsx", "--out", "cartas", "--format", "md",
        "--as-of", "2022-11-12")
    assert (folder / "cartas" / "som-na-rua.md").exists()
    minutes(folder / "ata.md")
    assert "14 documentos arquivados." in secretary.register(
        "file", "--call", CALL, "--letters", "cartas", "--list", "definitiva.pdf", "--minutes",
        "ata.md", on="2022-11-12")


def bootcamp(secretary: Secretary, folder: Path) -> None:
    """Ten of eleven go on from the bootcamp, as the method recommends."""
    secretary.pack("pacotes-bootcamp", "2022-11-20")
    sheets = fill_scores(folder / "pacotes-bootcamp", "bootcamp")
    secretary.register("judge", *sheets, on="2022-11-25")
    secretary.run(on="2022-11-26")
    secretary.step("lista-bootcamp", "O júri", "2022-11-27")
    assert "11 decisões registadas (avança: 10, termina: 1)." in secretary.register(
        "decide", "--call", CALL, "--as-recommended", "--by", "O júri", "--learning",
        "As outras equipas tinham um plano.", on="2022-11-28")


def finalists(secretary: Secretary, folder: Path) -> None:
    """The teams answer a form of hubflow's; a tie for the last place is decided by the jury."""
    secretary("form", "-p", "porto", "--phase", "aceleracao", "--for", "page", "--out",
              "formulario")
    teams(folder / "formulario" / "answers.csv", folder / "equipas.csv")
    assert "10 dossiês" in secretary(
        "intake", "-p", "porto", "equipas.csv", "--map", "formulario/intake.toml", "--register",
        "--out", "equipas")
    secretary.register("update", "-p", "porto", "equipas", "--yes", on="2023-01-31")
    secretary.pack("pacotes-final", "2023-02-01")
    secretary.register("judge", *fill_scores(folder / "pacotes-final", "aceleracao"),
                       on="2023-02-10")
    secretary.run(on="2023-02-11")
    secretary.step("lista-finalistas", "O júri", "2023-02-12")
    secretary("register", "decision-sheet", "--call", CALL, "--out", "finalistas.xlsx")
    learnt = {"Para iniciativas futuras": "Mostrar quem paga."}
    fill_decisions(folder / "finalistas.xlsx", {
        "letra-miuda": {"Decisão": "avançar", "Razões": "O júri sorteou o último lugar."},
        "linha-da-noite": {"Decisão": "terminar", "Razões": "O júri sorteou o último lugar.",
                           **learnt},
        **dict.fromkeys(("maos-que-falam", "o-armario", "pao-de-todos", "relogio-de-sol"),
                        learnt)})
    assert "10 decisões registadas" in secretary.register(
        "decide", "--sheet", "finalistas.xlsx", "--by", "O júri", on="2023-02-12")
    secretary.step("homologada", "A Câmara Municipal", "2023-02-20")
    secretary.register("release", "--call", CALL, "--by", "A Câmara Municipal", on="2023-02-20")
    said = secretary("letters", "--register", "--call", CALL, "--out", "cartas-finalistas",
                     "--format", "pdf", "--list", "cartas.csv", "--as-of", "2023-02-21")
    assert "11 cartas escritas" in said
    assert "Nenhuma carta para Som na Rua [som-na-rua]: foi enviada" in said
    merge = (folder / "cartas.csv").read_text("utf-8-sig").splitlines()
    assert merge[0] == "id,iniciativa,para,decisão,fase,decidido em,comunicado em"
    assert "NÃO DEFINITIVO" not in pdf(folder / "cartas-finalistas" / "vela-solta.pdf")


def awards(secretary: Secretary) -> None:
    """Each finalist gets the city's prize in two halves; the first is paid to one."""
    said = secretary.register(
        "award", "--call", CALL, "--phase", "incubacao", "--funder", "Município do Porto",
        "--programme", "LAB.IS", "--amount", "20000", "--tranche", "2023-03-15 = 50%", "--tranche",
        "2023-09-15 = 50%: o relatório do piloto", "--report", "2023-09-01: o piloto",
        on="2023-03-01")
    assert "5 apoios registados: 100" in said
    assert "registado o pagamento de 10" in secretary.register(
        "pay", "casa-aberta", on="2023-03-20")


def to_the_market(secretary: Secretary, folder: Path) -> None:
    """One venture carries its pilot through, writes its proposal, and is to trade."""
    secretary("new-dossier", "-p", "porto", "--register", "--from", "casa-aberta", "--for",
              "applicant", "--stage", "test", "--stage", "incubate", "--stage", "trade", "--out",
              "casa-aberta.xlsx")
    fill_workbook(folder / "casa-aberta.xlsx")
    secretary.register("update", "-p", "porto", "casa-aberta.xlsx", "--yes", on="2023-09-10")
    secretary.run("casa-aberta", on="2023-09-11")
    secretary.register("decide", "casa-aberta", "advance", "--by", "A Câmara Municipal",
                       on="2023-09-15")
    jury_of_proposal(folder / "proposta.csv")
    secretary.register("judge", "proposta.csv", on="2023-10-01")
    assert "Proposta e liderança: avança" in secretary.run("casa-aberta", on="2023-10-06")
    secretary.register("decide", "casa-aberta", "advance", "--by", "A Câmara Municipal",
                       on="2023-10-10")


def trading(secretary: Secretary, folder: Path) -> None:
    """The accountant's file is read by a drafted map; the last checkpoint looks at 24 months."""
    accounts(folder / "contas.csv")
    secretary("register", "ledger", "casa-aberta", "--from", "contas.csv", "--draft-map",
              "contas.toml")
    assert "#" not in (folder / "contas.toml").read_text("utf-8").split("layout")[1]
    assert "24 meses registados." in secretary.register(
        "ledger", "casa-aberta", "--from", "contas.csv", "--map", "contas.toml", on="2025-11-10")
    said = secretary.run("casa-aberta", on="2025-11-15")
    assert "Fase de teste de mercado: avança" in said


def pause_and_closure(secretary: Secretary, folder: Path) -> None:
    """One venture rests, one ends; both are told, and nothing is due of the one that ended."""
    secretary.register("pause", "vela-solta", "--by", "A Câmara Municipal", "--reasons",
                       "A equipa procura um cais.", on="2023-05-01")
    said = secretary.register(
        "close", "letra-miuda", "--by", "A Câmara Municipal", "--reasons", "A equipa desistiu.",
        "--learning", "Contar com mais do que uma pessoa.", on="2023-06-01")
    assert "20 000 €" in plain(said)  # what was awarded and is not paid
    secretary.register("release", "vela-solta", "letra-miuda", "--by", "A Câmara Municipal",
                       on="2023-06-02")
    secretary("letters", "--register", "vela-solta", "letra-miuda", "--out", "cartas-depois",
              "--format", "md", "--as-of", "2023-06-03")
    rests, ended = ((folder / "cartas-depois" / f"{venture}.md").read_text("utf-8")
                    for venture in ("vela-solta", "letra-miuda"))
    assert "fica em pausa" in rests
    assert "está encerrada" in ended
    assert "20 000 €" in plain(ended)
    assert "O que faltava" not in ended
    assert "empresa" not in ended
    due = json.loads(secretary("register", "board", "--on", "2025-11-20", "--all", "--json"))["due"]
    assert not [item for item in due if item["venture"] == "letra-miuda"]
    assert "tranche" in {item["what"] for item in due if item["venture"] == "vela-solta"}
    assert "checkpoint" not in {item["what"] for item in due}


def funders_page(secretary: Secretary, folder: Path) -> None:
    """What the funder paid for, on one page: money, people, jobs, and where each venture stands."""
    secretary("brief", "-p", "porto", "--register", "--call", CALL, "--funder",
              "Município do Porto", "--out", "financiador.pdf", "--out", "financiador.md",
              "--as-of", "2025-11-20")
    page = plain((folder / "financiador.md").read_text("utf-8"))
    for figure, text in (("Atribuído", "100 000 €"), ("Pago", "10 000 €"),
                         ("Por pagar", "70 000 €"), ("Sem efeito", "20 000 €")):
        assert re.search(rf"{figure} \| \**{text}", page), figure
    for venture, where in (("Casa Aberta", "Comercializar"), ("Vela Solta", "em pausa"),
                           ("Letra Miúda", "encerrada"), ("Oficina Dois", "Testar")):
        assert f"| {venture} | {where} |" in page
    assert "som-na-rua" not in page


def auditors_archive(secretary: Secretary, folder: Path) -> None:
    """All of one venture, with its letters, lists and minutes; proved in an empty folder."""
    said = secretary("register", "export", "-p", "porto", "--venture", "casa-aberta", "--files",
                     ".", "--out", "casa-aberta.zip")
    assert "Estão no arquivo 3 dos 3 documentos arquivados." in said
    empty = folder / "auditor"
    empty.mkdir()
    shutil.move(folder / "casa-aberta.zip", empty)
    with zipfile.ZipFile(empty / "casa-aberta.zip") as archive:
        inside = {re.sub(r"\d{6}-", "", name): archive.read(name) for name in archive.namelist()}
    for path in ("cartas/casa-aberta.md", "definitiva.pdf", "ata.md"):
        assert inside[f"files/{Path(path).name}"] == (folder / path).read_bytes()
    assert "Tudo o que um registo tem" in inside["README.txt"].decode()
    sheet = sha256((folder / "pacotes" / "ana" / "jury-ana.xlsx").read_bytes()).hexdigest()
    assert sheet in {said["sheet"] for said in json.loads(inside["judgements.json"])}
    assert "nada foi alterado" in secretary("register", "verify", "--archive",
                                          str(empty / "casa-aberta.zip"))


def plain(text: str) -> str:
    """The text with plain blanks in its numbers."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


def pdf(path: Path) -> str:
    """The text of a PDF, on one line."""
    pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    return " ".join(" ".join(pages).split())
