"""The panels of a run over several ventures: the call or list, and each venture in detail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs
from markupsafe import Markup

from hubflow.compare.kept_run import KeptRun
from hubflow.documents.result_words import ResultWords
from hubflow.model.results import PhaseResult, VentureResult
from hubflow.report.anchors import anchor
from hubflow.report.call_panel import Selection, funnel_chart, rankings, selection
from hubflow.report.drawing.bars import bar
from hubflow.report.number_trace import Trace, gate_card, reached
from hubflow.report.report_page import PagePanel, part
from hubflow.report.venture_parts import parts_of
from hubflow.report.venture_view import venture_views
from hubflow.report.who_judged import who_judged
from hubflow.text.catalogue import words
from hubflow.text.numbers import ranks

IN_DETAIL = 50
"""The number of ventures shown in detail, those that got furthest; the table holds all."""


@attrs.frozen(kw_only=True)
class VentureRow:
    """A venture's row in the table: the last phase that it reached, and a link to its details."""

    venture: VentureResult
    phase: PhaseResult | None
    detail: str = ""
    card: str = ""
    share: str = ""
    bar: Markup | str = ""


def panels(
    run: KeptRun,
    showing: ResultWords,
    trace: Trace,
    *,
    in_detail: int = IN_DETAIL,
    name: str = "",
) -> Iterator[PagePanel]:
    """Return a panel for each call (or for ventures of none), and one with all details.

    ``name`` is the hub's, where a page tells of several.
    """
    texts = words(showing.language, of="report")
    order = sorted(run.result.ventures, key=_furthest)
    views = venture_views(run, showing, trace,
                          only=frozenset(venture.id for venture in order[:in_detail]))
    prefixes = {id: view.prefix for id, view in views.items()}
    chosen = selection(run)
    calls = [case.entry.call for case in run.prepared.cases if case.entry.call is not None]
    names = {call.id: call.name or call.id for call in calls}
    for call in sorted({venture.call or "" for venture in order}):
        own = [venture for venture in order if (venture.call or "") == call]
        yield PagePanel(
            id=anchor(f"{run.name}-call-{call}" if call else f"{run.name}-all"),
            title=name or names.get(call, call) or texts["all"],
            body=_call(own, chosen, prefixes, run.name, showing, trace)
            + who_judged(run.result, call, showing.language))
    if not in_detail:
        return
    shown = [views[venture.id] for venture in order if venture.id in views]
    yield PagePanel(id=anchor(f"{run.name}-ventures"), title=texts["ventures"], body=part(
        "ventures.html.j2", showing.language, left_out=len(order) - len(shown),
        views=[(view, list(parts_of(view, 4, charts=False))) for view in shown]))


def _call(
    ventures: Sequence[VentureResult], chosen: Selection, prefixes: Mapping[str, str], hub: str,
    showing: ResultWords, trace: Trace,
) -> Markup:
    texts = words(showing.language, of="report")
    competing = chosen if any(v.id in chosen.shares for v in ventures) else attrs.evolve(
        chosen, shares={})
    return part(
        "call.html.j2", showing.language, level=3,
        prefix=anchor(f"{hub}-{ventures[0].call or 'all'}"), showing=showing,
        ranks=ranks, chosen=competing,
        funnel=funnel_chart(ventures, showing, texts),
        rankings=list(rankings(ventures, showing, texts)),
        rows=[_row(venture, competing, prefixes.get(venture.id, ""), showing, trace)
              for venture in ventures])


def _row(
    venture: VentureResult, chosen: Selection, prefix: str, showing: ResultWords, trace: Trace
) -> VentureRow:
    phases = list(reached(venture.phases))
    last = next((p for p in reversed(phases) if p.rank is not None), phases[-1] if phases else None)
    share = chosen.shares.get(venture.id)
    row = VentureRow(venture=venture, phase=last, detail=prefix)
    if prefix and last is not None:
        row = attrs.evolve(row, card=trace.id(gate_card(f"{prefix}/{last.phase}")))
    if share is None:
        return row
    low, high = showing.percent(share.lower), showing.percent(share.upper)
    said = low if low == high else f"{low} {showing.words['to']} {high}"
    return attrs.evolve(row, share=said, bar=bar(share.lower, share.upper) if prefix else "")


def _furthest(venture: VentureResult) -> tuple[float, ...]:
    """Return the ventures sorted by the furthest phase, then by rank."""
    phases = list(reached(venture.phases))
    passed = sum(phase.recommendation == "advance" for phase in phases)
    rank = next((p.rank for p in reversed(phases) if p.rank is not None), None)
    return (-len(phases), -passed, rank.best if rank else 0, rank.worst if rank else 0)
