"""Read the map from an accountant's file to the figures of a month."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import attrs

from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.values import Kind, Text, optional, required
from hubflow.reading.records.structuring import structure
from hubflow.reading.toml.source import TomlFile, read_toml
from hubflow.reading.values.normal_text import folded
from hubflow.register.storage.entries import FIGURES
from hubflow.text.spoken import say

LAYOUTS = ("months in rows", "months in columns", "one month")
Layout = Annotated[str, Kind("label", labels=LAYOUTS, gap=False)]
Decimal = Annotated[str, Kind("label", labels=("comma", "point"), gap=False)]
Line = Annotated[int, Kind("number", whole=True, low=1, gap=False)]
FigureName = Annotated[str, Kind("label", labels=(
    "sales", "contracts", "outcome_payments", "grants", "costs"), gap=False)]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AccountMap:
    """How an accountant's file is read: where its months stand, and which figure each amount is."""

    layout: Layout = required("Where months stand: in rows, in columns, or the file is of one "
                              "month, which the command names.")
    headings: Line = optional("The line of the headings.", default=1)
    sheet: Text | None = optional("The sheet of a workbook; without it the first that shows.")
    decimal: Decimal | None = optional("The mark before decimals, where the file does not show it.")
    month: Text | None = optional("With months in rows: the heading of the column of months.")
    account: Text | None = optional("Otherwise: the heading of the column that names accounts.")
    amount: Text | None = optional("Of one month: the heading of its amounts.")
    debit: Text | None = optional("Of one month, in place of `amount`: the heading of debits.")
    credit: Text | None = optional("And that of credits; income is credit less debit, costs are "
                                   "debit less credit.")
    sales: tuple[Text, ...] = optional("Headings, or accounts, that are income from sales.",
                                       default=())
    contracts: tuple[Text, ...] = optional("Those that are income from contracts.", default=())
    outcome_payments: tuple[Text, ...] = optional(
        "Those that are income from payments for outcomes.", default=())
    grants: tuple[Text, ...] = optional("Those that are income from grants.", default=())
    costs: tuple[Text, ...] = optional("Those that are costs.", default=())
    service_users: tuple[Text, ...] = optional("Those that count service users.", default=())
    jobs: tuple[Text, ...] = optional("Those that count jobs.", default=())
    minus: tuple[FigureName, ...] = optional(
        "Figures that the file writes as negative numbers, such as costs.", default=())
    left_out: tuple[Text, ...] = optional(
        "Headings and accounts that are none of these, such as totals, and accounts that are "
        "parts of one that is read.", default=())


def load_account_map(path: Path) -> AccountMap:
    """Return the map in a file; raises :class:`BadInput` with all problems."""
    file = read_toml(path)
    map = structure(file.data, AccountMap, file)
    twice = list(_twice(map, file))
    if twice:
        raise BadInput(twice)
    return map


def _twice(map: AccountMap, file: TomlFile) -> Iterator[Problem]:
    """Yield the names that stand under two figures, or under one and in ``left_out``."""
    found: dict[str, str] = {}
    for key in (*FIGURES, "left_out"):
        for at, name in enumerate(getattr(map, key)):
            first = found.setdefault(folded(name), key)
            if first != key:
                yield file.problem((key, at), say("register-problems.stands_under_already",
                                                  name=name, first=first),
                                   say("register-problems.leave_it_in_one_of_them"))
