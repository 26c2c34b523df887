"""The table in which several people answer, a row for each answer: written, and read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.values import Kind
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.values.cell_table import TableRow, read_cell_table
from hubflow.reading.values.cell_values import conventions_of, value_of
from hubflow.reading.values.conventions import PLAIN, Conventions
from hubflow.reading.values.csv_output import csv_bytes
from hubflow.reading.values.formula_mark import unmarked
from hubflow.reading.values.normal_text import folded
from hubflow.text.catalogue import languages, words
from hubflow.text.spoken import say
from hubflow.weigh.interview import Method, PersonAnswers, pairs_of

COLUMNS: Mapping[Method, tuple[str, ...]] = {
    "swing": ("person", "criterion", "title", "points"),
    "cards": ("person", "criterion", "title", "place", "blank cards", "ratio"),
    "pairs": ("person", "criterion", "against", "title", "times"),
}
"""The headings of a method's table, as English writes them; people see their own language's."""

_UNREAD = ("title",)

POINTS = Kind("number", low=1, high=100, gap=False)
PLACE = Kind("number", whole=True, low=1, gap=False)
BLANKS = Kind("number", whole=True, low=0, high=100, gap=False)
RATIO = Kind("number", low=1, high=100, gap=False)
TIMES = Kind("number", low=0.01, high=100, gap=False)


def blank_rows(
    method: Method, titles: Mapping[str, str], people: Sequence[str]
) -> list[list[str]]:
    """Return the rows that ``people`` fill in; ``titles`` are the criteria's, by id."""
    if method == "pairs":
        return [[person, first, second, f"{titles[first]} : {titles[second]}", ""]
                for person in people for first, second in pairs_of(list(titles))]
    blanks = [""] * (len(COLUMNS[method]) - 3)
    return [[person, id, title, *blanks] for person in people for id, title in titles.items()]


def sheet_bytes(
    method: Method, rows: Sequence[Sequence[str]], language: str, ending: str
) -> bytes:
    """Return a table to be filled in, as ``.csv`` or ``.xlsx``."""
    headings = [words(language, of="weigh")[f"column_{name}"] for name in COLUMNS[method]]
    if ending == ".csv":
        return csv_bytes([headings, *rows], for_spreadsheets=True)
    from hubflow.weigh.weight_workbook import weight_workbook

    return weight_workbook(method, headings, rows, language)


def read_answers(
    path: Path, method: Method, ids: Sequence[str], language: str
) -> tuple[PersonAnswers, ...]:
    """Return the answers of each person in a filled table, in the order of their first rows.

    ``language`` is the hub's, whose way to write numbers counts where the cells show none. Raises
    :class:`BadInput` with every problem: cells that are blank or not legal, criteria that
    the phase does not have, and people who left out a criterion or answered it twice.
    """
    table = read_cell_table(path)
    needed = [name for name in COLUMNS[method] if name not in (*_UNREAD, "blank cards", "ratio")]
    optional = [name for name in COLUMNS[method] if name not in needed]
    rows = table.records(needed, optional, _spoken(method))
    numbers = [row.cell(name) for row in rows for name in COLUMNS[method][3:]]
    reader = _Reader(method, tuple(ids), conventions_of(numbers, language))
    for row in rows:
        reader.read(row)
    reader.check_whole(str(path))
    if reader.problems:
        raise BadInput(reader.problems)
    return tuple(reader.people.values())


def _spoken(method: Method) -> Mapping[str, str]:
    """Return the columns by their headings in every language."""
    return {folded(words(language, of="weigh")[f"column_{name}"]): name
            for language in languages() for name in COLUMNS[method]}


@attrs.define
class _Reader:
    method: Method
    ids: tuple[str, ...]
    conventions: Conventions
    people: dict[str, PersonAnswers] = attrs.field(factory=dict)
    problems: list[Problem] = attrs.field(factory=list)
    answered: set[tuple[str, str]] = attrs.field(factory=set)
    ratios: dict[str, float] = attrs.field(factory=dict)

    def read(self, row: TableRow) -> None:
        """Read one row, and note what is wrong with it."""
        role = unmarked(row.text("person"))
        person = folded(role)
        if not person:
            self.problems.append(row.problem(
                "person", say("weigh.refused_blank"), say("weigh.refused_write_role")))
        ids = [self._criterion(row, name) for name in ("criterion", "against")
               if name in COLUMNS[self.method]]
        known = [id for id in ids if id is not None]
        if not person or len(known) < len(ids):
            return
        answers = self.people.setdefault(person, PersonAnswers(role=role))
        key = " : ".join(sorted(known))
        if (person, key) in self.answered:
            self.problems.append(row.problem(
                "criterion", say("weigh.refused_answered", role=role, criteria=key),
                say("weigh.refused_leave_a_row_out")))
            return
        self.answered.add((person, key))
        self.people[person] = getattr(self, f"_{self.method}")(row, answers, known)

    def _swing(self, row: TableRow, answers: PersonAnswers, ids: list[str]) -> PersonAnswers:
        points = self._number(row, "points", POINTS)
        return attrs.evolve(answers, points={**answers.points, ids[0]: points})

    def _cards(self, row: TableRow, answers: PersonAnswers, ids: list[str]) -> PersonAnswers:
        place = self._number(row, "place", PLACE)
        blanks = dict(answers.blanks)
        if row.cell("blank cards") is not None:
            number = self._number(row, "blank cards", BLANKS)
            if blanks.setdefault(place, number) != number:
                self.problems.append(row.problem(
                    "blank cards", say("weigh.refused_other_blanks", here=number,
                                       there=blanks[place], place=place),
                    say("weigh.refused_same_blanks")))
        ratio = answers.ratio
        if row.cell("ratio") is not None:
            ratio = self._number(row, "ratio", RATIO)
            if self.ratios.setdefault(answers.role, ratio) != ratio:
                self.problems.append(row.problem(
                    "ratio", say("weigh.refused_other_ratio", one=ratio,
                                 other=self.ratios[answers.role]),
                    say("weigh.refused_one_ratio")))
        return attrs.evolve(answers, ranks={**answers.ranks, ids[0]: place}, blanks=blanks,
                            ratio=ratio)

    def _pairs(self, row: TableRow, answers: PersonAnswers, ids: list[str]) -> PersonAnswers:
        times = self._number(row, "times", TIMES)
        first, second = ids
        if self.ids.index(first) > self.ids.index(second):
            first, second, times = second, first, 1 / times if times else times
        return attrs.evolve(answers, times={**answers.times, (first, second): times})

    def _criterion(self, row: TableRow, heading: str) -> str | None:
        text = unmarked(row.text(heading))
        found = next((id for id in self.ids if folded(id) == folded(text)), None)
        if found is None:
            self.problems.append(row.problem(
                heading, say("weigh.refused_no_criterion", text=text),
                did_you_mean(text, self.ids) or say("weigh.refused_known",
                                                    known=", ".join(self.ids))))
        return found

    def _number(self, row: TableRow, heading: str, kind: Kind) -> Any:
        """Return a cell's number; 1 where it is not legal, which is noted."""
        try:
            return number_of(row.text(heading), kind, self.conventions)
        except RefusedError as refused:
            self.problems.append(row.problem(heading, refused.what, refused.to_do))
            return 1

    def check_whole(self, name: str) -> None:
        """Note what people left out, and answers that give no weights."""
        if not self.people and not self.problems:
            self.problems.append(Problem(name, 0, "", say("weigh.refused_nobody_answered"),
                                         say("weigh.refused_fill_in_rows")))
        wanted = ([" : ".join(sorted(pair)) for pair in pairs_of(self.ids)]
                  if self.method == "pairs" else list(self.ids))
        for person, answers in self.people.items():
            lacking = [key for key in wanted if (person, key) not in self.answered]
            if lacking:
                self.problems.append(Problem(
                    name, 0, say("weigh.column_criterion"),
                    say("weigh.refused_says_nothing_on", role=answers.role,
                        criteria=", ".join(lacking)), say("weigh.refused_every_criterion")))
            else:
                self.problems += [Problem(name, 0, say(f"weigh.column_{key}"),
                                          f"{answers.role}: {what}", to_do)
                                  for key, what, to_do in flaws(self.method, answers)]


def number_of(text: str, kind: Kind, conventions: Conventions = PLAIN) -> Any:
    """Return the number that a text says; ``1/3`` is a third. Raises :class:`RefusedError`."""
    above, slash, below = text.partition("/")
    if slash and above.strip().isdecimal() and below.strip().isdecimal() and int(below):
        return value_of(kind, int(above) / int(below), conventions)
    if not text:
        raise RefusedError(say("weigh.refused_blank"), say("weigh.refused_write_number"))
    return value_of(kind, text, conventions)


def flaws(method: Method, answers: PersonAnswers) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with the whole of a person's answers: column, what, what to do."""
    if method == "swing" and max(answers.points.values()) != 100:
        yield ("points", say("weigh.refused_most_points", most=max(answers.points.values())),
               say("weigh.refused_most_is_100"))
    if method == "cards":
        places = sorted(set(answers.ranks.values()))
        if places != list(range(1, len(places) + 1)):
            yield ("place", say("weigh.refused_places", places=", ".join(map(str, places))),
                   say("weigh.refused_count_from_1"))
        if len(places) > 1 and answers.ratio <= 1:
            yield ("ratio", say("weigh.refused_no_ratio"), say("weigh.refused_above_1"))
