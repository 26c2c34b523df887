"""The panel of a call: its funnel, and its ranking with its uncertainty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.compare.kept_run import KeptRun
from hubflow.compare.robustness.drawn_weights import WeightDraw
from hubflow.compare.robustness.robustness import weighted_phases
from hubflow.compare.robustness.selection import SelectionShare, selected
from hubflow.documents.funnel import FunnelStep, funnel
from hubflow.documents.result_words import ResultWords
from hubflow.model.results import PhaseResult, VentureResult
from hubflow.report.drawing.charts import Chart, chart, distinct, named, quantity, values
from hubflow.text.numbers import ranks

DRAWN = 60
"""So many of a ranking are drawn; the table holds all."""
WEIGHTINGS = 1000
ROWS = 500_000
"""Ventures times weightings that are run at most."""
FEWEST = 100


@attrs.frozen(kw_only=True)
class Ranked:
    """One venture in one ranked phase."""

    venture: VentureResult
    phase: PhaseResult


@attrs.frozen(kw_only=True)
class Ranking:
    """One phase in which ventures compete for places, best first."""

    id: str
    name: str
    rows: tuple[Ranked, ...]
    chart: Chart


@attrs.frozen(kw_only=True)
class Selection:
    """The outcome of the last selection under other weights."""

    phase: str
    weightings: int
    shares: Mapping[str, SelectionShare]


def rankings(
    ventures: Sequence[VentureResult], showing: ResultWords, words: Mapping[str, str]
) -> Iterator[Ranking]:
    """Return the phases of a call in which ventures compete."""
    for phases in zip(*(venture.phases for venture in ventures), strict=True):
        rows = [Ranked(venture=venture, phase=phase)
                for venture, phase in zip(ventures, phases, strict=True)
                if phase.rank is not None and not phase.rank.uncontested]
        rows.sort(key=lambda row: (row.phase.rank.group or "", row.phase.rank.best,
                                   row.phase.rank.worst, row.venture.name)
                  if row.phase.rank else ("", 0, 0, ""))
        if rows:
            yield Ranking(id=phases[0].phase, name=phases[0].name, rows=tuple(rows),
                          chart=_ranking(rows, phases[0].name, showing, words))


def selection(run: KeptRun) -> Selection:
    """Return the share of weightings under which each venture passes the last selection by rank."""
    draws = min(WEIGHTINGS, max(FEWEST, ROWS // max(1, run.table.height)))
    phase, funded = selected(run, weighted_phases(run), WeightDraw(draws=draws, seed=1))
    return Selection(phase=phase, weightings=draws, shares={one.venture: one for one in funded})


def funnel_chart(
    ventures: Sequence[VentureResult], showing: ResultWords, words: Mapping[str, str]
) -> Chart:
    """Return the chart of how many ventures reach each phase and go on."""
    steps = list(funnel(ventures))
    labels = distinct([step.name for step in steps])
    rows = [row for label, step in zip(labels, steps, strict=True)
            for row in _step(label, step, words)]
    kinds = [words["reached"], words["advanced"]]
    return chart(
        {"width": 520, "height": {"step": 20}, "data": values(rows),
         "encoding": {"y": named("phase"), "yOffset": named("kind", sort=kinds),
                      "x": quantity("n", axis=None)},
         "layer": [
             {"mark": {"type": "bar", "cornerRadius": 3},
              "encoding": {"color": {"field": "kind", "type": "nominal", "title": None,
                                     "legend": {"orient": "bottom"},
                                     "scale": {"domain": kinds,
                                               "range": ["var(--line)", "var(--one)"]}}}},
             {"mark": {"type": "text", "align": "left", "dx": 5},
              "encoding": {"text": {"field": "n"}}},
         ]},
        showing.language, title=words["funnel_title"], says=words["funnel_says"],
        head=(showing.words["phase"], words["reached"], words["advanced"],
              showing.words["undecided"]),
        rows=[(step.name, str(step.reached), str(step.advanced), str(step.undecided))
              for step in steps],
    )


def _step(label: str, step: FunnelStep, words: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    yield {"phase": label, "kind": words["reached"], "n": step.reached}
    yield {"phase": label, "kind": words["advanced"], "n": step.advanced}


def _ranking(
    rows: Sequence[Ranked], phase: str, showing: ResultWords, words: Mapping[str, str]
) -> Chart:
    shown = rows[:DRAWN]
    data = []
    for label, row in zip(distinct([r.venture.name for r in shown]), shown, strict=True):
        score = row.phase.score
        if score is not None:
            data.append({"name": label, "low": score.lower, "high": score.upper,
                         "said": showing.word(row.phase.recommendation),
                         "rank": f"{ranks(row.phase.rank)}" if row.phase.rank else ""})
    said = ["advance", "undecided", "revise", "stop"]
    colour = {"field": "said", "type": "nominal", "title": None, "legend": {"orient": "bottom"},
              "scale": {"domain": [showing.word(word) for word in said],
                        "range": ["var(--one)", "var(--two)", "var(--six)", "var(--bad)"]}}
    x = quantity("low", scale={"domain": [0, 100]}, axis={"tickCount": 6})
    points = [row for row in data if row["low"] == row["high"]]
    says = words["ranking_says"]
    if len(rows) > len(shown):
        says += " " + words["ranking_first"].format(n=len(shown), of=len(rows))
    return chart(
        {"width": 440, "height": {"step": 19}, "layer": [
            {"data": values(data), "mark": {"type": "bar", "height": 8, "cornerRadius": 3},
             "encoding": {"x": x, "x2": {"field": "high"}, "y": named("name"), "color": colour}},
            {"data": values(points), "mark": {"type": "point", "filled": True, "size": 80,
                                              "opacity": 1},
             "encoding": {"x": x, "y": named("name"), "color": colour}},
            {"data": values(data), "mark": {"type": "text", "align": "right", "dx": 32},
             "encoding": {"x": {"value": "width"}, "y": named("name"), "text": {"field": "rank"}}},
        ]},
        showing.language, title=words["ranking_title"].format(phase=phase), says=says,
        head=(words["venture"], showing.words["score"], showing.words["rank"],
              showing.words["recommendation"]),
        rows=[(row.venture.name,
               showing.score(row.phase),
               ranks(row.phase.rank) if row.phase.rank else "–",
               showing.word(row.phase.recommendation)) for row in shown],
    )
