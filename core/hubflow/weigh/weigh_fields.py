"""The table in which a person answers as the fields of a form, and problems back to their field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from hubflow.model.input_problems import Problem
from hubflow.weigh.interview import Method, pairs_of


@attrs.frozen(eq=False, repr=False)
class AnswerRow:
    """A row of the table: what stands in it, and the fields whose answers go into its columns.

    ``fixed`` and ``fields`` are by the heading; ``title`` is what the row asks about.
    """

    title: str
    fixed: Mapping[str, str]
    fields: Mapping[str, str]


def answer_rows(method: Method, titles: Mapping[str, str]) -> list[AnswerRow]:
    """Return a person's rows of a method's table; ``titles`` are the criteria's, by id."""
    return list(_rows(method, titles))


def _rows(method: Method, titles: Mapping[str, str]) -> Iterator[AnswerRow]:
    if method == "pairs":
        for number, (first, second) in enumerate(pairs_of(list(titles)), 1):
            title = f"{titles[first]} : {titles[second]}"
            yield AnswerRow(title, {"criterion": first, "against": second, "title": title},
                            {"times": f"times-{number}"})
        return
    for number, (id, title) in enumerate(titles.items(), 1):
        fixed = {"criterion": id, "title": title}
        if method == "swing":
            yield AnswerRow(title, fixed, {"points": f"points-{number}"})
        else:
            fields = {"place": f"place-{number}", "blank cards": f"blanks-{number}"}
            yield AnswerRow(title, {**fixed, **({} if number == 1 else {"ratio": ""})},
                            {**fields, **({"ratio": "ratio"} if number == 1 else {})})


def field_of(rows: Sequence[AnswerRow], problem: Problem) -> str:
    """Return the field that a problem of the table is about; empty for none.

    The table's first line is its heading.
    """
    if problem.key == "person":
        return "role"
    if problem.key == "ratio":
        return "ratio"
    at = problem.line - 2
    return rows[at].fields.get(problem.key, "") if 0 <= at < len(rows) else ""
