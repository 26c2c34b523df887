"""Find the place in a dossier for each column of a form's answers, and its kind of value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

import attrs

from hubflow.intake.heading_names import names_of
from hubflow.intake.intake_map import IntakeColumn, LoadedMap
from hubflow.model.dossier import Dossier
from hubflow.model.input_problems import Problem
from hubflow.model.methodology import Methodology
from hubflow.model.values import Kind
from hubflow.reading.dossiers.inheriting import ANSWERS
from hubflow.reading.records.legal import RefusedError, legal
from hubflow.reading.records.model_keys import KeyContent, content_at, keys_within
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.key_paths import KeyPath, key_parts
from hubflow.reading.values.cell_table import CellTable, column_without_heading
from hubflow.reading.values.conventions import Conventions, Manner
from hubflow.reading.values.normal_text import folded
from hubflow.text.spoken import say


@attrs.frozen(eq=False)
class IntakeTarget:
    """A column of the export with its place in a dossier."""

    number: int
    heading: str
    column: IntakeColumn
    path: KeyPath
    kind: Kind
    many: bool

    def conventions(self, file: LoadedMap, shown: Conventions) -> Conventions:
        """Return the column's conventions: the map's, else those that its cells show."""
        dates = self.column.dates or file.map.dates
        decimal = self.column.decimal or file.map.decimal
        stated: list[Manner] = [order for order in _ORDERS if order == dates]
        stated += [_DECIMALS[decimal]] if decimal else []
        return attrs.evolve(
            shown.with_stated(stated),
            meaning={folded(word): value for word, value in self.column.means.items()},
            to_do=say("reading-problems.or_say_in_the_map"))


_ORDERS: tuple[Manner, ...] = ("day first", "month first")
_DECIMALS: Mapping[str, Manner] = {"comma": "decimal comma", "point": "decimal point"}


def targets_of(
    file: LoadedMap, export: CellTable, methodology: Methodology | None
) -> tuple[tuple[IntakeTarget, ...], tuple[Problem, ...]]:
    """Return every column that can be read, and all problems of the map."""
    problems: list[Problem] = []
    targets: list[IntakeTarget] = []
    headings = Headings(export)
    columns_by_path: dict[KeyPath, str] = {}
    for position, column in enumerate(file.map.columns):
        at = ("columns", position)
        found = headings.find(column)
        if len(found) > 1 or not (found or column.may_be_missing):
            problems.append(file.file.problem((*at, "heading"), *headings.lack(column, found)))
        path, content, wrong = _place(column.key, methodology)
        if wrong:
            problems.append(file.file.problem((*at, "key"), *wrong))
        elif path in columns_by_path and not (content and content.many):
            problems.append(file.file.problem(
                (*at, "key"), say("office.goes_to_too", columns_by_path=columns_by_path[path],
                                  key=column.key),
                say("office.leave_one_out")))
        problems += [file.file.problem((*at, "entry", *key), *told)
                     for key, told in _entry_flaws(column, path)]
        if len(found) == 1 and content is not None and content.kind is not None and not wrong:
            columns_by_path.setdefault(path, column.heading)
            targets.append(IntakeTarget(found[0], export.headings[found[0]], column, path,
                                        content.kind, content.many))
    for position, heading in enumerate(file.map.left_out):
        if not headings.called(heading):
            problems.append(file.file.problem(
                ("left_out", position), say("office.has_no_heading", name=export.name,
                                            args=heading),
                did_you_mean(heading, export.headings.values())))
    by = file.map.venture_column
    if by is not None and len(headings.called(by)) != 1:
        problems.append(file.file.problem(
            ("venture_column",), say("office.has_no_heading", name=export.name, args=by),
            did_you_mean(by, export.headings.values())))
    return tuple(targets), tuple(problems)


class Headings:
    """The columns of an export by all that their headings may be called in a map."""

    def __init__(self, export: CellTable) -> None:
        self._export = export
        self._whole: dict[str, list[int]] = {}
        self._parts: dict[str, list[int]] = {}
        for number, heading in export.headings.items():
            whole, *parts = names_of(heading)
            self._whole.setdefault(whole, []).append(number)
            for part in parts:
                self._parts.setdefault(part, []).append(number)

    def called(self, name: str) -> Sequence[int]:
        """Return the columns with a heading, or else with this part of a heading."""
        return self._whole.get(folded(name)) or self._parts.get(folded(name), [])

    def find(self, column: IntakeColumn) -> Sequence[int]:
        """Return the columns that a map means, by heading or else by code."""
        return self.called(column.heading) or (self.called(column.code) if column.code else [])

    def lack(self, column: IntakeColumn, found: Sequence[int]) -> tuple[str, str]:
        """Return what is wrong with a column that is not there once, and what to do."""
        if found:
            return (say("office.columns_with_this_heading", name=self._export.name, n=len(found)),
                    say("office.give_them_headings_of_their_own"))
        return (say("office.has_no_heading", name=self._export.name, args=column.heading),
                did_you_mean(column.heading, self._export.headings.values()))


def _entry_flaws(
    column: IntakeColumn, path: KeyPath
) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    """Yield what is wrong with the constants of a column's entry."""
    if not column.entry or not path:
        return
    last = max((at for at, part in enumerate(path) if isinstance(part, int)), default=-1)
    if last < 0:
        yield (), (say("office.target_not_in_a_list", key=column.key),
                   say("office.target_leave_entry_out"))
        return
    names = tuple(str(part) for part in path[:last] if not isinstance(part, int))
    for key, value in column.entry.items():
        content = content_at((*names, key))
        if content is None or content.kind is None:
            within = content_at(names)
            known = keys_within(within.hint) if within is not None else ()
            yield (key,), (say("office.target_no_key"), did_you_mean(key, known))
            continue
        try:
            legal(content.kind, value)
        except RefusedError as refused:
            yield (key,), (refused.what, refused.to_do)


def unmapped_headings(file: LoadedMap, export: CellTable) -> tuple[str, ...]:
    """Return headings that the map does not name, and columns without a heading."""
    columns = Headings(export)
    named = {number for column in file.map.columns for number in columns.find(column)}
    others = (*file.map.left_out, *file.map.received, file.map.venture_column or "")
    named |= {number for heading in others for number in columns.called(heading)}
    headings = (heading for number, heading in export.headings.items() if number not in named)
    return (*headings, *map(column_without_heading, export.unheaded))


def content_of_key(key: str, methodology: Methodology | None) -> KeyContent | None:
    """Return what a key of a map holds; None for one that a map cannot name."""
    _, content, wrong = _place(key, methodology)
    return None if wrong else content


def _place(
    key: str, methodology: Methodology | None
) -> tuple[KeyPath, KeyContent | None, tuple[str, str] | None]:
    """Return the path of a key, its content, and what is wrong with it."""
    names = tuple(part for part in key_parts(key) if not part.isdecimal())
    if names[:1] == ("hubs",):
        return _own(names, methodology)
    content = content_at(names)
    if content is None or content.kind is None:
        what = "is_a_table" if content is not None else "no_such_key"
        return (), None, (say(f"office.target_{what}", key=key), did_you_mean(key, value_keys()))
    path: list[str | int] = []
    for part in key_parts(key):
        if part.isdecimal():
            if not path or isinstance(path[-1], int) or not _is_list(path):
                return (), None, (say("office.target_no_list_before", key=key, part=part), "")
            path.append(int(part) - 1)
            continue
        if path and not isinstance(path[-1], int) and _is_list(path):
            path.append(0)
        path.append(part)
    if any(isinstance(part, int) and not 0 <= part < 1000 for part in path):
        return (), None, (say("office.target_counted_from_1", key=key), "")
    return tuple(path), content, None


def _own(
    names: tuple[str, ...], methodology: Methodology | None
) -> tuple[KeyPath, KeyContent | None, tuple[str, str] | None]:
    if methodology is None or names[1:2] != (methodology.hub.id,):
        return (), None, (say("office.target_of_one_hub", key=".".join(names)),
                          say("office.target_name_the_hub"))
    hub = methodology.hub.id
    if names[2:3] == (ANSWERS,) and len(names) == 4:
        judged = {rule.id for phase in methodology.phases for rule in phase.judged}
        if names[3] in judged:
            return names, KeyContent(str, many=False), None
        return (), None, (say("office.target_no_criterion", hub=hub, criterion=names[3]),
                          did_you_mean(names[3], judged))
    facts = {fact.id: fact for fact in methodology.facts}
    fact = facts.get(names[2]) if len(names) == 3 else None
    if fact is None:
        return (), None, (say("office.target_no_own_fact", hub=hub, fact=".".join(names[2:])),
                          did_you_mean(names[-1], facts))
    return names, KeyContent(Annotated[object, fact.kind], fact.type == "labels"), None


def _is_list(path: list[str | int]) -> bool:
    content = content_at(tuple(str(part) for part in path if not isinstance(part, int)))
    return content is not None and content.many and content.record


def value_keys() -> Iterator[str]:
    """Yield all keys of a dossier that hold a value; those of lists without a number."""
    def walk(cls: object, at: str) -> Iterator[str]:
        for name, content in keys_within(cls).items():
            if content.record:
                yield from walk(content.hint, f"{at}{name}.")
            elif content.kind is not None:
                yield f"{at}{name}"
    yield from walk(Dossier, "")
