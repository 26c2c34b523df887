"""Run the same dossiers through several hubs' methods and compare the results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import attrs

from hubflow.compare.agreement import (
    Disagreement,
    StageAgreement,
    agreements,
    disagreements,
)
from hubflow.compare.answers.elsewhere import from_elsewhere
from hubflow.compare.answers.standings import MANY, Standing, standings
from hubflow.compare.answers.venture_answer import (
    call_answer,
    shown_alone,
    standing_answer,
    venture_answer,
)
from hubflow.compare.carried_judgements import CarriedJudgement, carry
from hubflow.compare.column_titles import column_names
from hubflow.compare.edition_changes import EditionChanges, changes
from hubflow.compare.kept_run import KeptRun, run_hub
from hubflow.compare.least_change import ChangesNeeded, LeastChange
from hubflow.compare.methods import (
    Comparable,
    MethodsComparison,
    common_language,
    compare_methods,
)
from hubflow.compare.robustness.drawn_weights import WeightDraw
from hubflow.compare.robustness.robustness import Robustness, robustness
from hubflow.compare.split_shares import StageSplit, divided
from hubflow.compare.venture_comparison import VentureComparison, compare_ventures
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.rates import Rates
from hubflow.model.results import HubResult, Receipt
from hubflow.plugins.manager import LoadedHub
from hubflow.text.frameworks import CONCEPT

MOST = 5
"""So many of the cases that divide two hubs most are told."""


@attrs.frozen(kw_only=True)
class HubRun:
    """The hub and the day of a run, with its receipt and notes."""

    name: str
    hub: HubResult
    as_of: str
    receipt: Receipt
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Comparison:
    """The same ventures under several methods.

    ``in_call``: at least two of them compete in a call. ``least`` is told for each venture and hub
    where no call is compared, and so are ``standings``; in a call, for the ventures in
    ``disagreements``. Without details ``least`` names no hub, and ``robustness`` is empty.
    ``agreements``, ``disagreements`` and ``divided`` are told of a call, and only of hubs that have
    anything in common. ``changes`` are told of editions of one hub's method. ``answer`` says in a
    few sentences what the comparison comes to, ``answers`` the same of each venture in ``least``.
    """

    language: str
    methods: MethodsComparison
    runs: tuple[HubRun, ...]
    ventures: tuple[VentureComparison, ...]
    in_call: bool
    changes: tuple[EditionChanges, ...]
    least: Mapping[str, Mapping[str, tuple[LeastChange, ...]]]
    agreements: tuple[StageAgreement, ...]
    disagreements: tuple[Disagreement, ...]
    divided: tuple[StageSplit, ...]
    robustness: tuple[Robustness, ...]
    carried: Mapping[str, tuple[CarriedJudgement, ...]]
    standings: Mapping[str, tuple[Standing, ...]]
    answer: tuple[str, ...]
    answers: Mapping[str, tuple[str, ...]]


def compare(
    hubs: Sequence[LoadedHub],
    read: Callable[[LoadedHub], CaseSet],
    drawing: WeightDraw,
    *,
    panels: Mapping[str, Sequence[Path]] | None = None,
    rates: Rates | None = None,
    language: str | None = None,
    carry_judgements: bool = False,
    by: str = CONCEPT,
    details: bool = True,
    tell: Callable[[str], None] = lambda _: None,
) -> Comparison:
    """Run the same dossiers through several hubs' methods and return how the results differ.

    ``read`` gives the cases as a hub's method looks at them; of a call all ventures are compared,
    and the answer says so if only some were asked for. ``panels`` are jury sheets by hub id,
    those under an empty id for every hub. With ``carry_judgements`` a hub uses the others'
    judgements where it has none of its own. ``by`` is the level on which the methods are lined up.
    ``drawing`` says how weights are drawn; ``tell`` hears
    the name of each hub whose turn it is. Without ``details`` robustness is not worked out, nor any
    least change that the answers do not name.

    Raises :class:`BadInput` with the problems of all hubs together.
    """
    methods = compare_methods(hubs, language, by)
    names = column_names(hubs)
    spoken = common_language(hubs, language)
    sheets = panels or {}
    cases: dict[str, CaseSet] = {}
    chosen: set[str] = set()

    def run_of(name: str, hub: LoadedHub, carried: Sequence[CarriedJudgement] = ()) -> KeptRun:
        tell(methods.names[name])
        if name not in cases:
            found = read(hub)
            chosen.update(found.chosen or ())
            cases[name] = found.whole()
        return run_hub(
            name, cases[name], panel=[*sheets.get("", ()), *sheets.get(hub.id, ())],
            rates=rates, language=spoken, carried=[each.judgement for each in carried])

    problems: dict[str, Problem] = {}
    runs: list[KeptRun] = []
    for name, hub in zip(names, hubs, strict=True):
        try:
            runs.append(run_of(name, hub))
        except BadInput as bad:
            problems.update({str(problem): problem for problem in bad.problems})
    if problems:
        raise BadInput(list(problems.values()))
    carried: dict[str, tuple[CarriedJudgement, ...]] = {}
    if carry_judgements:
        found = {run.name: _from_others(run, runs, methods.names, spoken) for run in runs}
        carried = {name: those for name, those in found.items() if those}
        runs = [run_of(run.name, run.prepared.hub, carried[run.name])
                  if run.name in carried else run for run in runs]
    made = _compared(runs, methods, spoken, drawing, carried, tell, details=details)
    calls = {v.call: v.call_name for v in runs[0].result.ventures if v.call and v.call_name}
    return attrs.evolve(made, answer=(*made.answer,
                                      *shown_alone(made.ventures, chosen, calls, spoken),
                                      *from_elsewhere(runs, methods.names, spoken)))


def _from_others(
    run: KeptRun, runs: Sequence[KeptRun], names: Mapping[str, str], language: str
) -> tuple[CarriedJudgement, ...]:
    """Return what other hubs' judgements offer to one hub, in the order of the hubs' names."""
    found: list[CarriedJudgement] = []
    for other in sorted(runs, key=lambda each: each.name):
        if other.prepared.hub.id == run.prepared.hub.id:
            continue
        own = [*run.prepared.judgements, *(each.judgement for each in found)]
        found += carry(other.prepared.judgements, other.name, names[other.name],
                       other.prepared.methodology, run.prepared.methodology, own, language)
    return tuple(found)


def _compared(
    runs: Sequence[KeptRun], methods: MethodsComparison, language: str, drawing: WeightDraw,
    carried: Mapping[str, tuple[CarriedJudgement, ...]], tell: Callable[[str], None], *,
    details: bool,
) -> Comparison:
    results = runs[0].result.ventures
    in_call = len({v.call for v in results if v.call}) < sum(1 for v in results if v.call)
    pairs = [(a, b) for i, a in enumerate(runs) for b in runs[i + 1:]
             if not _strangers(methods.pairs, a.name, b.name)]
    apart = tuple(d for a, b in pairs for d in disagreements(a, b, MOST)) if in_call else ()
    told = {d.venture for d in apart} if in_call else {v.id for v in results}
    ventures = compare_ventures(runs, told)
    robust = []
    for run in runs if details else ():
        tell(methods.names[run.name])
        robust.append(robustness(run, drawing))
    needed = {v.id: ChangesNeeded(runs, v.id) for v in ventures if v.id in told}
    standing = {v.id: standings(runs, v.id) for v in ventures if v.id in told}
    answers = {v.id: standing_answer(standing[v.id], needed[v.id], methods.names, language)
               if len(runs) >= MANY else venture_answer(v, needed[v.id], methods.names, language)
               for v in ventures if v.id in told}
    split = tuple(d for a, b in pairs for d in divided(a, b)) if in_call else ()
    return Comparison(
        language=language, methods=methods, ventures=ventures, in_call=in_call,
        changes=tuple(found for i, a in enumerate(runs) for b in runs[i + 1:]
                      if (found := changes(a, b)) is not None),
        runs=tuple(HubRun(name=t.name, hub=t.result.hub, as_of=t.result.as_of,
                          receipt=t.result.receipt, notes=t.result.notes) for t in runs),
        least={id: {run.name: of.under(run.name) for run in runs if details}
               for id, of in needed.items()},
        agreements=tuple(s for a, b in pairs for s in agreements(a, b, drawing.seed))
        if in_call else (),
        disagreements=apart,
        divided=split,
        robustness=tuple(robust),
        carried=carried,
        standings=standing,
        answer=answers[ventures[0].id] if len(ventures) == 1 and not in_call else (
            call_answer(ventures, apart, split, methods.names, language)),
        answers=answers,
    )


def _strangers(pairs: Sequence[Comparable], a: str, b: str) -> bool:
    return any(not pair.comparable for pair in pairs if (pair.a, pair.b) == (a, b))
