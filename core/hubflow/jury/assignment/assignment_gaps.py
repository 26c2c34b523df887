"""Explain why an assignment is impossible: which ventures lack assessors, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from hubflow.jury.assignment.assignment_task import AssignmentTask
from hubflow.model.input_problems import Problem

_SHOWN = 12


def assignment_gaps(task: AssignmentTask) -> list[Problem]:
    """Return why no assignment meets the demands, the narrowest reason first.

    A venture that too few may read; a group of the panel that too few belong to; too few readings
    in all; and else ventures that together want more than those who may read them can take.
    """
    return (list(_ventures(task)) or list(_groups(task)) or list(_readings(task))
            or list(_crowded(task)) or [Problem(
                "assign", 0, "", "these demands cannot all be met together",
                "Ask for fewer per venture, or allow more per assessor.")])


def _ventures(task: AssignmentTask) -> Iterator[Problem]:
    for venture in task.ventures:
        may = [one for one in task.assessors if (venture, one) not in task.barred]
        if len(may) < task.per_venture:
            yield Problem(
                venture, 0, "", f"{_few(len(may))} may read it, and {task.per_venture} are wanted: "
                + _why(task, venture, task.assessors),
                "Name more assessors, or ask for fewer with --per-venture.")


def _groups(task: AssignmentTask) -> Iterator[Problem]:
    least = sum(number for _, _, number in task.groups)
    if least > task.per_venture:
        yield Problem("--per-venture", 0, "", f"the panel's groups need {least} assessors for each "
                      f"venture, and {task.per_venture} are wanted",
                      f"Ask for {least} with --per-venture.")
        return
    for group, members, number in task.groups:
        for venture in task.ventures:
            may = [one for one in sorted(members) if (venture, one) not in task.barred]
            if len(may) < number:
                yield Problem(
                    venture, 0, "", f'{_few(len(may))} of the group "{group}" may read it, and '
                    f"{number} are needed: {_why(task, venture, sorted(members)) or 'nobody else'}",
                    "Name more assessors of this group.")


def _readings(task: AssignmentTask) -> Iterator[Problem]:
    wanted, most = len(task.ventures) * task.per_venture, sum(task.most.values())
    if most < wanted:
        yield Problem("--per-assessor", 0, "", f"{len(task.ventures)} ventures with "
                      f"{task.per_venture} assessors each are {wanted} readings, and "
                      f"{len(task.assessors)} assessors can take {most}",
                      "Allow more per assessor, name more assessors, or ask for fewer.")


def _crowded(task: AssignmentTask) -> Iterator[Problem]:
    """Yield ventures that want more readings than those who may read them can take together."""
    ventures = _bottleneck(task)
    if not ventures:
        return
    wanted = len(ventures) * task.per_venture
    takes = {one: min(task.most[one], sum((venture, one) not in task.barred
                                          for venture in ventures)) for one in task.assessors}
    readers = ", ".join(f"{one} {count}" for one, count in takes.items() if count)
    yield Problem(_some(ventures), 0, "", f"these {len(ventures)} want {wanted} readings together, "
                  f"and those who may read them can take {sum(takes.values())} ({readers})",
                  "Name more assessors for them, or allow more with --per-assessor.")


def _bottleneck(task: AssignmentTask) -> list[str]:
    """Return the ventures on the near side of a least cut of the flow of readings; empty for none.

    Source to each venture as many as it wants, venture to each possible assessor one, assessor to
    the sink as many as it may take.
    """
    ventures, assessors = list(task.ventures), list(task.assessors)
    sink = len(ventures) + len(assessors) + 1
    capacity = np.zeros((sink + 1, sink + 1), dtype=np.int32)
    for number, venture in enumerate(ventures, 1):
        capacity[0, number] = task.per_venture
        for other, assessor in enumerate(assessors, len(ventures) + 1):
            capacity[number, other] = (venture, assessor) not in task.barred
    for other, assessor in enumerate(assessors, len(ventures) + 1):
        capacity[other, sink] = task.most[assessor]
    graph = csr_array(capacity)
    found = maximum_flow(graph, 0, sink)
    if found.flow_value == len(ventures) * task.per_venture:
        return []
    left = csr_array((capacity - found.flow.toarray() > 0).astype(np.int8))
    reached = breadth_first_order(left, 0, return_predecessors=False)
    return [ventures[at - 1] for at in sorted(reached) if 1 <= at <= len(ventures)]


def _why(task: AssignmentTask, venture: str, assessors: Iterable[str]) -> str:
    """Return why assessors may not read a venture."""
    return "; ".join(f"{one}: {task.barred[venture, one]}" for one in assessors
                     if (venture, one) in task.barred) or "there are no others"


def _few(count: int) -> str:
    return "1 assessor" if count == 1 else f"{count or 'no'} assessors"


def _some(names: Sequence[str]) -> str:
    left = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {left} more" if left > 0 else "")
