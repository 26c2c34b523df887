"""The panels of a comparison: weight by concept, stage by stage, what flipped, robustness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs
from markupsafe import Markup

from hubflow.compare.answers.standings import MANY
from hubflow.compare.comparison_page import comparison_markdown
from hubflow.compare.comparison_run import Comparison
from hubflow.compare.methods_page import methods_markdown
from hubflow.compare.robustness.robustness import MissingExtreme, PhaseStability
from hubflow.compare.venture_comparison import VentureComparison
from hubflow.documents.publishing.blocks import untitled_blocks
from hubflow.documents.result_words import ResultWords
from hubflow.report.drawing.bars import bar
from hubflow.report.drawing.charts import SERIES, Chart, chart, distinct, named, quantity, values
from hubflow.report.network_panel import network_panel
from hubflow.report.report_page import PagePanel, part
from hubflow.text.catalogue import words
from hubflow.text.numbers import ranks

DRAWN_CONCEPTS = 20
SIDE_BY_SIDE = 10
"""The number of ventures shown stage by stage; if there are more, the full text lists all."""


@attrs.frozen(kw_only=True)
class WeightingShare:
    """The share of weightings under which a hub's recommendation in a phase stays the same."""

    hub: str
    venture: str
    phase: str
    recommendation: str
    share: str
    bar: Markup


def comparison_panels(comparison: Comparison, showing: ResultWords) -> Iterator[PagePanel]:
    """Return the panels that compare the hubs, and the whole comparison in words."""
    texts = words(showing.language, of="report")
    hubs = [run.name for run in comparison.runs]
    ventures = comparison.ventures
    many = len(hubs) >= MANY
    yield PagePanel(id="compared", title=texts["compared"], body=part(
        "compared.html.j2", showing.language, c=comparison, hubs=hubs,
        names=comparison.methods.names, showing=showing, many=many,
        t=words(showing.language, of="compare"), ranks=ranks,
        weights=None if many else weights_chart(comparison, showing, texts),
        ahead={venture.id: _ahead(venture, showing) for venture in ventures},
        ventures=ventures if len(ventures) <= SIDE_BY_SIDE else (),
        apart=[] if len(ventures) <= SIDE_BY_SIDE else _apart(ventures),
        stands=list(_stands(comparison, showing)), changed=len(_apart(comparison.ventures))))
    yield network_panel(comparison.methods)
    yield PagePanel(id="in-full", title=texts["in_full"], body=part(
        "in_full.html.j2", showing.language, texts=[
            untitled_blocks(comparison_markdown(comparison)),
            untitled_blocks(methods_markdown(comparison.methods))]))


def weights_chart(
    comparison: Comparison, showing: ResultWords, told: Mapping[str, str]
) -> Chart | None:
    """Return the chart of each hub's weight by concept, or None if no hub weighs."""
    names = comparison.methods.names
    hubs = list(names.values())
    shown = [row for row in comparison.methods.weights if any(row.shares.values())]
    shown = shown[:DRAWN_CONCEPTS]
    if not shown:
        return None
    labels = distinct([row.name for row in shown])
    data = [{"concept": label, "hub": hub, "share": row.shares[key]}
            for label, row in zip(labels, shown, strict=True) for key, hub in names.items()]
    colour = {"field": "hub", "type": "nominal", "title": None, "legend": {"orient": "bottom"},
              "scale": {"domain": hubs, "range": [SERIES[i % len(SERIES)]
                                                  for i in range(len(hubs))]}}
    return chart(
        {"width": 480, "height": {"step": 11}, "data": values(data),
         "mark": {"type": "bar", "cornerRadius": 2},
         "encoding": {"y": named("concept"), "yOffset": named("hub", sort=hubs),
                      "x": quantity("share", axis={"format": ".0%", "tickCount": 5}),
                      "color": colour}},
        showing.language, title=told["weights_title"], says=told["weights_says"],
        head=(told["concept"], *hubs),
        rows=[(row.name, *(showing.percent(row.shares[key]) for key in names)) for row in shown],
    )


def _ahead(venture: VentureComparison, showing: ResultWords) -> dict[str, str]:
    """Return the names of the stages that a venture reaches under no hub's method."""
    return {row.stage: showing.word(row.stage) for row in venture.stages if row.flip is None
            and {cell.recommendation for cell in row.cells.values()} == {"not_reached"}
            and not any(phase.decision for cell in row.cells.values() for phase in cell.phases)}


def _apart(ventures: Sequence[VentureComparison]) -> list[VentureComparison]:
    """Return the ventures on which the hubs disagree in any stage."""
    return [venture for venture in ventures if any(
        len({cell.recommendation for cell in row.cells.values()}) > 1 for row in venture.stages)]


def _stands(comparison: Comparison, showing: ResultWords) -> Iterator[WeightingShare]:
    ventures = {venture.id: venture.name for venture in comparison.ventures}
    for robust in comparison.robustness:
        for phase in robust.phases:
            if len(comparison.ventures) <= SIDE_BY_SIDE:
                yield _stand(comparison.methods.names[robust.hub], ventures[phase.venture],
                             phase, showing)


def _stand(hub: str, venture: str, phase: PhaseStability, showing: ResultWords) -> WeightingShare:
    shares = [end.stands for end in phase.ends]
    low, high = showing.percent(min(shares)), showing.percent(max(shares))
    return WeightingShare(hub=hub, venture=venture, phase=phase.name,
                 recommendation=_said(phase.ends, showing),
                 share=low if low == high else f"{low} {showing.words['to']} {high}",
                 bar=bar(min(shares), max(shares)))


def _said(ends: Sequence[MissingExtreme], showing: ResultWords) -> str:
    said = dict.fromkeys(showing.word(end.recommendation) for end in ends)
    return f" {showing.words['to']} ".join(said)
