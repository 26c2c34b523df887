"""Find the smallest changes with which a phase would recommend `advance`.

Requirements that do not hold would have to be met, and scores raised. All minimal sets of criteria
are found by trying sets in the order of their size, each raised to the top of its scale with the
others held fixed, and leaving out those that contain one that does. Nothing is assumed about the
gate: every set is put to the engine, a hub's hooks included.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import TypeVar

import attrs

from hubflow.compare.kept_run import KeptRun
from hubflow.compare.variants import Values, Variants
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.model.methodology import text_in
from hubflow.model.results import PhaseResult, RequirementResult
from hubflow.text.numbers import level

_Found = TypeVar("_Found")
_Trial = Generator[Sequence[Values], list[bool], _Found]
"""A search that yields settings to be tried, and is sent which of them are enough."""

_STEP = 1000
"""A numeric scale is searched in steps of a thousandth, as fine as panel scores count."""

_TRIED_AT_ONCE = 31
"""How many positions one run tries, at most: three runs then search a scale of 0 to 10."""

_CHEAP_ROWS = 2_000
"""A table of fewer rows costs a run hardly less."""


@attrs.frozen(kw_only=True)
class CriterionRaise:
    """A criterion to raise to at least ``to``; ``now`` is empty if it is not scored.

    ``to`` is empty where it is enough that it is scored, however low.
    """

    criterion: str
    title: str
    now: str
    to: str


@attrs.frozen(kw_only=True)
class UnmetRequirement:
    """A requirement that does not hold, or is not known to hold."""

    id: str
    text: str
    what_to_do: str
    known: bool
    guarantee: bool


@attrs.frozen(kw_only=True)
class LeastChange:
    """The changes with which the gate of one phase would recommend `advance`.

    ``unmet`` would all have to be met; then any one set of ``raises`` is enough, each holding
    the least levels at which no single criterion in it could stay lower. An empty set: nothing
    else. No set at all: no change of scores can do it, because of ``gate``.
    """

    phase: str
    name: str
    recommendation: str
    unmet: tuple[UnmetRequirement, ...]
    raises: tuple[tuple[CriterionRaise, ...], ...]
    gate: str

    @property
    def possible(self) -> bool:
        """Whether meeting the requirements and raising scores is enough."""
        return bool(self.raises)


def least_changes(run: KeptRun, venture: str) -> tuple[LeastChange, ...]:
    """Return the least change for each phase from which a venture does not certainly advance.

    Phases that it has not reached yet are looked at as if it had; those it would pass are left
    out. A challenge on its own goes through the phases that look at challenges.
    """
    return ChangesNeeded([run], venture).under(run.name)


class ChangesNeeded:
    """The least changes of one venture under several hubs, each found when it is asked for."""

    def __init__(self, runs: Sequence[KeptRun], venture: str) -> None:
        self._runs = {run.name: run for run in runs}
        self._venture = venture
        self._found: dict[tuple[str, str], LeastChange | None] = {}

    def under(self, hub: str) -> tuple[LeastChange, ...]:
        """Return the changes of all phases of a hub that need one."""
        return tuple(self._each(hub))

    def first(self, hub: str) -> tuple[LeastChange, ...]:
        """Return the change of the first phase of a hub that needs one; none if no phase does."""
        return tuple(itertools.islice(self._each(hub), 1))

    def at(self, hub: str, phase: str) -> tuple[LeastChange, ...]:
        """Return the change that one phase needs; none if it needs none."""
        return tuple(self._each(hub, phase))

    def _each(self, hub: str, only: str = "") -> Iterator[LeastChange]:
        for phase in self._runs[hub].ventures[self._venture].own_phases:
            if phase.recommendation != "advance" and only in ("", phase.phase):
                found = self._change(self._runs[hub], phase)
                if found is not None:
                    yield found

    def _change(self, run: KeptRun, phase: PhaseResult) -> LeastChange | None:
        key = run.name, phase.phase
        if key not in self._found:
            plan = next(each for each in run.prepared.compiled.phases
                        if each.phase.id == phase.phase)
            change = least_change(run, plan, self._venture, phase)
            self._found[key] = change if change.unmet or change.raises != ((),) else None
        return self._found[key]


def least_change(
    run: KeptRun, plan: PhasePlan, venture: str, phase: PhaseResult
) -> LeastChange:
    """Return the least change for one phase."""
    search = _Search(run, plan, venture)
    return LeastChange(
        phase=phase.phase, name=phase.name, recommendation=phase.recommendation,
        unmet=tuple(_unmet(r) for r in phase.requirements if r.status != "holds"),
        raises=tuple(tried_together(map(search.raises, search.minimal_sets()), search.advances)),
        gate=phase.gate,
    )


def _unmet(requirement: RequirementResult) -> UnmetRequirement:
    return UnmetRequirement(
        id=requirement.id, text=requirement.text, what_to_do=requirement.what_to_do,
        known=requirement.status == "fails", guarantee=requirement.guarantee,
    )


def tried_together(
    trials: Iterable[_Trial[_Found]], enough: Callable[[Sequence[Values]], list[bool]]
) -> list[_Found]:
    """Return what each of several searches finds, as if each was made by itself.

    What they want to try next is asked for all of them at once.
    """
    found: dict[int, _Found] = {}
    open = dict(enumerate(trials))
    said: dict[int, list[bool]] = {}
    while open:
        wanted: dict[int, Sequence[Values]] = {}
        for number, trial in list(open.items()):
            try:
                wanted[number] = trial.send(said[number]) if said else next(trial)
            except StopIteration as stop:
                found[number] = stop.value
                del open[number]
        answers = iter(enough([setting for each in wanted.values() for setting in each])
                       if wanted else ())
        said = {number: list(itertools.islice(answers, len(settings)))
                for number, settings in wanted.items()}
    return [found[number] for number in sorted(found)]


class _Search:
    def __init__(self, run: KeptRun, plan: PhasePlan, venture: str) -> None:
        self.plan = plan
        self.language = run.prepared.language
        self.variants = Variants.of(run, plan, venture)
        self.met: Values = {rule.requirement.id: 1.0
                            for rule in plan.conditions}
        names, row = PhaseColumns(plan.phase.id), run.row(venture)
        self.ends = {
            c.criterion.id: (run.table[names.lower(c.criterion.id)][row],
                             run.table[names.upper(c.criterion.id)][row])
            for c in plan.criteria
        }
        self.free = [
            c for c in plan.criteria
            if run.table[names.applies(c.criterion.id)][row] is not False
            and self.ends[c.criterion.id][0] < c.bounds[1]
        ]

    def minimal_sets(self) -> list[tuple[CriterionPlan, ...]]:
        """Return every sufficient set of criteria without a sufficient subset, smallest first."""
        found: list[tuple[CriterionPlan, ...]] = []
        for sizes in self.sizes():
            candidates = [
                chosen for size in sizes for chosen in itertools.combinations(self.free, size)
                if not any(set(known) <= set(chosen) for known in found)
            ]
            if not candidates:
                break
            enough = self.advances([{c.criterion.id: c.bounds[1] for c in chosen}
                                    for chosen in candidates])
            for chosen, yes in zip(candidates, enough, strict=True):
                if yes and not any(set(known) <= set(chosen) for known in found):
                    found.append(chosen)
        return found

    def sizes(self) -> Sequence[Sequence[int]]:
        """Return the sizes of sets in order, all together where their rows cost a run little."""
        sizes = range(len(self.free) + 1)
        if 2 ** len(self.free) * self.variants.table.height <= _CHEAP_ROWS:
            return [sizes]
        return [[size] for size in sizes]

    def raises(self, chosen: Sequence[CriterionPlan]) -> _Trial[tuple[CriterionRaise, ...]]:
        """Return how far each criterion of a set must rise, lowered one after the other."""
        levels = {c.criterion.id: c.bounds[1] for c in chosen}
        for criterion in chosen:
            levels[criterion.criterion.id] = yield from self.lowest_sufficient(criterion, levels)
        return tuple(
            CriterionRaise(criterion=c.criterion.id,
                  title=text_in(c.criterion.title, self.language, c.criterion.id),
                  now=self.now(c), to=self.to(c, levels[c.criterion.id]))
            for c in chosen
        )

    def now(self, criterion: CriterionPlan) -> str:
        low, high = self.ends[criterion.criterion.id]
        if (low, high) == criterion.bounds:
            return ""
        first, last = self.level(criterion, low), self.level(criterion, high)
        return first if first == last else f"{first} – {last}"

    def to(self, criterion: CriterionPlan, position: float) -> str:
        if not self.now(criterion) and position == criterion.bounds[0]:
            return ""
        return self.level(criterion, position)

    def level(self, plan: CriterionPlan, position: float) -> str:
        """Return the level at a position of a criterion's scale, in words."""
        rule = plan.criterion
        return level(rule.scale[int(position)] if rule.ordinal else position, self.language)

    def lowest_sufficient(self, criterion: CriterionPlan, levels: Values) -> _Trial[float]:
        """Return the lowest position that is still enough, while other levels stay fixed."""
        id = criterion.criterion.id
        low, high = self.ends[id][0], criterion.bounds[1]
        step = 1 if criterion.criterion.ordinal else _STEP
        below, enough = round(low * step), round(high * step)
        while below < enough:
            positions = self.between(below, enough)
            said = yield [{**levels, id: position / step} for position in positions]
            first = said.index(True) if True in said else len(positions)
            if first > 0:
                below = positions[first - 1] + 1
            if first < len(positions):
                enough = positions[first]
        return enough / step

    def between(self, below: int, enough: int) -> list[int]:
        """Return positions that divide a range: one, or as many as cost a run little more."""
        count = max(1, min(_TRIED_AT_ONCE, _CHEAP_ROWS // self.variants.table.height))
        parts = {(enough - below) * part // (count + 1) for part in range(1, count + 1)}
        return sorted(below + part for part in parts)

    def advances(self, settings: Sequence[Values]) -> list[bool]:
        said = self.variants.recommended([{**self.met, **setting} for setting in settings])
        return [word == "advance" for word in said]

