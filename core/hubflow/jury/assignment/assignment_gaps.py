"""Explain why an assignment is impossible: which ventures lack assessors, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from hubflow.jury.assignment.assignment_task import AssignmentTask
from hubflow.model.input_problems import Problem
from hubflow.text.spoken import say

_SHOWN = 12


def assignment_gaps(task: AssignmentTask) -> list[Problem]:
    """Return why no assignment meets the demands, the narrowest reason first.

    A venture that too few may read; a group of the panel that too few belong to; too few readings
    in all; and else ventures that together want more than those who may read them can take.
    """
    return (list(_ventures(task)) or list(_groups(task)) or list(_readings(task))
            or list(_crowded(task)) or [Problem(
                "assign", 0, "", say("office.these_demands_cannot_all_be_met"),
                say("office.ask_for_fewer_per_venture_or"))])


def _ventures(task: AssignmentTask) -> Iterator[Problem]:
    for venture in task.ventures:
        may = [one for one in task.assessors if (venture, one) not in task.barred]
        if len(may) < task.per_venture:
            yield Problem(
                venture, 0, "", say("office.may_read_it_and_are_wanted", few=_few(len(may)),
                                    per_venture=task.per_venture)
                + _why(task, venture, task.assessors),
                say("office.name_more_assessors_or_ask_for"))


def _groups(task: AssignmentTask) -> Iterator[Problem]:
    least = sum(number for _, _, number in task.groups)
    if least > task.per_venture:
        yield Problem("--per-venture", 0, "", say("office.the_panel_groups_need_assessors_for",
                                                  least=least, per_venture=task.per_venture),
                      say("office.ask_for_with_per_venture", least=least))
        return
    for group, members, number in task.groups:
        for venture in task.ventures:
            may = [one for one in sorted(members) if (venture, one) not in task.barred]
            if len(may) < number:
                yield Problem(
                    venture, 0, "", say("office.group_may_read", few=_few(len(may)), group=group,
                                        number=number, why=_why(task, venture, sorted(members))),
                    say("office.name_more_assessors_of_this_group"))


def _readings(task: AssignmentTask) -> Iterator[Problem]:
    wanted, most = len(task.ventures) * task.per_venture, sum(task.most.values())
    if most < wanted:
        yield Problem("--per-assessor", 0, "",
                      say("office.ventures_with_assessors_each_are_readings", n=len(task.ventures),
                          per_venture=task.per_venture, wanted=wanted, n_2=len(task.assessors),
                          most=most),
                      say("office.allow_more_per_assessor_name_more"))


def _crowded(task: AssignmentTask) -> Iterator[Problem]:
    """Yield ventures that want more readings than those who may read them can take together."""
    ventures = _bottleneck(task)
    if not ventures:
        return
    wanted = len(ventures) * task.per_venture
    takes = {one: min(task.most[one], sum((venture, one) not in task.barred
                                          for venture in ventures)) for one in task.assessors}
    readers = ", ".join(f"{one} {count}" for one, count in takes.items() if count)
    yield Problem(_some(ventures), 0, "",
                  say("office.these_want_readings_together_and_those", n=len(ventures),
                      wanted=wanted, sum=sum(takes.values()), readers=readers),
                  say("office.name_more_assessors_for_them_or"))


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
                     if (venture, one) in task.barred) or say("office.there_are_no_others")


def _few(count: int) -> str:
    return say("office.few_assessors", n=count) if count else say("office.no_assessors")


def _some(names: Sequence[str]) -> str:
    left = len(names) - _SHOWN
    more = say("commands.and_more", n=left) if left > 0 else ""
    return ", ".join(names[:_SHOWN]) + more
