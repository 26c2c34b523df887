"""Say how a final list made anew differs from the one that was published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from hubflow.engine.call.call_progress import CallProgress
from hubflow.lists.call_list import CallList, ListRow, list_title
from hubflow.model.call import TakenStep
from hubflow.text.catalogue import words
from hubflow.text.numbers import day

_SHOWN = 8
@attrs.frozen(eq=False, repr=False)
class ListChanges:
    """What was recorded after a phase's list became final by a step of its call.

    ``who`` are the names or codes of whom the results changed; ``decided`` says whether anybody
    was decided on since.
    """

    step: TakenStep
    progress: CallProgress
    who: tuple[str, ...]
    decided: bool

    @property
    def any(self) -> bool:
        """Whether a list made now differs from the published one."""
        return bool(self.who) or self.decided

    def sentence(self, key: str, language: str) -> str:
        """Return a sentence of the lists' words on these changes."""
        few = ", ".join(self.who[:_SHOWN]) + (" …" if len(self.who) > _SHOWN else "")
        return words(language, "lists")[key].format(
            step=self.progress.name(self.step.step, language),
            date=day(self.step.date, language), who=few)


def list_changes(
    before: CallList, now: CallList, step: TakenStep, progress: CallProgress,
    codes: Mapping[str, str] | None,
) -> ListChanges:
    """Return how the list ``now`` differs from the one ``before``, which a step made final.

    Both hold ids; ``codes`` stand for the names of an anonymous list.
    """
    who = [row.name if codes is None else codes.get(row.id, row.id)
           for row in _differing(before, now, results=True)]
    return ListChanges(step, progress, tuple(who),
                       decided=len(who) < len(list(_differing(before, now, results=False))))


def corrected(found: CallList, changes: ListChanges) -> CallList:
    """Return a list made anew, which says which one it corrects, or that its results are those."""
    language = found.hub.language
    if not changes.who:
        note = changes.sentence("same_results", language)
        return attrs.evolve(found, notes=(*found.notes, note))
    note = changes.sentence("corrects", language)
    return attrs.evolve(found, notes=(note, *found.notes), title=list_title(
        words(language, "lists")["title_corrected"], found.phase, found.call))


def _differing(before: CallList, now: CallList, *, results: bool) -> Iterator[ListRow]:
    """Yield the rows that are not what they were, in the order of the list now.

    With ``results`` decisions and reasons may be others: they come after the list.
    """
    then, here = ({row.id: row for row in (*one.rows, *one.left_out)} for one in (before, now))
    for key, row in {**then, **here}.items():
        shown = [_shown(one[key], results=results) for one in (then, here) if key in one]
        if len(shown) < 2 or shown[0] != shown[1]:
            yield row


def _shown(row: ListRow, *, results: bool) -> object:
    """Return what a row shows beside its name."""
    apart_from = ("name", "decision") if results else ("name",)
    cells = {key: cell for key, cell in row.cells.items() if key not in apart_from}
    return cells if results else (cells, row.reasons)
