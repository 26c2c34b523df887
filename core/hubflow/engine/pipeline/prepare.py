"""Prepare and check everything that a run works on, before the first phase."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import attrs
import polars as pl

from hubflow.engine.call.panel_notes import made_in_race, panel_notes, unjustified_notes
from hubflow.engine.call.race import RacePart, race_parts
from hubflow.engine.facts import amount_in, fact_row
from hubflow.engine.gate.decisions import (
    decision_problems,
    decisions_by_phase,
    pauses,
    whole_venture,
)
from hubflow.engine.method.carried_scores import read_scores
from hubflow.engine.method.compiled import Compiled
from hubflow.engine.method.prepared_method import PreparedMethod, prepare_method, unrun_problems
from hubflow.engine.pipeline.case_table import VentureCase, case_rows, with_assumed
from hubflow.engine.pipeline.column_names import PROPOSAL_COMPLETE, local_column
from hubflow.engine.pipeline.hooks import HubHooks
from hubflow.engine.pipeline.judging import CombinedJudgement, Key, judge, judged_table
from hubflow.engine.pipeline.phases_in_order import run_phases
from hubflow.engine.pipeline.receipt import digest
from hubflow.engine.pipeline.tabulation import Tabulation
from hubflow.engine.proposal.proposals import (
    build_proposal,
    with_completeness,
    with_proposal_columns,
)
from hubflow.model.call import CallMember
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.judgements import Judgement, SheetCount
from hubflow.model.methodology import Methodology
from hubflow.model.plain_record import PlainRecord
from hubflow.model.rates import Rate, Rates, as_rates
from hubflow.model.results import ProposalResult
from hubflow.reading.dossiers.hub_block import read_hub_block
from hubflow.reading.dossiers.load import InputEntry, Inputs
from hubflow.reading.panel.assessor_names import AssessorNames, one_name_each
from hubflow.reading.panel.call_jury import Jury
from hubflow.reading.panel.judgement_checks import JudgementRules

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub


class Prepared(PlainRecord):
    """One hub's compiled methodology, and a table with the data of each dossier.

    ``cases`` and ``proposals`` go with the rows of ``table``; ``digest`` is of all that
    went in. ``sheets`` tells how far each scoring sheet of the jury is filled in, ``notes`` what
    else a reader must know of judgements. With ``decided_only`` only a recorded decision leads a
    venture past a phase, as in a register.
    """

    hub: LoadedHub
    hooks: HubHooks
    compiled: Compiled
    cases: Sequence[VentureCase]
    judgements: Sequence[Judgement]
    judged: Mapping[Key, CombinedJudgement]
    table: pl.DataFrame
    proposals: Sequence[ProposalResult | None]
    as_of: dt.date | None
    rates: Mapping[str, Rate]
    language: str
    digest: str
    sheets: Sequence[SheetCount] = ()
    decided_only: bool = False
    notes: Sequence[str] = ()

    @property
    def methodology(self) -> Methodology:
        """The methodology after the hub's hooks amended it."""
        return self.compiled.methodology


def prepare(
    hub: LoadedHub,
    inputs: Inputs,
    *,
    panel: Sequence[Path] = (),
    as_of: dt.date | None = None,
    rates: Rates | None = None,
    language: str | None = None,
    carried: Sequence[Judgement] = (),
    decided_only: bool = False,
    everyone_competes: bool = False,
    names_as_written: bool = False,
    late_judgements: bool = False,
    returns_forgotten: bool = False,
) -> Prepared:
    """Return methodology, dossiers and panel, checked together, with the table of their data.

    Arguments as in :func:`hubflow.engine.pipeline.run.run`; ``carried`` are judgements beyond
    those of dossiers and jury sheets; with ``decided_only`` no recommendation leads past a phase.
    With ``everyone_competes`` those who left a call count in it all the same; with
    ``names_as_written`` each spelling of an assessor's name is an assessor, and a conflict of
    interest holds for its row alone, as in older versions; with ``late_judgements`` those made
    after a venture left its call count all the same; with ``returns_forgotten`` who came back
    counts as if it had never been away.

    Raises :class:`BadInput` with all problems, :class:`PluginCrash` where a hub's hook fails.
    """
    method = prepare_method(hub)
    given = as_rates(rates or {})
    jury = Jury.of(inputs, method.methodology, as_written=names_as_written)
    cases, judgements, sheets = _checked(method, inputs, panel, as_of, given, jury,
                                         everyone_competes=everyone_competes,
                                         returns_forgotten=returns_forgotten)
    hooks, compiled = method.hooks, method.compiled
    rules = JudgementRules.of(compiled.methodology)
    judgements = rules.on_own_scales(jury.settled([*judgements, *carried]))
    spoken = language or compiled.methodology.hub.language
    notes = () if names_as_written else tuple(
        panel_notes(judgements, cases, jury.names_of, spoken))
    if not (everyone_competes or late_judgements):
        judgements = made_in_race(judgements, cases)
    judged = judge(judgements, compiled.methodology, spoken)
    notes += tuple(unjustified_notes(judged, cases, compiled, spoken))
    tabulation = Tabulation(compiled, hooks, None, as_of or dt.date.today(),
                            panel=judged_table(judged), rates=given)
    rows = case_rows(cases, tabulation)
    cases = with_assumed(cases, rows, compiled)
    table, proposals = _with_proposals(tabulation.table(rows), tabulation, cases, spoken)
    return Prepared(
        hub=hub, hooks=hooks, compiled=compiled, cases=cases, judgements=judgements,
        judged=judged, table=table, proposals=proposals, as_of=as_of, rates=given,
        language=spoken,
        digest=digest([inputs.digest, *sorted(str(_plain(j)) for j in judgements),
                       *((c, r.value, r.source) for c, r in given.items()),
                       *sorted({case.as_of for case in cases})]),
        sheets=sheets, decided_only=decided_only, notes=notes,
    )


def _checked(
    method: PreparedMethod, inputs: Inputs, panel: Sequence[Path],
    as_of: dt.date | None, rates: Mapping[str, Rate], jury: Jury, *, everyone_competes: bool,
    returns_forgotten: bool,
) -> tuple[list[VentureCase], list[Judgement], Sequence[SheetCount]]:
    """Return cases, judgements and sheet counts, with all problems raised at once."""
    from hubflow.plugins.importers import unused_in

    problems: list[Problem] = [*unrun_problems(method.hooks.hub), *method.problems,
                               *inputs.problems]
    methodology = method.methodology
    if method.hooks.hub.methodology.problems:
        # what is said for this hub cannot be judged by rules of which some are missing
        raise BadInput(problems)
    # the jury of another hub's call said nothing on this hub's criteria
    beside = [sheet for sheet, of in inputs.panel if of in (None, methodology.hub.id)]
    sheets = [*beside, *panel]
    judgements, counts = (
        _panel(method.hooks.hub, sheets, inputs, methodology, jury, problems, keep=not panel)
        if sheets else ([], ()))
    seen = {count.file for count in counts}
    counts = [*counts, *(count for count in unused_in(
        each for found in inputs.calls for each in found.assessors) if count.file not in seen)]
    cases = []
    ids = {entry.own.id for entry in inputs.entries} | inputs.others
    if inputs.calls or any(entry.call for entry in inputs.entries):
        from hubflow.engine.call.call_checks import call_problems

        problems.extend(call_problems(inputs, methodology, ids))
    for entry in inputs.entries:
        problems.extend(decision_problems(entry, methodology))
        try:
            block = read_hub_block(entry, methodology)
        except BadInput as bad:
            problems.extend(bad.problems)
            continue
        judgements.extend(block.judgements)
        if not method.problems:
            cases.append(_case(entry, methodology, block.local, as_of, rates,
                               everyone_competes=everyone_competes,
                               returns_forgotten=returns_forgotten))
    problems.extend(jury.problems(judgements, ids))
    if problems:
        raise BadInput(problems)
    return sorted(cases, key=lambda case: case.id), judgements, counts


class _ReadSheets(PlainRecord):
    """Sheets beside a call without problems, read by a method."""

    method: tuple[LoadedHub, Methodology, bool]
    judgements: Sequence[Judgement]
    counts: Sequence[SheetCount]
    names: AssessorNames


_READ: WeakKeyDictionary[Inputs, list[_ReadSheets]] = WeakKeyDictionary()
"""The sheets beside calls: like dossiers they are read once, as long as the inputs are in use."""


def _panel(
    hub: LoadedHub, sheets: Sequence[Path], inputs: Inputs, methodology: Methodology,
    jury: Jury, problems: list[Problem], *, keep: bool,
) -> tuple[list[Judgement], Sequence[SheetCount]]:
    """Return the judgements of jury sheets on the ventures that are run; add their problems.

    With ``keep`` the sheets are those of the inputs, which are read once.
    """
    from hubflow.plugins.importers import read_panel
    from hubflow.reading.panel.judgement_sheets import check_panel

    for read in _READ.get(inputs, ()) if keep else ():
        by, under, as_written = read.method
        if by is hub and under is methodology and as_written is jury.as_written:
            jury.lists.append(read.names)
            return list(read.judgements), read.counts
    ids = {entry.dossier.id for entry in inputs.entries}
    try:
        heard = read_panel(sheets, methodology.hub.id, methodology=methodology,
                           ventures=ids | inputs.others, hub=hub)
    except BadInput as bad:
        problems.extend(bad.problems)
        return [], ()
    jury.lists.append(heard.names)
    judgements = one_name_each(heard.judgements, jury.names_of)
    found = check_panel(judgements, ids | inputs.others, methodology)
    problems.extend(found)
    judgements = [each for each in judgements if each.venture in ids]
    if keep and not found:
        _READ.setdefault(inputs, []).append(_ReadSheets(
            (hub, methodology, jury.as_written), tuple(judgements), heard.counts, heard.names))
    return judgements, heard.counts


def _case(
    entry: InputEntry, methodology: Methodology, local: Mapping[str, Any],
    as_of: dt.date | None, rates: Mapping[str, Rate], *, everyone_competes: bool,
    returns_forgotten: bool,
) -> VentureCase:
    call_day = entry.call.date if entry.call else None
    day = as_of or call_day or dt.date.today()
    hub = methodology.hub.id
    decisions = decisions_by_phase(entry, methodology, day)
    member = CallMember(id=entry.dossier.id)
    own_call = entry.call is not None and entry.call.hub in (None, hub)
    if entry.call is not None and own_call:
        member = entry.call.member(member.id, day)
    phases = [phase.id for phase in methodology.phases]
    race = [RacePart()] * len(phases)
    if not everyone_competes and entry.kind == "venture":
        since = entry.call.out_since(member.id, day) if entry.call is not None else None
        absences = [] if returns_forgotten else [
            *pauses(entry, hub, day),
            *(entry.call.absences(member.id, day) if own_call and entry.call else ())]
        race = race_parts(phases, decisions, whole_venture(entry, hub, day),
                          attrs.evolve(member, date=since), absences)
    facts = fact_row(entry.dossier, day, methodology.hub.currency,
                     {currency: rate.value for currency, rate in rates.items()})
    currency = entry.dossier.currency
    if currency is not None and currency not in (methodology.hub.currency, *rates):
        facts = facts.replace(why_missing={**facts.why_missing, **{
            local_column(fact): amount_in(currency)
            for fact in methodology.money_facts if isinstance(local.get(fact.id), float)}})
    return VentureCase(
        entry=entry,
        facts=facts,
        local=local,
        decisions=decisions,
        as_of=day,
        member=member,
        race=race,
    )


def _with_proposals(
    table: pl.DataFrame, tabulation: Tabulation, cases: Sequence[VentureCase], language: str
) -> tuple[pl.DataFrame, list[ProposalResult | None]]:
    """Return the table with each proposal's completeness, and the proposals."""
    compiled, hooks = tabulation.compiled, tabulation.hooks
    known = _with_scores(table, compiled, hooks)
    asked = with_proposal_columns(known, compiled)
    proposals: list[ProposalResult | None] = []
    complete: list[bool | None] = []
    for case, row in zip(cases, asked.iter_rows(named=True), strict=True):
        own, whole = build_proposal(compiled, case.entry.dossier, row, language)
        built = hooks.proposal(compiled.methodology, case.entry.dossier, own, language)
        if not built.complete and whole is not False:
            whole = None if own.complete is False else False
        proposals.append(
            with_completeness(built, own) if case.entry.kind == "venture" else None
        )
        complete.append(whole)
    completeness = pl.Series(PROPOSAL_COMPLETE, complete, dtype=pl.Boolean)
    return table.with_columns(completeness), proposals


def _with_scores(table: pl.DataFrame, compiled: Compiled, hooks: HubHooks) -> pl.DataFrame:
    """Return the table with what phases came to, where the proposal reads that.

    The phases run while it is open whether the proposal is complete. What they are sure of then
    stays, for knowing more only shrinks what is possible.
    """
    if not proposal_reads_phases(compiled):
        return table
    open_ = table if PROPOSAL_COMPLETE in table.columns else table.with_columns(
        pl.lit(None, pl.Boolean).alias(PROPOSAL_COMPLETE))
    return run_phases(open_, compiled, hooks.score, hooks.recommend, all_facts=hooks.read_tables)


def proposal_reads_phases(compiled: Compiled) -> bool:
    """Return whether the proposal, and so the table, depends on what phases come to."""
    rules = [*(plan.applies for plan in compiled.sections),
             *(plan.amount for plan in compiled.finance), compiled.total]
    return bool(read_scores(rules) or compiled.named_in_proposal)


def _plain(judgement: Judgement) -> list[str]:
    said = [f"{name}={getattr(judgement, name)}" for name in (
        "venture", "phase", "criterion", "assessor", "score", "note", "date", "conflict")]
    return [*said, *(f"{name}={value}" for name in ("scale", "group")
                     if (value := getattr(judgement, name)))]
