"""Read a call: the round in which a folder's dossiers compete, with the jury's sheets beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import attrs

from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.judgements import Call
from hubflow.model.values import Day, Identifier, Kind, Text, optional, required
from hubflow.reading.records.structuring import attempt, problems_of
from hubflow.reading.toml.source import TomlFile, read_toml

CALL_FILE = "call.toml"
JURY_CSV = "jury*.csv"
JURY_WORKBOOKS = "jury*.xlsx"
JURY_SHEETS = (JURY_CSV, JURY_WORKBOOKS)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CallFile:
    """The content of a ``call.toml``."""

    id: Identifier = required("The call's id.", examples=("lab-is-2023",))
    hub: Identifier | None = optional("The hub that calls.")
    name: Text | None = optional("Its name.")
    date: Day | None = optional("The day whose figures and rules hold for it.")
    budget: Annotated[float, Kind("number", low=0, unit="money", gap=False)] | None = optional(
        "How much there is, in the hub's currency."
    )
    note: Text | None = optional("What a reader should know about it.")


@attrs.frozen(eq=False, repr=False)
class FoundCall:
    """The call of a folder, its file, and the jury's sheets beside it."""

    call: Call
    file: TomlFile
    sheets: tuple[Path, ...]


def find_call(folder: Path) -> tuple[FoundCall | None, tuple[Problem, ...]]:
    """Return the call of a folder's ``call.toml``, None where it has none, and its problems."""
    path = folder / CALL_FILE
    if not path.exists():
        return None, ()
    try:
        file = read_toml(path)
    except BadInput as bad:
        return None, bad.problems
    said, flaws = attempt(file.data, CallFile)
    if said is None:
        return None, tuple(problems_of(file, flaws))
    call = Call(said.id, said.hub, said.name, said.date, said.budget)
    sheets = sorted(sheet for pattern in JURY_SHEETS for sheet in folder.glob(pattern))
    return FoundCall(call, file, tuple(sheets)), ()
