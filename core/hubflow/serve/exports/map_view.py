"""What the screen of a map shows of each column: its choices, and how its first cells are read."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs
from markupsafe import Markup, escape

from hubflow.engine.method.compiled import Compiled
from hubflow.form.application_form import FormSection, application_form
from hubflow.intake.cell_readings import CellReading, first_readings
from hubflow.intake.drafting.answer_words import MOST_WORDS, unread_words
from hubflow.intake.drafting.form_questions import APPLICANTS_KEY
from hubflow.intake.intake import AnswersRead
from hubflow.intake.intake_targets import content_of_key, value_keys
from hubflow.model.input_problems import Problem
from hubflow.model.values import Kind
from hubflow.reading.records.model_keys import content_at
from hubflow.reading.toml.key_paths import key_parts
from hubflow.reading.values.cell_table import CellTable
from hubflow.reading.values.cell_values import blank, text_of
from hubflow.serve.exports.map_fields import (
    MAP_FILE,
    without_number,
)
from hubflow.serve.exports.same_fields import list_at, may_be_same
from hubflow.serve.exports.value_words import possible_meanings
from hubflow.serve.forms.dossier_form import value_in_words
from hubflow.serve.forms.key_menu import heading_of, whole_question, with_stage

FIRST_ROWS = 3
"""Cells of each column that are shown."""

_PROBLEMS = 4
"""Problems of one column that are shown."""


@attrs.frozen(eq=False, slots=False)
class KeyChoices:
    """The keys that a column may go to, under headings, each with what it asks."""

    groups: Mapping[str, Sequence[tuple[str, str]]]

    @functools.cached_property
    def _options(self) -> str:
        return "".join(
            f'<optgroup label="{escape(title)}">' + "".join(
                f'<option value="{escape(key)}">{escape(text)}</option>'
                for key, text in choices) + "</optgroup>"
            for title, choices in self.groups.items())

    @functools.cached_property
    def asks(self) -> Mapping[str, str]:
        """What each key asks."""
        return {key: text for choices in self.groups.values() for key, text in choices}

    def options(self, key: str) -> Markup:
        """Return the options as HTML, made once for all columns, with one that is chosen."""
        chosen = f'value="{escape(key)}"'
        return Markup(self._options.replace(f"{chosen}>", f"{chosen} selected>"))


def choices_for_all(choices: KeyChoices) -> KeyChoices:
    """Return the keys of which all dossiers may say the same."""
    groups = {title: [each for each in own if may_be_same(each[0])]
              for title, own in choices.groups.items()}
    return KeyChoices({title: own for title, own in groups.items() if own})


def key_choices(compiled: Compiled, language: str, other: str) -> KeyChoices:
    """Return the keys that a column may go to: first what the method asks, as its form does.

    ``other`` is the heading of the rest of a dossier, in ``language``.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    lists: dict[str, str] = {}
    for section in application_form(compiled, (), 0).sections:
        title = _innermost(section, language)
        lists[section.list_key] = title
        groups.setdefault(title, []).extend(
            (question.key, question.text) for question in section.questions)
    known = {key for choices in groups.values() for key, _ in choices}
    parts: dict[str, str] = {}
    for key in value_keys():
        if key not in known and content_at(key_parts(key)) is not None and (
                APPLICANTS_KEY.match(key) or key == "id"):
            of_list = lists.get(key.rpartition(".")[0]) if "." in key else ""
            title = of_list or heading_of(key, language) or other
            if not of_list and parts.setdefault(title, key.rpartition(".")[0]) != (
                    key.rpartition(".")[0]):
                title = with_stage(key, title, language)
            groups.setdefault(title, []).append((key, whole_question(key, language)))
    return KeyChoices({title: groups[title] for title in sorted(groups, key=other.__eq__)})


def _innermost(section: FormSection, language: str) -> str:
    """Return the title of a form's section as one name: its stage does not come before it."""
    title = section.title.rstrip(". ")
    stage, mark, part = title.partition(": ")
    parts = {heading_of(question.key, language) for question in section.questions}
    return title if not mark else part if part in parts else f"{part} ({stage})"


@attrs.frozen
class ShownCell:
    """A cell with its row, as it is written and as it is read, or what is wrong with it."""

    row: int
    written: str
    read: str
    wrong: str


@attrs.frozen(eq=False)
class ColumnView:
    """A column: its heading, first cells, own words with what they mean, and what is wrong."""

    number: int
    heading: str
    likely: str
    kind: Kind | None
    many: bool
    in_list: bool
    cells: tuple[ShownCell, ...]
    words: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]
    more_problems: int

    @property
    def meanings(self) -> Sequence[str]:
        """What a word of the column may mean; none where any value may be written."""
        return possible_meanings(self.kind) if self.kind is not None else ()


def column_views(
    table: CellTable, fields: Mapping[str, str], likely: Mapping[int, str], compiled: Compiled,
    read: AnswersRead | None, problems: Mapping[int, Sequence[str]], language: str,
) -> Iterator[ColumnView]:
    """Yield each column; without ``read`` its cells are shown as they are written."""
    readings = first_readings(read, FIRST_ROWS, language) if read is not None else {}
    method = compiled.methodology
    for number, heading in table.headings.items():
        key = fields.get(f"key-{number}", "")
        content = content_of_key(key, method) if key else None
        kind = content.kind if content is not None else None
        many = content is not None and content.many
        found = readings.get(number)
        cells = tuple(_shown(each, kind, language) for each in found[1]) if found else tuple(
            _plain(table, number))
        told = tuple(dict.fromkeys(problems.get(number, ())))
        yield ColumnView(
            number, heading, likely.get(number, ""), kind, many, bool(list_at(key)), cells,
            tuple(_words(table, number, kind, fields, method.hub.language, many=many)),
            told[:_PROBLEMS], max(0, len(told) - _PROBLEMS))


def _shown(cell: CellReading, kind: Kind | None, language: str) -> ShownCell:
    values = cell.value if isinstance(cell.value, list) else [cell.value]
    read = "; ".join(value_in_words(kind, value, language) for value in values
                     if value is not None and kind is not None)
    return ShownCell(cell.row, cell.written, read, cell.wrong)


def _plain(table: CellTable, number: int) -> Iterator[ShownCell]:
    cells = [(row, cells[number]) for row, cells in table.rows if not blank(cells.get(number))]
    for row, raw in cells[:FIRST_ROWS]:
        yield ShownCell(row, text_of(raw), "", "")


def _words(
    table: CellTable, number: int, kind: Kind | None, fields: Mapping[str, str], language: str, *,
    many: bool,
) -> Iterator[tuple[str, str]]:
    """Yield the column's own words with what they mean: those said, and those not read yet."""
    if kind is None:
        return
    said = {word: fields.get(name.replace("word", "means", 1), "")
            for name, word in fields.items() if name.startswith(f"word-{number}-")}
    yield from said.items()
    if kind.type == "text" and not kind.labels:
        return
    texts = [text_of(raw) for _, cells in table.rows if not blank(raw := cells.get(number))]
    parts = [part.strip() for text in texts for part in re.split(r"[;\n]", text)] if many else texts
    unread = unread_words(kind, filter(None, parts), language)
    if len(unread) <= MOST_WORDS:
        yield from ((word, "") for word in unread if word not in said)


def placed_problems(
    problems: Iterable[Problem], read: AnswersRead | None, positions: Mapping[int, int],
    asks: Mapping[str, str],
) -> tuple[dict[int, list[str]], dict[str, str], list[str]]:
    """Return problems by column, by field of the map, and those that are of neither.

    ``positions`` are the places in the map of what it says of each column, ``asks`` what each key
    asks.
    """
    numbers = {position: number for number, position in positions.items()}
    of_columns: dict[int, list[str]] = {}
    of_fields: dict[str, list[str]] = {}
    others: list[str] = []
    for problem in problems:
        told = read.places.told(problem) if read is not None else problem
        number, text = 0, told.words()
        if problem.file == MAP_FILE:
            at = re.match(r"columns\[(\d+)\]", problem.key)
            number = numbers.get(int(at[1]), 0) if at else 0
            field = "map-" + re.split(r"[.\[]", problem.key)[0]
            if not number and problem.key and not at and field != "map-left_out":
                of_fields.setdefault(
                    "same-more" if field == "map-dossier" else field, []).append(text)
                continue
        elif read is not None and problem.line:
            number, _, key = read.places.column(problem.key)
            asked = asks.get(without_number(key)[0], key).rstrip(".: ")
            text = f"{told.key.removesuffix(key)}{asked}: {text}"
        if number:
            of_columns.setdefault(number, []).append(text)
        else:
            others.append(text)
    return of_columns, {field: " ".join(dict.fromkeys(said))
                        for field, said in of_fields.items()}, list(dict.fromkeys(others))

