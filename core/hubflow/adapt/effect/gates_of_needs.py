"""Find the gates whose recommendation hangs on a need of the mechanism, by running the draft."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from hubflow.adapt.draft_runs import DraftRuns, changes_between

_SHOWN_BY = "…"


def gates_of_needs(
    runs: DraftRuns, needs: Sequence[str], gates: Sequence[str]
) -> Mapping[str, tuple[str, ...]]:
    """Return which of these gates the answer to a need may change, by the need's id.

    ``gates`` are the names of the phases whose rules read needs. Each need is tried as there and
    as missing, once with nothing else known and once with every other need met.
    """
    if not gates:
        return {}
    tried = [_answered(runs.data, {})]
    for need in needs:
        others = dict.fromkeys((other for other in needs if other != need), True)
        tried += [_answered(runs.data, {**known, need: here})
                  for known in ({}, others) for here in (True, False)]
    results = iter(runs.outcomes(tried))
    base = next(results)
    found = {}
    for need in needs:
        there, missing, all_there, only_missing = (next(results) for _ in range(4))
        changes = [*changes_between(base, there), *changes_between(base, missing),
                   *changes_between(all_there, only_missing)]
        changed = {change.name for change in changes}
        found[need] = tuple(gate for gate in gates if gate in changed)
    return found


def _answered(data: Mapping[str, Any], here: Mapping[str, bool]) -> Mapping[str, Any]:
    """Return a draft with these needs answered, in a solution of its own."""
    solution = copy.deepcopy(data.get("solution", {}))
    for need in _needs(solution.get("mechanism", ())):
        if need["id"] in here:
            need.update(here=here[need["id"]], here_shown_by=_SHOWN_BY)
    return {**data, "solution": solution}


def _needs(steps: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for step in steps:
        yield from step.get("needs", ())
