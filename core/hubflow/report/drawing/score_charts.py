"""The charts of one venture: scores beside thresholds, and the weight of missing evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubflow.report.drawing.charts import Chart, chart, distinct, named, quantity, values
from hubflow.report.venture_view import VentureView

_WIDTH = 520
_STEP = {"step": 30}
MOST_MISSING = 12


def score_chart(view: VentureView, words: Mapping[str, str]) -> Chart | None:
    """Return the chart of each phase's score and threshold, or None if nothing is scored."""
    showing, language = view.showing, view.showing.language
    phases = [phase for phase in view.phases if phase.score is not None]
    if not phases:
        return None
    bars, marks, rows = [], [], []
    for label, phase in zip(distinct([p.name for p in phases]), phases, strict=True):
        score = phase.score
        assert score is not None
        bars.append({"phase": label, "low": score.lower, "high": score.upper,
                     "text": showing.score(phase)})
        thresholds = view.thresholds(phase)
        marks += [{"phase": label, "at": t.score, "kind": words[f"to_{t.kind}"]}
                  for t in thresholds]
        told = "; ".join(f"{words[f'to_{t.kind}']}: {showing.threshold(t.score, phase)}"
                         for t in thresholds)
        rows.append((phase.name, showing.score(phase), told or "–",
                     showing.word(phase.recommendation)))
    return chart(
        _scores(bars, marks, words), language, title=words["scores_title"],
        says=words["scores_says"],
        head=(showing.words["phase"], showing.words["score"], words["threshold"],
              showing.words["recommendation"]),
        rows=rows,
    )


def _scores(
    bars: list[dict[str, Any]], marks: list[dict[str, Any]], words: Mapping[str, str]
) -> dict[str, Any]:
    scale = quantity("low", scale={"domain": [0, 100]}, axis={"tickCount": 6})
    points = [row for row in bars if row["low"] == row["high"]]
    layers: list[dict[str, Any]] = [
        {"data": values(bars), "mark": {"type": "bar", "height": 12, "cornerRadius": 3,
                                        "color": "var(--one)"},
         "encoding": {"x": scale, "x2": {"field": "high"}, "y": named("phase")}},
        {"data": values(points), "mark": {"type": "point", "filled": True, "size": 130,
                                          "opacity": 1, "color": "var(--one)"},
         "encoding": {"x": scale, "y": named("phase")}},
        {"data": values(bars), "mark": {"type": "text", "align": "left", "dx": 10, "dy": -11},
         "encoding": {"x": quantity("high"), "y": named("phase"), "text": {"field": "text"}}},
    ]
    if marks:
        kinds = [words["to_advance"], words["to_stop"]]
        layers.append({
            "data": values(marks),
            "mark": {"type": "tick", "thickness": 3, "size": 24, "opacity": 1},
            "encoding": {"x": quantity("at"), "y": named("phase"), "color": {
                "field": "kind", "type": "nominal", "title": None,
                "legend": {"orient": "bottom"},
                "scale": {"domain": kinds, "range": ["var(--warm)", "var(--faint)"]}}},
        })
    return {"width": _WIDTH, "height": {"step": 40}, "layer": layers}


def missing_chart(view: VentureView, words: Mapping[str, str]) -> Chart | None:
    """Return the chart of missing evidence by weight, or None if nothing is missing."""
    showing = view.showing
    found = view.missing()[:MOST_MISSING]
    if not found:
        return None
    labels = distinct([item.text for _, item in found])
    data = [{"name": label, "worth": item.worth}
            for label, (_, item) in zip(labels, found, strict=True)]
    spec = {
        "width": _WIDTH - 120, "height": _STEP, "data": values(data),
        "mark": {"type": "bar", "height": 12, "cornerRadius": 3, "color": "var(--warm)"},
        "encoding": {"x": quantity("worth", scale={"domain": [0, 100]}, axis={"tickCount": 5}),
                     "y": named("name")},
    }
    return chart(
        spec, showing.language, title=words["missing_title"], says=words["missing_says"],
        head=(showing.words["missing"], showing.words["phase"], words["worth_word"]),
        rows=[(item.text, phase.name, showing.worth(item)) for phase, item in found],
    )
