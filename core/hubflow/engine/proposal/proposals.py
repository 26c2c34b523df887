"""Build the proposal in the hub's own format, and tell whether it is complete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs
import polars as pl

from hubflow.engine.expressions.expression import Expression, with_tree
from hubflow.engine.expressions.unrounded import without_cents
from hubflow.engine.facts.arithmetic import Cents
from hubflow.engine.method.compiled import Compiled, FinancePlan, SectionPlan
from hubflow.engine.method.open_amounts import (
    amount_ends,
    with_open_amounts,
    with_open_conditions,
)
from hubflow.engine.proposal.finance_cents import PlannedAmount, finance_cents
from hubflow.engine.proposal.phase_scores import PhaseScores
from hubflow.engine.results.dossier_texts import text_at
from hubflow.engine.results.engine_words import sentence
from hubflow.model.dossier import Dossier
from hubflow.model.methodology import text_in
from hubflow.model.results import FinanceResult, ProposalResult, SectionResult
from hubflow.text.numbers import number

Row = Mapping[str, Any]

Ends = tuple[float, float] | None


def with_proposal_columns(table: pl.DataFrame, compiled: Compiled) -> pl.DataFrame:
    """Return the table with what a proposal needs: which sections apply, and finance amounts."""
    sections = with_open_conditions(
        table, ((_applies(plan), plan.applies) for plan in compiled.sections))
    amounts = [*((_amount(plan), plan.amount) for plan in compiled.finance),
               (_TOTAL, compiled.total)]
    return with_open_amounts(sections, [
        *amounts, *((_unrounded(name), _without_cents(each)) for name, each in amounts)])


_TOTAL = "proposal/total"


def _applies(plan: SectionPlan) -> str:
    return f"proposal/{plan.section.id}.applies"


def _amount(plan: FinancePlan) -> str:
    return f"proposal/{plan.line.id}.amount"


def _unrounded(name: str) -> str:
    return f"{name}.unrounded"


def _without_cents(amount: Expression | None) -> Expression | None:
    """Return an amount without its own rounding to cents; None where it has none."""
    if amount is None or amount.tree is None:
        return None
    tree = without_cents(amount.tree)
    return None if tree == amount.tree else with_tree(amount, tree)


def build_proposal(
    compiled: Compiled, dossier: Dossier, row: Row, language: str
) -> tuple[ProposalResult, bool | None]:
    """Return the proposal, and whether it is complete: None where that is not known yet."""
    format = compiled.methodology.proposal
    problems: list[str] = []
    unsure: list[str] = []
    sections = []
    scores = PhaseScores(compiled, row, language)
    for plan in compiled.sections:
        applies = row[_applies(plan)] if plan.applies else True
        if applies is False:
            continue
        section = _section(plan, dossier, scores)
        sections.append(section)
        if section.complete:
            continue
        if plan.section.text:
            unsure.append(sentence("proposal_score_open", language, heading=section.heading))
            continue
        flaw = _flaw(section, language)
        if applies is None and not section.text:
            unsure.append(sentence("proposal_unsure", language, heading=section.heading))
        else:
            problems.append(flaw)
    finance, total, total_between = _finance_plan(compiled, row, language)
    problems += _finance_problems(finance, total, language)
    unsure += [sentence("finance_missing", language, line=line.name) for line in finance
               if line.amount is None]
    if compiled.total is not None and total is None:
        unsure.append(sentence("finance_total_missing", language))
    title = text_in(format.title, language, sentence("proposal", language))
    note = text_in(format.note, language)
    if not scores.known(note):
        unsure.append(sentence("proposal_score_open", language, heading=title))
    result = ProposalResult(
        title=title,
        language=language,
        currency=compiled.methodology.hub.currency,
        complete=not problems and not unsure,
        sections=tuple(sections),
        finance=tuple(finance),
        total=total,
        total_between=total_between,
        problems=(*problems, *unsure),
        note=scores.filled(note),
    )
    return result, False if problems else None if unsure else True


def _section(plan: SectionPlan, dossier: Dossier, scores: PhaseScores) -> SectionResult:
    section, language = plan.section, scores.language
    written = text_in(section.text, language)
    text = scores.filled(written) if written else text_at(dossier, section.path)
    words = len(text.split())
    fits = section.max_words is None or words <= section.max_words
    return SectionResult(
        id=section.id,
        heading=text_in(section.heading, language, section.id),
        asks=text_in(section.asks, language),
        text=text,
        words=words,
        max_words=section.max_words,
        required=section.required,
        complete=fits and scores.known(written) and (bool(text) or not section.required),
    )


def _flaw(section: SectionResult, language: str) -> str:
    key = "proposal_long" if section.text else "proposal_missing"
    return sentence(key, language, heading=section.heading, words=section.words,
                    max_words=section.max_words)


def _finance_plan(
    compiled: Compiled, row: Row, language: str
) -> tuple[list[FinanceResult], float | None, Ends]:
    """Return the lines of the finance plan, its total and that one's ends, in whole cents."""
    total = _planned(row, _TOTAL)
    amounts = {plan.line.id: _planned(row, _amount(plan)) for plan in compiled.finance}
    whole = finance_cents(compiled.finance, amounts, total)
    lines = [_finance(plan, whole[plan.line.id], row, language) for plan in compiled.finance]
    return (lines, None if total.nearest is None else _money(total.nearest),
            _between(row, _TOTAL))


def _finance(
    plan: FinancePlan, amount: Cents | None, row: Row, language: str
) -> FinanceResult:
    reads = plan.amount.reads if plan.amount else ()
    return FinanceResult(
        id=plan.line.id,
        name=text_in(plan.line.name, language, plan.line.id),
        amount=None if amount is None else _money(amount),
        amount_between=_between(row, _amount(plan)),
        part_of=plan.line.part_of,
        missing=tuple(name for name in reads if row.get(name) is None),
    )


def _planned(row: Row, name: str) -> PlannedAmount:
    exact, unrounded = _exact(row, name), _unrounded(name)
    return PlannedAmount(exact, _exact(row, unrounded) if unrounded in row else exact)


def _exact(row: Row, name: str) -> float | None:
    """Return an amount in cents that need not be whole; None while it has two ends."""
    ends = amount_ends(row, name)
    return None if ends is None or ends[0] != ends[1] else ends[0] * 100


def _between(row: Row, name: str) -> Ends:
    """Return the ends of an amount that is open, to the cent; None for any other."""
    ends = amount_ends(row, name)
    if ends is None or ends[0] == ends[1]:
        return None
    return _money(round(ends[0] * 100)), _money(round(ends[1] * 100))


def _money(cents: Cents) -> float:
    return cents / 100 + 0.0


def _finance_problems(
    finance: list[FinanceResult], total: float | None, language: str
) -> Iterable[str]:
    for line in finance:
        parts = [part for part in finance if part.part_of == line.id]
        if parts and not _adds_up(parts, line.amount):
            yield sentence("finance_part", language, line=line.name, sum=_sum(parts, language),
                           total=number(line.amount or 0, language))
    top = [line for line in finance if line.part_of is None]
    if total is not None and top and not _adds_up(top, total):
        yield sentence("finance_sum", language, sum=_sum(top, language),
                       total=number(total, language))


def _adds_up(lines: list[FinanceResult], total: float | None) -> bool:
    """Return whether the lines add up, to the cent; unknown lines are not held against them."""
    amounts = [line.amount for line in lines]
    if total is None or None in amounts:
        return True
    return sum(round((amount or 0) * 100) for amount in amounts) == round(total * 100)


def _sum(lines: list[FinanceResult], language: str) -> str:
    return number(sum(round((line.amount or 0) * 100) for line in lines) / 100, language)


def with_completeness(proposal: ProposalResult, own: ProposalResult) -> ProposalResult:
    """Return a hook's proposal, never more complete than the core found it."""
    if own.complete:
        return proposal
    problems = tuple(dict.fromkeys((*proposal.problems, *own.problems)))
    return attrs.evolve(proposal, complete=False, problems=problems)
