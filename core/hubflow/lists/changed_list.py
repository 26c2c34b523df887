"""Say how a final list made anew differs from the one that was published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from hubflow.engine.call.call_progress import CallProgress
from hubflow.lists.call_list import CallList, CallListColumn, ListRow, list_title
from hubflow.model.call import TakenStep
from hubflow.text.catalogue import words
from hubflow.text.numbers import day

_SHOWN = 8

_FOLLOWS = frozenset({"running", "left"})
"""Columns that change with other rows: they are told only where nothing else of a row changed."""

_NOTHING = "–"


@attrs.frozen
class ChangedValue:
    """What stands in a column of a row now, and what stood there; a dash for nothing."""

    column: str
    title: str
    before: str
    after: str


@attrs.frozen
class ChangedRow:
    """A venture of which a list now says something else; ``name`` is its code in anonymous lists.

    ``was_in`` and ``is_in`` say whether it stood in the published list, and stands in the one now.
    ``left_out`` says whether it stands outside the ranking now; ``reasons`` are why, if it had a
    rank or did not stand in the published list.
    """

    name: str
    was_in: bool
    is_in: bool
    values: tuple[ChangedValue, ...]
    reasons: tuple[str, ...] = ()
    left_out: bool = False

    def sentence(self, language: str) -> str:
        """Return what was of it and what is now."""
        texts = words(language, "lists")
        whole = self.was_in and self.is_in
        pair = "changed_value" if whole else "value_was"
        what = [texts[pair].format(title=one.title, before=one.before, after=one.after)
                for one in self.values]
        key = "changed_row" if whole else "row_gone" if self.was_in else (
            "row_new_out" if self.left_out else "row_new")
        said = texts[key].format(name=self.name, what="; ".join(what) or _NOTHING)
        return " ".join((said, *self.reasons))


@attrs.frozen(eq=False, repr=False)
class ListChanges:
    """What was recorded after a phase's list became final by a step of its call.

    ``rows`` are the ventures whose results changed; ``decided`` says whether anybody was decided
    on since.
    """

    step: TakenStep
    progress: CallProgress
    rows: tuple[ChangedRow, ...]
    decided: bool

    @property
    def any(self) -> bool:
        """Whether a list made now differs from the published one."""
        return bool(self.rows) or self.decided

    def sentence(self, key: str, language: str) -> str:
        """Return a sentence of the lists' words on these changes."""
        names = [row.name for row in self.rows]
        few = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
        return words(language, "lists")[key].format(
            step=self.progress.name(self.step.step, language),
            date=day(self.step.date, language), who=few)

    def lines(self, language: str) -> tuple[str, ...]:
        """Return a sentence for each venture on what was and what is now."""
        return tuple(row.sentence(language) for row in self.rows)


def list_changes(
    before: CallList, now: CallList, step: TakenStep, progress: CallProgress,
    codes: Mapping[str, str] | None,
) -> ListChanges:
    """Return how the list ``now`` differs from the one ``before``, which a step made final.

    Both hold ids; ``codes`` stand for the names of an anonymous list.
    """
    differing = list(_differing(before, now, results=True))
    changed = tuple(_changed(id, before, now, codes) for id in differing)
    return ListChanges(step, progress, changed,
                       decided=len(changed) < len(list(_differing(before, now, results=False))))


def corrected(found: CallList, changes: ListChanges) -> CallList:
    """Return a list made anew, which says which one it corrects, or that its results are those."""
    language = found.hub.language
    note = changes.sentence("corrects" if changes.rows else "same_results", language)
    if changes.decided:
        note += " " + words(language, "lists")["decided_too"]
    if not changes.rows:
        return attrs.evolve(found, notes=(*found.notes, note))
    return attrs.evolve(
        found, notes=(note, *found.notes), changes=changes.lines(language), title=list_title(
            words(language, "lists")["title_corrected"], found.phase, found.call))


def _changed(
    id: str, before: CallList, now: CallList, codes: Mapping[str, str] | None
) -> ChangedRow:
    """Return what a list said of a venture, and what another one says now."""
    then, here = (_rows(one).get(id) for one in (before, now))
    row = here or then
    assert row is not None
    told = [value for value in _values(then, here, before, now) if value.before != value.after]
    own = [value for value in told if value.column not in _FOLLOWS]
    out = here is not None and not any(one.id == id for one in now.rows)
    had_rank = then is None or any(one.id == id for one in before.rows)
    return ChangedRow(
        name=row.name if codes is None else codes[id], was_in=then is not None,
        is_in=here is not None, values=tuple(own or told),
        reasons=here.reasons if here is not None and out and had_rank else (), left_out=out)


def _values(
    then: ListRow | None, here: ListRow | None, before: CallList, now: CallList
) -> Iterator[ChangedValue]:
    """Yield what stood and stands in each column; scores of criteria only where both have them."""
    columns: dict[str, CallListColumn] = {}
    for found in (before, now):
        columns |= {each.key: each for each in found.columns if each.key != "name"}
    of_scores = {each.key: each for each in (*before.scores, *now.scores)}
    for column in (*columns.values(), *of_scores.values()):
        was, is_now = (row.cells.get(column.key) if row is not None else None
                       for row in (then, here))
        if column.key in of_scores and (was is None or is_now is None):
            continue
        if column.key == "decision" and was is None and not (here is not None and here.departs):
            continue  # decisions come after the list
        yield ChangedValue(column.key, column.title, *(
            cell.text or _NOTHING if cell is not None else _NOTHING for cell in (was, is_now)))


def _rows(found: CallList) -> Mapping[str, ListRow]:
    return {row.id: row for row in (*found.rows, *found.left_out)}


def _differing(before: CallList, now: CallList, *, results: bool) -> Iterator[str]:
    """Yield the ids of rows that are not what they were, in the order of the list then.

    With ``results`` reasons may be others, and decisions that follow the recommendation: they come
    after the list.
    """
    then, here = _rows(before), _rows(now)
    for id in {**then, **here}:
        shown = [_shown(one[id], results=results) for one in (then, here) if id in one]
        if len(shown) < 2 or shown[0] != shown[1]:
            yield id


def _shown(row: ListRow, *, results: bool) -> object:
    """Return what a row shows beside its name."""
    apart_from = ("name", "decision") if results and not row.departs else ("name",)
    cells = {key: cell for key, cell in row.cells.items() if key not in apart_from}
    return cells if results else (cells, row.reasons)
