"""Read a dossier from an Excel workbook, with the cell of each of its values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import tomli

from hubflow.model.dossier import Challenge, Dossier
from hubflow.model.input_problems import BadInput, NoDossierError, Problem
from hubflow.reading.dossiers.checks.dossier_checks import dossier_flaws
from hubflow.reading.dossiers.file_kind import without_kind
from hubflow.reading.dossiers.roles import APPLICANT, handed_out
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.records.model_keys import content_at
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.records.structuring import attempt, problems_of
from hubflow.reading.toml.advice import in_words
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.placed_file import PlacedFile, ValuePlace, make_placed_file
from hubflow.reading.values.cell_values import blank, conventions_of, text_of, value_of
from hubflow.reading.values.conventions import PLAIN, Conventions
from hubflow.reading.values.normal_text import id_of
from hubflow.reading.values.vocabulary_words import gap_of, is_none_of_these
from hubflow.reading.values.workbook_file import Workbook, WorkbookSheet, read_workbook
from hubflow.text.spoken import say
from hubflow.workbook.reading.workbook_lists import ListSheet, lists_on
from hubflow.workbook.reading.workbook_marks import ANSWER, KEY, REST, TOP, Mark, dotted, mark_of


def read_dossier_workbook(path: Path) -> PlacedFile:
    """Return the dossier in a workbook; raises :class:`BadInput` with all problems of its cells."""
    workbook = read_workbook(path)
    reader = _Reader(str(path))
    reader.read(workbook)
    if handed_out(reader.data).get("to") == APPLICANT and "id" not in reader.data:
        reader.data["id"] = id_of(path.stem)
    file = make_placed_file(reader.data, path, reader.spots, workbook.raw)
    if reader.problems:
        # Told together with what is wrong between cells; a cell that cannot be read is not missing.
        cls = Challenge if reader.data.get("kind") == "challenge" else Dossier
        flaws = (*attempt(without_kind(file), cls)[1], *dossier_flaws(reader.data))
        raise BadInput([*reader.problems, *problems_of(
            file, (flaw for flaw in flaws if flaw.path not in reader.unread))])
    return file


def holds_dossier(path: Path) -> bool:
    """Return whether a workbook has a column of keys; raises :class:`BadInput` if unreadable."""
    return any(_marked(sheet) for sheet in read_workbook(path).sheets)


@attrs.define(eq=False, repr=False)
class _Reader:
    name: str
    data: dict[str, Any] = attrs.field(factory=dict)
    spots: dict[KeyPath, ValuePlace] = attrs.field(factory=dict)
    problems: list[Problem] = attrs.field(factory=list)
    unread: set[KeyPath] = attrs.field(factory=set)
    """Keys whose cells cannot be read."""
    numbers: dict[KeyPath, dict[str, int]] = attrs.field(factory=dict)
    """Positions of lists' entries by the number that their row has in column A."""
    conventions: Conventions = PLAIN
    """How numbers and days are written that stand in cells of text."""

    def read(self, workbook: Workbook) -> None:
        """Read all sheets."""
        self.conventions = conventions_of(
            cell for sheet in workbook.sheets for cell in sheet.cells.values())
        lists: list[ListSheet] = []
        marked = False
        for sheet in workbook.sheets:
            found = list(lists_on(sheet))
            questions, rest = _heading(sheet, KEY), _heading(sheet, REST)
            if found:
                lists += found
            elif questions is not None:
                self._questions(sheet, *questions)
            elif rest is not None:
                self._rest(sheet, *rest)
            marked = marked or bool(found or questions or rest)
        if not marked:
            raise NoDossierError([Problem(
                self.name, 0, "", say("workbook.refused_no_dossier"),
                say("workbook.refused_how_to_begin"))])
        # A list within another's entries comes after it.
        first: dict[KeyPath, ListSheet] = {}
        for listed in sorted(lists, key=lambda each: len(each.mark.path)):
            other = first.setdefault(listed.mark.path, listed)
            if other is not listed:
                self.note_problem(listed.sheet, (listed.top, 1), dotted(listed.mark.path),
                          say("workbook.refused_two_sheets", title=other.sheet.title),
                          say("workbook.refused_delete_one"))
                continue
            self._list(listed)

    def note_problem(
        self, sheet: WorkbookSheet, place: tuple[int, int], key: str, what: str, to_do: str
    ) -> None:
        """Note a problem with a cell."""
        at = sheet.at(*place)
        self.problems.append(Problem(self.name, 0, f"{at}: {key}" if key else at, what, to_do))

    def put(self, path: KeyPath, value: Any, sheet: WorkbookSheet, place: tuple[int, int]) -> None:
        """Store a value, or note a problem if another cell holds the same key."""
        here, last = self._holder(path[:-1]), str(path[-1])
        if here is None or last in here:
            other = next((self.spots[path[:n]].at for n in range(len(path), 0, -1)
                          if path[:n] in self.spots), say("workbook.refused_another_cell"))
            self.note_problem(sheet, place, dotted(path),
                              say("workbook.refused_answered_twice", other=other),
                              say("workbook.refused_leave_one_empty"))
            return
        here[last] = value
        self.spots[path] = ValuePlace(0, sheet.at(*place))

    def is_readable(self, sheet: WorkbookSheet, place: tuple[int, int], key: str) -> bool:
        """Return whether a cell can be read; note the problem if not."""
        if place in sheet.broken:
            self.note_problem(sheet, place, key, *sheet.broken[place].problem())
        elif place in sheet.merged:
            self.note_problem(sheet, place, key,
                              say("reading-problems.is_merged_with_another_cell"),
                              say("reading-problems.take_the_merged_cells_apart_and"))
        else:
            return True
        return False

    def _questions(self, sheet: WorkbookSheet, top: int, column: int) -> None:
        answers: dict[Mark, list[tuple[int, int]]] = {}
        rows = {row for row, _ in (*sheet.cells, *sheet.broken, *sheet.merged) if row > top}
        for row in sorted(rows):
            place = (row, column + ANSWER)
            key = text_of(sheet.cells.get((row, column), ""))
            mark = mark_of(key)
            if place not in sheet.broken and place not in sheet.merged and (
                    blank(sheet.cells.get(place))):
                continue
            if not self.is_readable(sheet, place, key):
                self.unread |= {mark.path} if mark else set()
                continue
            if mark is None or not (mark.type or content_at(mark.path)):
                known = [] if mark is None else _known(mark)
                self.note_problem(
                    sheet, place, key, say("workbook.refused_no_key_beside") if key
                    else say("workbook.refused_no_question"), did_you_mean(key, known))
                continue
            answers.setdefault(mark, []).append(place)
        for mark, places in answers.items():
            self._answer(sheet, mark, places)

    def _answer(self, sheet: WorkbookSheet, mark: Mark, places: list[tuple[int, int]]) -> None:
        content = content_at(mark.path)
        many = mark.type == "labels" or bool(content and content.many)
        values = []
        for place in places:
            raw = sheet.cells[place]
            if many and isinstance(raw, str) and is_none_of_these(raw):
                continue
            kind = (content.kind if content else None) or mark.kind
            try:
                value = value_of(kind, raw, self.conventions)
            except RefusedError as refused:
                self.note_problem(sheet, place, dotted(mark.path), refused.what, refused.to_do)
                self.unread.add(mark.path)
                continue
            if many:
                values.append(value)
            else:
                self.put(mark.path, value, sheet, place)
        if not many:
            return
        gap = gap_of(values[0]) if len(values) == 1 and mark.type == "labels" else None
        self.put(mark.path, values if gap is None else gap.value, sheet, places[0])
        for number, place in enumerate(places):
            self.spots[(*mark.path, number)] = ValuePlace(0, sheet.at(*place))

    def _list(self, listed: ListSheet) -> None:
        """Read the entries of a list, each with its cells."""
        sheet, path = listed.sheet, listed.mark.path
        above = content_at(path[:-1])
        within = above is not None and above.many
        for row in listed.rows():
            entry: dict[str, Any] = {}
            spots: dict[str, ValuePlace] = {}
            unread = []
            for column in listed.columns:
                place = (row, column.number)
                if place not in sheet.broken and blank(sheet.cells.get(place)) and (
                        place not in sheet.merged):
                    continue
                if not self.is_readable(sheet, place, column.key):
                    unread.append(column.key)
                    continue
                try:
                    key, value = column.read(sheet.cells[place], self.conventions)
                except RefusedError as refused:
                    self.note_problem(sheet, place, column.key, refused.what, refused.to_do)
                    unread.append(column.key)
                    continue
                entry[key], spots[key] = value, ValuePlace(0, sheet.at(*place))
            at = self._entry(listed, row, entry, spots, within)
            self.unread |= {(*at, key) for key in unread}
        for row, number in listed.unkeyed_cells():
            self.note_problem(sheet, (row, number), "",
                              say("workbook.refused_column_without_key"),
                              say("workbook.refused_move_to_a_key"))

    def _entry(
        self, listed: ListSheet, row: int, entry: dict[str, Any], spots: dict[str, ValuePlace],
        within: bool,
    ) -> KeyPath:
        """Add an entry to its list, and return its key path."""
        sheet, path, place = listed.sheet, listed.mark.path, (row, 1)
        holder: KeyPath = path[:-1]
        if within:
            number = text_of(sheet.cells.get(place, ""))
            position = self.numbers.get(path[:-1], {}).get(number)
            if position is None:
                above = dotted(path[:-1])
                self.note_problem(
                    sheet, place, dotted(path),
                    say("workbook.refused_no_entry", number=number, list=above) if number
                    else say("workbook.refused_which_entry"),
                    say("workbook.refused_write_the_number", list=above))
                return ()
            holder = (*path[:-1], position)
        here = self._holder(holder)
        entries = here.setdefault(path[-1], []) if here is not None else None
        if not isinstance(entries, list):
            self.note_problem(sheet, place, dotted(path), say("workbook.refused_no_list"),
                              say("workbook.refused_leave_the_keys"))
            return ()
        position = len(entries)
        at = (*holder, path[-1], position)
        entries.append(entry)
        self.spots.setdefault(at[:-1], ValuePlace(0, sheet.at(*place)))
        self.spots[at] = ValuePlace(0, sheet.at(*place))
        self.spots |= {(*at, key): spot for key, spot in spots.items()}
        self.numbers.setdefault(path, {})[text_of(sheet.cells.get(place, ""))] = position
        return at

    def _holder(self, path: KeyPath) -> dict[str, Any] | None:
        """Return the table at a path, a new one where there is none; None for another value."""
        here: Any = self.data
        for part in path:
            if isinstance(here, dict):
                here = here.setdefault(part, {})
            else:
                here = here[part] if isinstance(here, list) and isinstance(part, int) else None
        return here if isinstance(here, dict) else None

    def _rest(self, sheet: WorkbookSheet, top: int, column: int) -> None:
        """Read keys without another place, with values in TOML; long ones go on in the next row."""
        parts: dict[str, list[tuple[int, int]]] = {}
        rows = {row for row, _ in (*sheet.cells, *sheet.broken) if row > top}
        for row in sorted(rows):
            place = (row, column + 1)
            key = text_of(sheet.cells.get((row, column), ""))
            if self.is_readable(sheet, place, key) and not (
                    key == "" and blank(sheet.cells.get(place))):
                parts.setdefault(key, []).append(place)
        for key, places in parts.items():
            mark = mark_of(key)
            text = "".join(str(sheet.cells.get(place, "")) for place in places)
            try:
                if mark is None or "\n" in text:
                    raise ValueError(say("workbook.refused_no_key") if mark is None
                                     else say("workbook.refused_several_lines"))
                self.put(mark.path, tomli.loads(f"v = {text}")["v"], sheet, places[0])
            except (tomli.TOMLDecodeError, ValueError, RecursionError) as error:
                self.note_problem(sheet, places[0], key,
                                  say("workbook.refused_no_toml_value", error=_why(error)),
                                  say("workbook.refused_leave_the_sheet"))


def _why(error: Exception) -> str:
    return in_words(error) if isinstance(error, tomli.TOMLDecodeError) else str(error)


def _marked(sheet: WorkbookSheet) -> bool:
    return bool(list(lists_on(sheet)) or _heading(sheet, KEY) or _heading(sheet, REST))


def _heading(sheet: WorkbookSheet, text: str) -> tuple[int, int] | None:
    """Return the cell in the first rows that holds a heading."""
    return next((place for place, value in sheet.cells.items()
                 if place[0] <= TOP and value == text and place[1] + ANSWER >= (
                     1 if text == KEY else ANSWER)), None)


def _known(mark: Mark) -> Iterator[str]:
    """Yield the keys that the author may have meant: those of the same section."""
    from hubflow.reading.records.model_keys import keys_within

    if len(mark.path) == 1:
        yield from keys_within(Dossier)
        return
    above = content_at(mark.path[:-1])
    if above is not None and above.record:
        yield from (dotted((*mark.path[:-1], key)) for key in keys_within(above.hint))
