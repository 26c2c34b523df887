"""A jury's secretary goes through a call with commands alone: no line of TOML is typed.

What people do outside hubflow stands here as functions: applicants answer a form, the secretary
lists who may judge, assessors fill in their sheets, the council fills in its decisions.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pypdf
import pytest

from hubflow.jury.sheets.scoring_marks import CRITERION, PHASE, SCORE, VENTURE

from .conftest import REPO, Hubflow

EXAMPLES = REPO / "examples"
CALL = "outono-2025"
CHALLENGE = "older-people-alone-porto"
IDEAS = {
    "A horta do bairro": "Vizinhos idosos cultivam legumes num terreno da junta e vendem-nos.",
    "Oficina Dois": "Uma oficina de bicicletas ensina jovens que saem do acolhimento.",
    "Som na Rua": "Músicos desempregados dão concertos em lares e escolas.",
    "Linha da Noite": "Voluntários telefonam a quem dorme mal e vive sem companhia.",
    "Pão de Todos": "Uma padaria emprega pessoas com deficiência intelectual.",
    "Vela Solta": "Aulas de vela para raparigas que deixaram a escola.",
    "Mãos que Falam": "Cursos de língua gestual em lojas do centro.",
    "O Armário": "Roupa usada é arranjada por costureiras reformadas.",
    "Contas Claras": "Apoio a famílias endividadas por contabilistas reformados.",
    "Casa Aberta": "Quem tem um quarto vago recebe um estudante que faz as compras.",
    "Relógio de Sol": "Passeios guiados por pessoas sem abrigo que conhecem a cidade.",
    "Letra Miúda": "Ler cartas oficiais em conjunto, uma tarde por semana.",
}
"""Twelve ideas, made up for this test."""

PEOPLE = {"ana": "pao-de-todos", "rui": "", "eva": "o-armario vela-solta", "leo": ""}
"""Four assessors, each with conflicts of interest."""


def answers(path: Path) -> None:
    """Applicants answer a form, whose answers are exported."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Carimbo de data/hora", "Nome da iniciativa", "Resumo",
                         "Descrição da solução", "A solução já está implementada no Porto?",
                         "A que desafio do concurso responde?"])
        for day, (name, idea) in enumerate(IDEAS.items(), 1):
            writer.writerow([f"{day:02d}/09/2025 10:00:00", name, idea.split(" ", 3)[-1], idea,
                             "Não", CHALLENGE])


def jury_list(path: Path) -> None:
    """The secretary lists who may judge, in a spreadsheet."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "name", "conflicts"], *(
            [id, id.capitalize(), conflicts] for id, conflicts in PEOPLE.items())])


def fill_scores(pack: Path, phase: str) -> list[str]:
    """Each assessor fills in the sheet that came with the pack; return the sheets' names."""
    sheets = sorted(pack.glob("*/jury-*.xlsx"))
    for number, path in enumerate(sheets):
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            for row in range(1, sheet.max_row + 1):
                key = [sheet.cell(row, column).value for column in (VENTURE, PHASE, CRITERION)]
                if key[1] == phase and key[2]:
                    place = len(str(key[0])) + len(str(key[2])) + number
                    sheet.cell(row, SCORE).value = 1 + place % 5
        book.save(path)
    return [str(path) for path in sheets]


def fill_decisions(path: Path, changes: Mapping[str, Mapping[str, str]]) -> None:
    """The council changes what it decides otherwise, by the headings of the sheet."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = {str(cell.value): at for at, cell in enumerate(sheet[1], 1)}
    for row in range(2, sheet.max_row + 1):
        for heading, text in changes.get(str(sheet.cell(row, headings["Id"]).value), {}).items():
            sheet.cell(row, headings[heading]).value = text
    book.save(path)


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

    def step(self, name: str, by: str, on: str) -> str:
        return self.register("step", CALL, name, "--by", by, on=on)


@pytest.fixture
def secretary(hubflow: Hubflow) -> Secretary:
    return Secretary(hubflow)


def test_the_secretarys_year(secretary: Secretary, tmp_path: Path) -> None:
    # The form comes back: the map is drafted, and fits.
    answers(tmp_path / "respostas.csv")
    shutil.copytree(EXAMPLES / "challenges", tmp_path / "challenges")
    secretary("intake", "-p", "porto", "respostas.csv", "--draft-map", "--out", "mapa.toml")
    assert "12 dossiers" in secretary(
        "intake", "-p", "porto", "respostas.csv", "--map", "mapa.toml", "--out", "candidaturas")

    # The call opens in the register, with the challenge that the city chose: that only admits.
    secretary("register", "init")
    secretary.register("add", "-p", "porto", "candidaturas", "--call", CALL, on="2025-09-30")
    secretary.step("recebidas", "A secretaria", "2025-09-30")
    secretary.register("run", "-p", "porto", "--call", CALL, on="2025-10-01")
    assert "12 advance." in secretary.register(
        "decide", "--call", CALL, "--as-recommended", "--by", "O município", on="2025-10-01")

    # The jury: assigned, with conflicts kept; each gets a pack, and gives back a sheet.
    jury_list(tmp_path / "lista.csv")
    said = secretary("assign", "-p", "porto", "--register", "--call", CALL, "--assessors",
                     "lista.csv", "--per-venture", "3", "--seed", "2025", "--out", "juri.csv",
                     "--as-of", "2025-10-02")
    assert said.count("9 ventures") == 4
    secretary.register("assessors", CALL, "juri.csv", on="2025-10-02")
    secretary("jury-pack", "-p", "porto", "--register", "--call", CALL, "--out", "pacotes",
              "--format", "md", "--as-of", "2025-10-02")
    sheets = fill_scores(tmp_path / "pacotes", "candidatura")
    assert "216 judgements" in secretary.register("judge", *sheets, on="2025-10-20")

    # The preliminary list, a complaint, and what came of it.
    secretary.register("run", "-p", "porto", "--call", CALL, on="2025-10-21")
    secretary.step("lista-provisoria", "O júri", "2025-10-21")
    secretary("list", "-p", "porto", "--register", "--call", CALL, "--as-of", "2025-10-21",
              "--published-at", "Na página do município", "--out", "provisoria.pdf", "--out",
              "provisoria.xlsx")
    page = pdf(tmp_path / "provisoria.pdf")
    assert "Lista provisória: Candidatura" in page
    assert "PROVISÓRIA" in page
    assert "31 de outubro de 2025" in page  # ten days for complaints
    secretary.register("complain", "casa-aberta", "--says", "Falta uma pontuação.", "--answer-by",
                       "2025-11-05", on="2025-10-25")
    board = " ".join(secretary("register", "board", "--on", "2025-11-01", "--all").split())
    assert ("a partir de 5 de novembro de 2025 · Casa Aberta [casa-aberta]: reclamação a "
            "responder: Candidatura, de 25 de outubro de 2025") in board
    secretary.register("answer", "casa-aberta", "refused", "--by", "O júri", "--reasons",
                       "As três folhas estão completas.", on="2025-10-31")

    # The final list, and the council's decisions: one departs.
    secretary.step("lista-candidaturas", "O júri", "2025-11-03")
    secretary("list", "-p", "porto", "--register", "--call", CALL, "--as-of", "2025-11-03",
              "--out", "definitiva.pdf", "--out", "definitiva.docx", "--out", "definitiva.csv")
    page = pdf(tmp_path / "definitiva.pdf")
    assert "Lista definitiva: Candidatura" in page
    assert "não é definitivo" not in page
    assert "3 de novembro de 2025" in page
    assert "indeferida em 31 de outubro" in page
    secretary("register", "decision-sheet", "--call", CALL, "--out", "decisoes.xlsx")
    fill_decisions(tmp_path / "decisoes.xlsx", {"som-na-rua": {
        "Decisão": "excluir", "Razões": "O mesmo projeto já tem outro apoio do município.",
        "Para iniciativas futuras": "Perguntar antes por outros apoios."}})
    said = secretary.register("decide", "--sheet", "decisoes.xlsx", "--by", "A Câmara Municipal",
                              on="2025-11-10")
    assert "12 decisions recorded: 11 advance, 1 stop." in said.replace("stop, 11", "11 stop,")
    assert "som-na-rua: stop, where advance was recommended." in said

    # Everybody is told, and the register proves what happened.
    secretary.register("release", "--call", CALL, "--by", "A Câmara Municipal", on="2025-11-11")
    assert "12 letters written" in secretary(
        "letters", "--register", "--call", CALL, "--out", "cartas", "--format", "md", "--as-of",
        "2025-11-12")
    letter = next((tmp_path / "cartas").rglob("*som-na-rua*"), tmp_path / "cartas")
    assert letter.exists()
    standing = json.loads(secretary("register", "show", "som-na-rua", "--json"))
    assert standing["state"] == "closed"
    secretary("register", "verify")
    secretary("register", "replay")
    assert secretary.commands <= 30


def pdf(path: Path) -> str:
    """The text of a PDF, on one line."""
    pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    return " ".join(" ".join(pages).split())
