"""Say whether a final list is still the one that it was when it became final."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hubflow.documents.judged_phase import judged_phase
from hubflow.engine.call.call_progress import CallProgress
from hubflow.engine.pipeline.case_source import CaseSource
from hubflow.lists.call_list import CallList, call_list
from hubflow.text.catalogue import words
from hubflow.text.numbers import day

_SHOWN = 8
_LATER = ("name", "decision")
"""What may change without another result: decisions come after the list."""


def changed_since_final(
    source: CaseSource, progress: CallProgress, found: CallList, phase: str,
    codes: Mapping[str, str] | None,
) -> str:
    """Return a sentence if what was recorded after a phase's list became final changes the list.

    ``found`` is the list as it is now, ``codes`` those that stand in it for names. Empty where it
    is the same, and where the step that made it final came before the phase was judged.
    """
    kept = source.when_final(progress.call, phase)
    if kept is None:
        return ""
    cases, step = kept
    language = found.hub.language
    result = cases.result(cases.prepared(language=language))
    ventures = [one for one in result.ventures if one.kind == "venture"]
    own = progress.rules.steps[progress.rules.position(step.step)].phase
    if not ventures or (own != phase and judged_phase(ventures) != phase):
        return ""
    before = call_list(result, ventures, phase, "final", codes=codes)
    who = list(dict.fromkeys(_differing(before, found)))
    if not who:
        return ""
    few = ", ".join(who[:_SHOWN]) + (" …" if len(who) > _SHOWN else "")
    return words(language, "lists")["changed_since"].format(
        step=progress.name(step.step, language), date=day(step.date, language), who=few)


def _differing(before: CallList, now: CallList) -> Iterator[str]:
    """Yield the names of the rows that are not what they were, in the order of the list now."""
    then, here = ({row.id or row.name: row for row in one.rows} for one in (before, now))
    for key, row in {**then, **here}.items():
        if key not in then or key not in here or any(
                then[key].cells.get(cell) != here[key].cells.get(cell)
                for cell in {**then[key].cells, **here[key].cells} if cell not in _LATER):
            yield row.name
