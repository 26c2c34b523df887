"""Read ``intake.toml``: the map from a form's columns to the keys of a dossier."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import attrs

from hubflow.model.input_problems import BadInput
from hubflow.model.values import Kind, Text, optional, required
from hubflow.reading.records.structuring import attempt, problems_of
from hubflow.reading.toml.source import TomlFile, read_toml

DateOrder = Annotated[str, Kind("label", labels=("day first", "month first"), gap=False)]
MonthDay = Annotated[str, Kind("label", labels=("first day", "last day"), gap=False)]
Decimal = Annotated[str, Kind("label", labels=("comma", "point"), gap=False)]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class IntakeColumn:
    """One column of the answers, and its key in the dossier."""

    heading: Text = required("The column's heading, as the export has it; of a heading with groups "
                             "(`who/how_many`) or a code (`Q3. How many?`) its last part will do.")
    code: Text | None = optional("The question's code, where an export may head its columns with "
                                 "codes in place of questions.")
    key: Text = required(
        "The dossier's key, such as `identify.group_size`. An entry of a list is told by its "
        "number: `identify.problems.2.statement`; without a number it is the first.",
        examples=("identify.group_size",))
    dates: DateOrder | None = optional(
        "How its dates are written, where the column does not show it."
    )
    decimal: Decimal | None = optional(
        "The mark before decimals, where the column does not show it."
    )
    months: MonthDay | None = optional(
        "Which day a month without a day (`2025-03`) stands for."
    )
    separator: Text | None = optional("What stands between several answers in one cell; "
                                  "without it `;`, a new line, or between labels a comma.")
    means: Mapping[str, Any] = attrs.field(factory=dict, metadata={
        "about": "Words of the form by what they mean: a label, a number, yes or no as `true` and "
        "`false`, \"unknown\", \"withheld\" or \"not applicable\"."})
    adds: Text | None = optional("For a column that is ticked (yes, or its own heading): the label "
                             "that it adds to the list.")
    may_be_missing: bool = optional("True where an export may come without the column.",
                                    default=False)
    entry: Mapping[str, Any] = attrs.field(factory=dict, metadata={
        "about": "What else stands in the same entry of the list wherever the column has an "
        "answer, such as `{ role = \"implementing organisation\" }`."})
    prefix: Text | None = optional("What stands before each answer, such as `GB-CHC-` before the "
                                   "number of a charity.", examples=("GB-CHC-",))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class IntakeMap:
    """The rules that turn the answers to one form into dossiers."""

    hub: Text | None = optional("The hub whose own facts are asked, as after -p.")
    id: Text | None = optional(
        "Each venture's id: text with `{row}` for the number of the answer, and `{…}` with a "
        "heading for what stands in that column.", examples=("spring-{row}", "{Project name}"))
    sheet: Text | None = optional("The sheet of a workbook; without it the first that shows.")
    repeats: tuple[Text, ...] = optional(
        "Groups that repeat: sheets of the workbook as KoboToolbox writes them, or files beside "
        "the export as ODK Central does (`export-group.csv`). Their headings are read as "
        "`group/heading`. One that is not there says nothing.",
        default=())
    received: tuple[Text, ...] = optional(
        "Headings of the column that says when an answer came in; the first that the export has "
        "counts. The call's deadline is held against it.", default=())
    time_zone: Text | None = optional("The time zone of that column, where its cells do not say "
                                      "it; without it the call's.", examples=("Europe/Lisbon",))
    venture_column: Text | None = optional(
        "The heading of the column that says which venture a row is about, where a venture has "
        "several rows: each adds entries to its lists.")
    blanks: tuple[Text, ...] = optional("What stands in cells without an answer, such as `NA`.",
                                        default=())
    delimiter: Annotated[str, Kind("label", labels=(",", ";", "\t"), gap=False)] | None = optional(
        "What stands between cells of a text file, where that is not plain.")
    encoding: Text | None = optional(
        "How a text file is encoded; without it UTF-8 or UTF-16 where it "
        "is that, else Windows-1252."
    )
    dates: DateOrder | None = optional("How dates are written in all columns.")
    decimal: Decimal | None = optional("The mark before decimals in all columns.")
    dossier: Mapping[str, Any] = attrs.field(factory=dict, metadata={
        "about": "What is the same in all dossiers, such as language, currency, place, call, "
        "challenge, and `[[dossier.sources]]`."})
    columns: tuple[IntakeColumn, ...] = required("The columns that are read.")
    left_out: tuple[Text, ...] = optional("Headings that are left out on purpose, such as those of "
                                      "contacts.", default=())


@attrs.frozen(eq=False, repr=False)
class LoadedMap:
    """A map and its file, for messages."""

    map: IntakeMap
    file: TomlFile


def load_map(path: Path) -> LoadedMap:
    """Return the map in a file; raises :class:`BadInput` with all problems."""
    return map_in(read_toml(path))


def map_in(file: TomlFile) -> LoadedMap:
    """Return the map that a file holds; raises :class:`BadInput` with all problems."""
    made, flaws = attempt(file.data, IntakeMap)
    if made is None:
        raise BadInput(problems_of(file, flaws))
    return LoadedMap(made, file)
