"""Run one hub's methodology over dossiers: the one code path, for one and for many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import polars as pl

from hubflow.engine.columns import PROPOSAL_COMPLETE
from hubflow.engine.compile import compile_methodology
from hubflow.engine.compiled import Compiled
from hubflow.engine.decisions import decision_problems, decisions_by_phase
from hubflow.engine.explain import Telling
from hubflow.engine.facts import fact_row
from hubflow.engine.hooks import HubHooks
from hubflow.engine.instruments import instrument_columns
from hubflow.engine.judging import Judged, Key, judge
from hubflow.engine.proposals import build_proposal, proposal_columns, with_completeness
from hubflow.engine.receipt import digest, make_receipt
from hubflow.engine.sql import CALL
from hubflow.engine.table import Case, base_values, build_table, fill_assumed
from hubflow.engine.venture import venture_result
from hubflow.engine.way import run_phases
from hubflow.engine.words import sentence
from hubflow.loading.dossiers import Entry, Inputs
from hubflow.loading.hub_block import read_hub_block
from hubflow.loading.panel import check_panel, load_panel
from hubflow.model.judgements import Judgement
from hubflow.model.methodology import Methodology, text_in
from hubflow.model.problems import BadInput, Problem
from hubflow.model.results import HubResult, ProposalResult, RunResult

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub


def run(
    hub: LoadedHub,
    inputs: Inputs,
    *,
    panel: Sequence[Path] = (),
    as_of: dt.date | None = None,
    rates: Mapping[str, float] | None = None,
    language: str | None = None,
) -> RunResult:
    """Take every dossier through the hub's phases and tell what its gates recommend.

    ``panel`` names jury sheets beside those that lie with the call; judgements in the dossiers'
    own `[hubs.<id>]` blocks are added. ``as_of`` is the day on which all is looked at: what is
    open, what has expired, which dated parameters hold. Without it each call's own date is taken,
    and today where there is none. ``rates`` are values of one unit of another currency in the
    hub's. ``language`` is that of the texts; the hub's own without it.

    Raises :class:`BadInput` with all problems of methodology, dossiers and panel together, and
    :class:`hubflow.plugins.manager.PluginCrash` where a hub's hook fails.
    """
    hooks = HubHooks(hub)
    compiled, cases, judgements = _prepare(hub, hooks, inputs, panel, as_of, rates or {})
    methodology = compiled.methodology
    spoken = language or methodology.hub.language
    judged = judge(judgements, methodology)
    table, rows, proposals = _tabulate(compiled, hooks, cases, judged, spoken)
    table = run_phases(table, compiled, hooks.score, hooks.recommend,
                       all_facts=hooks.read_tables)
    table = table.with_columns(instrument_columns(compiled))
    ventures = []
    for case, row, values, proposal in zip(
        cases, table.iter_rows(named=True), rows, proposals, strict=True
    ):
        telling = Telling(compiled, case, {**values, **row}, judged, spoken)
        ventures.append(venture_result(telling, proposal, hooks.spoke))
    result = RunResult(
        hub=_hub_result(hub, methodology, spoken),
        as_of=(as_of or dt.date.today()).isoformat(),
        receipt=make_receipt(
            digest([inputs.digest, *sorted(str(_plain(j)) for j in judgements),
                    *sorted((rates or {}).items()), as_of]),
            hub.methodology.file.digest, hub.hooks_digest,
        ),
        ventures=tuple(sorted(ventures, key=lambda v: (v.call or "", v.id))),
        notes=_notes(cases, methodology, rates or {}, spoken),
    )
    hooks.finished(result)
    return result


def _prepare(
    hub: LoadedHub, hooks: HubHooks, inputs: Inputs, panel: Sequence[Path],
    as_of: dt.date | None, rates: Mapping[str, float],
) -> tuple[Compiled, list[Case], list[Judgement]]:
    """Everything checked together, so that all problems are told at once."""
    problems: list[Problem] = [*hub.methodology.problems, *inputs.problems]
    methodology = hooks.amended(hub.methodology.methodology)
    compiled = None
    try:
        compiled = compile_methodology(hub.methodology, methodology)
    except BadInput as bad:
        problems.extend(bad.problems)
    # the jury of another hub's call said nothing on this hub's criteria
    beside = [sheet for sheet, of in inputs.panel if of in (None, methodology.hub.id)]
    judgements = _panel([*beside, *panel], inputs, methodology, problems)
    cases = []
    for entry in inputs.entries:
        problems.extend(decision_problems(entry, methodology))
        try:
            block = read_hub_block(entry, methodology)
        except BadInput as bad:
            problems.extend(bad.problems)
            continue
        judgements.extend(block.judgements)
        if compiled is not None:
            cases.append(_case(entry, methodology, hooks, block.local, as_of, rates))
    if problems or compiled is None:
        raise BadInput(problems)
    return compiled, sorted(cases, key=lambda case: case.id), judgements


def _panel(
    sheets: Sequence[Path], inputs: Inputs, methodology: Methodology, problems: list[Problem]
) -> list[Judgement]:
    """The judgements of the jury sheets on the ventures that are run; problems are added."""
    try:
        judgements = load_panel(sheets, methodology.hub.id, methodology=methodology)
    except BadInput as bad:
        problems.extend(bad.problems)
        return []
    ids = {entry.dossier.id for entry in inputs.entries}
    problems.extend(check_panel(judgements, ids | inputs.others, methodology))
    return [judgement for judgement in judgements if judgement.venture in ids]


def _case(
    entry: Entry, methodology: Methodology, hooks: HubHooks, local: Mapping[str, Any],
    as_of: dt.date | None, rates: Mapping[str, float],
) -> Case:
    call_day = entry.call.date if entry.call else None
    day = as_of or call_day or dt.date.today()
    return Case(
        entry=entry,
        facts=fact_row(entry.dossier, day, methodology.hub.currency, rates),
        local={**local, **hooks.local_facts(entry.dossier)},
        decisions=decisions_by_phase(entry, methodology, day),
        as_of=day,
    )


def _tabulate(
    compiled: Compiled, hooks: HubHooks, cases: list[Case], judged: Mapping[Key, Judged],
    language: str,
) -> tuple[pl.DataFrame, list[dict[str, Any]], list[ProposalResult | None]]:
    """The table of facts and judgements, and each venture's proposal, which it needs to know."""
    rows = [base_values(case, compiled.methodology) for case in cases]
    cases[:] = [
        attrs.evolve(case, assumed=fill_assumed(row, compiled.methodology))
        for case, row in zip(cases, rows, strict=True)
    ]
    table = build_table(cases, rows, judged, compiled, all_facts=hooks.read_tables)
    asked = table.select(CALL, *proposal_columns(compiled)).iter_rows(named=True)
    proposals: list[ProposalResult | None] = []
    complete: list[bool | None] = []
    for case, row, more in zip(cases, rows, asked, strict=True):
        own, whole = build_proposal(compiled, case.entry.dossier, {**row, **more}, language)
        built = hooks.proposal(compiled.methodology, case.entry.dossier, own, language)
        if not built.complete and whole is not False:
            whole = None if own.complete is False else False
        proposals.append(
            with_completeness(built, own) if case.entry.kind == "venture" else None
        )
        complete.append(whole)
        row[PROPOSAL_COMPLETE] = whole
    completeness = pl.Series(PROPOSAL_COMPLETE, complete, dtype=pl.Boolean)
    return table.with_columns(completeness), rows, proposals


def _day(cases: Sequence[Case], as_of: dt.date | None) -> dt.date:
    """The day of the run: the one asked for, or that of its calls where it is the same."""
    days = {case.as_of for case in cases}
    return as_of or (days.pop() if len(days) == 1 else dt.date.today())


def _hub_result(hub: LoadedHub, methodology: Methodology, language: str) -> HubResult:
    about = methodology.hub
    return HubResult(
        id=about.id, name=text_in(about.name, language, about.id), edition=about.edition,
        place=about.place.name, language=language, currency=about.currency, plugin=hub.plugin,
    )


def _notes(
    cases: Sequence[Case], methodology: Methodology, rates: Mapping[str, float], language: str
) -> tuple[str, ...]:
    """What a reader should know of the whole run."""
    own = methodology.hub.currency
    others = sorted({
        case.entry.dossier.currency for case in cases
        if case.entry.dossier.currency not in (None, own)
    } - set(rates))
    return tuple(sentence("other_currency", language, currency=currency) for currency in others)


def _plain(judgement: Judgement) -> list[str]:
    return [f"{name}={getattr(judgement, name)}" for name in (
        "venture", "phase", "criterion", "assessor", "score", "note", "date", "conflict")]
