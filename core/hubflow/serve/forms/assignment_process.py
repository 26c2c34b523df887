"""Look for an assignment in a process of its own: how long it takes is known only afterwards."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from hubflow.jury.assignment.assignment_solver import Assignment, SolverGaveUpError, assigned
from hubflow.jury.assignment.assignment_task import AssignmentTask
from hubflow.reading.json_file import plain_json
from hubflow.serve.bounded_process import WALL, answer_of, limit_this_process

LONGEST = 30
"""Seconds of work for a proposal at most; the command takes as long as it needs."""

_MEMORY = 4 * 10**9


def main() -> None:
    """Read a task, and print the best assignment, or why there is none."""
    limit_this_process(LONGEST, _MEMORY)
    try:
        found = assigned(_task_of(plain_json(sys.stdin.read())))
    except SolverGaveUpError as gave_up:
        json.dump({"gave_up": str(gave_up)}, sys.stdout)
        return
    json.dump(None if found is None else {"pairs": found.pairs, "islands": found.islands},
              sys.stdout)


def assigned_apart(task: AssignmentTask) -> Assignment | None:
    """Return what :func:`assigned` does, found by another process within :data:`LONGEST`.

    Raises :class:`ProcessEndedError` where it takes longer, or the server ends meanwhile.
    """
    found = plain_json(answer_of("hubflow.serve.forms.assignment_process",
                                 seconds=WALL * LONGEST,
                                 given=json.dumps(_plain(task)).encode()).decode())
    if found is None:
        return None
    if "gave_up" in found:
        raise SolverGaveUpError(found["gave_up"])
    return Assignment(tuple((venture, assessor) for venture, assessor in found["pairs"]),
                      tuple(map(tuple, found["islands"])))


def _plain(task: AssignmentTask) -> dict[str, Any]:
    return {
        "ventures": list(task.ventures), "assessors": list(task.assessors),
        "per_venture": task.per_venture, "most": dict(task.most),
        "barred": [[*pair, why] for pair, why in task.barred.items()],
        "groups": [[name, sorted(members), least] for name, members, least in task.groups],
        "kept": sorted(task.kept), "expert": sorted(task.expert), "seed": task.seed}


def _task_of(data: Mapping[str, Any]) -> AssignmentTask:
    return AssignmentTask(
        ventures=data["ventures"], assessors=data["assessors"], per_venture=data["per_venture"],
        most=data["most"], barred={(one, other): why for one, other, why in data["barred"]},
        groups=[(name, frozenset(members), least) for name, members, least in data["groups"]],
        kept=frozenset((one, other) for one, other in data["kept"]),
        expert=frozenset((one, other) for one, other in data["expert"]), seed=data["seed"])


if __name__ == "__main__":
    main()
