"""Find the best assignment exactly, goal after goal, with SciPy's solver of integer programs.

Each goal is reached as far as the ones before allow: without an earlier assignment the loads are as
even as possible, with one as much of it as possible stays and then the loads are as even as that
allows; then as many ventures as possible have an assessor who knows their subject; then a lot
decides. Assessors whose ventures have none in common with others cannot be compared: such islands
are joined by constraints, round after round, unless that is impossible. Where a venture has one
assessor, nothing joins them; and after :data:`ROUNDS` without success the best assignment stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import attrs
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from hubflow.engine.severity.main_effects import connected_assessors
from hubflow.jury.assignment.assignment_task import AssignmentTask, Pair

ROUNDS = 60
"""How often islands are joined before it is given up: a count, so that every machine agrees."""

_NODES = 100_000
"""How far one search may branch before it is given up; what was seen needs fewer than a hundred."""

_HALF = 0.5
_SOLVED, _INFEASIBLE = 0, 2
"""The status of SciPy's solver for an optimum, and where nothing satisfies the constraints."""


class SolverGaveUpError(Exception):
    """Raised where the solver finds neither an assignment nor a proof that there is none."""


@attrs.frozen(eq=False, repr=False)
class Assignment:
    """The pairs of an assignment. ``islands`` are assessors that cannot be compared with others."""

    pairs: tuple[Pair, ...]
    islands: tuple[tuple[str, ...], ...]

    def load(self, assessor: str) -> int:
        """Return how many ventures an assessor reads."""
        return sum(one == assessor for _, one in self.pairs)

    def of(self, assessor: str) -> tuple[str, ...]:
        """Return the ventures of an assessor."""
        return tuple(venture for venture, one in self.pairs if one == assessor)


def assigned(task: AssignmentTask) -> Assignment | None:
    """Return the best assignment; None where the demands cannot be met."""
    program = _Program(task)
    *goals, lot = program.goals()
    if not all(map(program.reached, goals)):
        return None
    pairs = program.joined(lot)
    return Assignment(tuple(pairs), tuple(islands_of(pairs)))


def islands_of(pairs: Iterable[Pair]) -> list[tuple[str, ...]]:
    """Return the groups of assessors who can be compared with each other; one if all can."""
    return connected_assessors(dict.fromkeys(pairs, 0.0))


Goal = tuple[tuple[int, float], ...]
"""A sum to make as small as possible: variables with their coefficients."""


@attrs.frozen(eq=False, repr=False)
class _Row:
    """A linear constraint: coefficients by variable, and its least and greatest value."""

    terms: tuple[tuple[int, float], ...]
    low: float
    high: float


class _Program:
    """The program's variables: a pair each, a step of a load each, and each venture's expert.

    The steps of a load cost 1, 3, 5, …, so that a load of n costs n²: the least sum of squares is
    the most even.
    """

    def __init__(self, task: AssignmentTask) -> None:
        self.task = task
        self.pairs = task.possible
        self.at = {pair: number for number, pair in enumerate(self.pairs)}
        self.of_venture: dict[str, list[int]] = {one: [] for one in task.ventures}
        self.of_assessor: dict[str, list[int]] = {one: [] for one in task.assessors}
        for number, (venture, assessor) in enumerate(self.pairs):
            self.of_venture[venture].append(number)
            self.of_assessor[assessor].append(number)
        self.steps: list[tuple[str, int]] = [
            (assessor, step) for assessor in task.assessors
            for step in range(1, task.most[assessor] + 1)]
        self.first_step = len(self.pairs)
        self.first_expert = self.first_step + len(self.steps)
        self.size = self.first_expert + len(task.ventures)
        self.low, self.high = np.zeros(self.size), np.ones(self.size)
        self.integer = np.zeros(self.size)
        self.integer[:self.first_step] = 1
        self.rows = [*self._ventures(), *self._loads(), *self._groups(), *self._experts()]

    def _ventures(self) -> Iterable[_Row]:
        wanted = float(self.task.per_venture)
        for venture in self.task.ventures:
            yield _Row(_terms(self.of_venture[venture]), wanted, wanted)

    def _loads(self) -> Iterable[_Row]:
        steps: dict[str, list[tuple[int, float]]] = {}
        for number, (assessor, _) in enumerate(self.steps, self.first_step):
            steps.setdefault(assessor, []).append((number, -1.0))
        for assessor in self.task.assessors:
            yield _Row((*_terms(self.of_assessor[assessor]), *steps.get(assessor, ())), 0.0, 0.0)

    def _groups(self) -> Iterable[_Row]:
        for _, members, least in self.task.groups:
            for venture in self.task.ventures:
                yield _Row(_terms(at for at in self.of_venture[venture]
                                  if self.pairs[at][1] in members), float(least), np.inf)

    def _experts(self) -> Iterable[_Row]:
        """Yield that a venture counts as known only where one of its experts reads it."""
        for number, venture in enumerate(self.task.ventures, self.first_expert):
            known = _terms(at for at in self.of_venture[venture]
                           if self.pairs[at] in self.task.expert)
            yield _Row(((number, -1.0), *known), 0.0, np.inf)

    def goals(self) -> list[Goal]:
        """Return the goals in their order; each is a sum to make as small as possible."""
        even = tuple((self.first_step + number, 2.0 * step - 1)
                     for number, (_, step) in enumerate(self.steps))
        kept = tuple((self.at[pair], -1.0) for pair in sorted(self.task.kept) if pair in self.at)
        known = {pair[0] for pair in self.task.expert if pair in self.at}
        expert = tuple((number, -1.0) for number, venture in enumerate(
            self.task.ventures, self.first_expert) if venture in known)
        lot = tuple((number, self.task.lot(pair)) for pair, number in self.at.items())
        return [*([kept] if kept else []), even, *([expert] if expert else []), lot]

    def reached(self, goal: Goal) -> bool:
        """Reach a goal of whole numbers, and hold all that follows to it; False if impossible."""
        found = self.solved(goal)
        if found is None:
            return False
        if not self._fixed(goal, found):
            best = round(sum(weight * found[at] for at, weight in goal))
            self.rows.append(_Row(goal, -np.inf, best + 0.5))
        return True

    def _fixed(self, goal: Goal, found: Sequence[float]) -> bool:
        """Fix variables where that says as much as the goal's sum would; return whether it does.

        Bounds leave a flow of readings, which is solved at once; a sum makes it a hard program.
        """
        if all(weight == -1 for _, weight in goal):
            if any(found[at] < _HALF for at, _ in goal):
                return False
            self.low[[at for at, _ in goal]] = 1
            return True
        loads = Counter(assessor for (_, assessor), at in self.at.items() if found[at] > _HALF)
        least, most = (end(loads[assessor] for assessor in self.task.assessors)
                       for end in (min, max))
        if most - least > 1:
            return False
        for number, (_, step) in enumerate(self.steps, self.first_step):
            self.low[number] = step <= least
            self.high[number] = step <= least + 1
        return True

    def joined(self, goal: Goal) -> list[Pair]:
        """Return the best pairs in which no assessors are an island, if such are found."""
        found = self.solved(goal)
        assert found is not None
        best = pairs = self._chosen(found)
        for _ in range(ROUNDS if self.task.per_venture > 1 else 0):
            islands = islands_of(pairs)
            if len(islands) == 1:
                return pairs
            self.rows += [self._bridge(pairs, frozenset(island)) for island in islands]
            try:
                found = self.solved(goal)
            except SolverGaveUpError:
                break
            if found is None:
                break
            pairs = self._chosen(found)
        return pairs if len(islands_of(pairs)) == 1 else best

    def _bridge(self, pairs: Sequence[Pair], island: frozenset[str]) -> _Row:
        """Return that one of an island reads a venture outside, or another one of its ventures."""
        own = {venture for venture, assessor in pairs if assessor in island}
        return _Row(_terms(at for pair, at in self.at.items()
                           if (pair[0] in own) != (pair[1] in island)), 1.0, np.inf)

    def _chosen(self, found: Sequence[float]) -> list[Pair]:
        return [pair for pair, at in self.at.items() if found[at] > _HALF]

    def solved(self, goal: Goal) -> Sequence[float] | None:
        """Return the values of the variables for which a goal is least; None for no solution."""
        cost = np.zeros(self.size)
        for at, weight in goal:
            cost[at] += weight
        rows = [row for row in self.rows if row.terms or row.low > 0]
        if any(not row.terms for row in rows):
            return None
        cells = [(number, at, weight) for number, row in enumerate(rows)
                 for at, weight in row.terms]
        numbers, columns, weights = zip(*cells, strict=True)
        matrix = coo_array((weights, (numbers, columns)), shape=(len(rows), self.size)).tocsr()
        result = milp(cost, integrality=self.integer,
                      bounds=Bounds(self.low, self.high),
                      constraints=LinearConstraint(matrix, [row.low for row in rows],
                                                   [row.high for row in rows]),
                      options={"mip_rel_gap": 0.0, "node_limit": _NODES})
        if result.status == _INFEASIBLE:
            return None
        if result.status != _SOLVED:
            raise SolverGaveUpError(str(result.message))
        values: list[float] = [float(value) for value in result.x]
        return values


def _terms(variables: Iterable[int]) -> Goal:
    """Return the sum of some variables."""
    return tuple((at, 1.0) for at in variables)
