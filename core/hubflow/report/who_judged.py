"""The people who judged: how strict each was, and what hangs on it."""

from __future__ import annotations

from markupsafe import Markup

from hubflow.documents.publishing.blocks import blocks_of
from hubflow.documents.safe_markdown import escape
from hubflow.documents.severity_page import severity_markdown, venture_severity
from hubflow.engine.severity.severity_records import severity_of
from hubflow.model.results import RunResult, VentureResult
from hubflow.report.report_page import part


def who_judged(result: RunResult, call: str, language: str) -> Markup:
    """Return what can be told of a call's assessors; nothing where fewer than two judged."""
    found = [each for each in severity_of(result) if each.call == call]
    names = {one.id: one.name for one in result.ventures}
    calls = {one.call: one.call_name for one in result.ventures if one.call and one.call_name}
    return _drawn([severity_markdown(found, language, names=names, calls=calls)] if found else [],
                  language, depth=0)


def who_judged_one(
    result: RunResult, venture: VentureResult, language: str, level: int, *, brief: bool
) -> Markup:
    """Return what one venture's recommendations owe to their assessors, phase by phase.

    It is ``brief`` where the page tells of the call's assessors elsewhere.
    """
    names = {phase.phase: phase.name for phase in venture.phases}
    texts = [f"# {escape(names[phase])}\n\n{text}" for phase, text in venture_severity(
        severity_of(result), language, venture, brief=brief).items()]
    return _drawn(texts, language, depth=level - 1)


def _drawn(texts: list[str], language: str, depth: int) -> Markup:
    if not texts:
        return Markup()
    return part("in_full.html.j2", language, texts=list(map(blocks_of, texts)), depth=depth)
