"""What people do beside the secretary in the test of a call's years; all of it is made up."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

from hubflow.jury.sheets.scoring_marks import CRITERION, PHASE, SCORE, VENTURE

CALL = "outono-2022"
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
"""Twelve ideas."""

LEFT = ("Som na Rua", "Contas Claras")
"""Who is out before the acceleration."""

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
            writer.writerow([f"{day:02d}/09/2022 10:00:00", name, idea.split(" ", 3)[-1], idea,
                             "Não", CHALLENGE])


def teams(blank: Path, path: Path) -> None:
    """The teams still in answer the form of the acceleration, by the headings of its sheet."""
    with blank.open(encoding="utf-8-sig", newline="") as file:
        headings = next(csv.reader(file))
    said = {"Onde decorre?": "Porto", "Há menores de 18 anos entre os destinatários?": "não",
            "Há, entre os destinatários, adultos que precisam de proteção?": "não",
            "O plano do piloto.": "Seis meses com um grupo.",
            "Atividades: Que tipo de atividade.": "entrevista",
            "Atividades: Quantas das pessoas que participaram são destinatários?": "12"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headings, restval="")
        writer.writeheader()
        for name, idea in IDEAS.items():
            if name not in LEFT:
                writer.writerow({**said, "Nome da iniciativa": name,
                                 "Resumo": idea.split(" ", 3)[-1]})


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


def jury_of_proposal(path: Path) -> None:
    """Two assessors say of one proposal whether it is an innovation, in a table of their own."""
    rules = ("iies-problema", "iies-solucao", "iies-impacto")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([
            ["venture", "phase", "criterion", "assessor", "score"],
            *(["casa-aberta", "proposta", rule, who, "sim"] for who in ("ana", "leo")
              for rule in rules)])


def fill_decisions(path: Path, changes: Mapping[str, Mapping[str, str]]) -> None:
    """A body changes what it decides otherwise, by the headings of the sheet."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = {str(cell.value): at for at, cell in enumerate(sheet[1], 1)}
    for row in range(2, sheet.max_row + 1):
        for heading, text in changes.get(str(sheet.cell(row, headings["Id"]).value), {}).items():
            sheet.cell(row, headings[heading]).value = text
    book.save(path)


def minutes(path: Path) -> None:
    """The council's clerk writes down what it decided."""
    path.write_text("# Ata\n\nA Câmara Municipal decidiu sobre as candidaturas.\n", "utf-8")


ANSWERED: Mapping[str, Any] = {
    "test.public_presentation": dt.date(2023, 8, 30), "incubate.net_funding_need": 100000,
    "incubate.project_months": 24, "incubate.leader.name": "Inês Moreira",
    "trade.legal_form": "cooperativa", "trade.start": dt.date(2023, 11, 1),
    "trade.opening_cash": 3000, "incubate.proposal.ambito": "Quem vive só e quem procura quarto.",
    "incubate.proposal.solucao": "Um quarto por companhia e compras.",
    "incubate.proposal.impacto": "Menos dias sem falar com alguém.",
    "incubate.proposal.sustentabilidade": "Os estudantes pagam uma quota.",
    "incubate.proposal.beneficiarios": "Uma cooperativa, com uma fundação."}
LISTED: Mapping[str, Mapping[str, Any]] = {
    "[[test.pilots]]": {"name": "Dez casas", "cost": 18000},
    "[[test.feedback]]": {"whom": "destinatários", "people": 14},
    "[[incubate.parties]]": {"role": "entidade implementadora", "name": "Casa Aberta, CRL"},
    "[[incubate.cofunders]]": {"name": "Uma fundação", "amount": 20000, "letter": "sim",
                               "expires": dt.date(2025, 12, 31)}}


def fill_workbook(path: Path) -> None:
    """A venture answers in the workbook that it was sent: questions by key, a row of each list."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows()) if sheet.sheet_state == "visible" else []
        for at, row in enumerate(rows):
            key = str(row[3].value) if len(row) > 3 else ""
            if key in ANSWERED:
                row[1].value = ANSWERED[key]
            entry = LISTED.get(str(row[0].value), {})
            for column, cell in enumerate(row):
                if str(cell.value) in entry:
                    rows[at + 2][column].value = entry[str(cell.value)]
    book.save(path)


def accounts(path: Path) -> None:
    """An accountant's program writes 24 months in columns, from November 2023 on."""
    names = ["Jan", "Fev", "Mar", "Abr", "Mai", "Jun", "Jul", "Ago", "Set", "Out", "Nov", "Dez"]
    months = [f"{names[(10 + at) % 12]} {2023 + (10 + at) // 12}" for at in range(24)]
    lines: dict[str, list[float]] = {
        "72 Prestações de serviços": [400 + 60 * at for at in range(24)],
        "75 Subsídios à exploração": [500] * 24,
        "62 Fornecimentos e serviços externos": [300 + 10 * at for at in range(24)],
        "63 Gastos com o pessoal": [350.5] * 24}
    income, grants, supplies, people = lines.values()
    lines["Resultado líquido"] = [
        a + b - c - d for a, b, c, d in zip(income, grants, supplies, people, strict=True)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerows([["Demonstração de resultados"], ["Conta", *months, "Total"]])
        for name, amounts in lines.items():
            writer.writerow([name, *map(_as_in_portugal, [*amounts, sum(amounts)])])


def _as_in_portugal(amount: float) -> str:
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
