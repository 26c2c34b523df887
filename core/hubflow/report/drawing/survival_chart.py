"""The chart of survival: the base rate of the place beside the venture's own months."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hubflow.documents.result_words import ResultWords
from hubflow.report.drawing.charts import Chart, chart, distinct, named, quantity, values
from hubflow.text.catalogue import words
from hubflow.trading.survival import Survival


def survival_chart(found: Survival, showing: ResultWords) -> Chart | None:
    """Return the chart of the base rate, the estimate from the own months, and both combined.

    None where neither speaks.
    """
    told, own_words = words(showing.language, of="trading"), words(showing.language, of="report")
    rows = list(_rows(found, showing))
    if not rows:
        return None
    for row, label in zip(rows, distinct([row["what"] for row in rows]), strict=True):
        row["what"] = label
    x = quantity("share", scale={"domain": [0, 1]}, axis={"format": ".0%", "tickCount": 5})
    y = named("what", sort=[row["what"] for row in rows])
    spans = [row for row in rows if row["lower"] is not None]
    return chart(
        {"width": 330, "height": {"step": 34}, "layer": [
            {"data": values(spans), "mark": {"type": "bar", "height": 10, "cornerRadius": 3,
                                             "color": "var(--line)"},
             "encoding": {"x": quantity("lower"), "x2": {"field": "upper"}, "y": y}},
            {"data": values(rows), "mark": {"type": "point", "filled": True, "size": 130,
                                            "opacity": 1, "color": "var(--one)"},
             "encoding": {"x": x, "y": y}},
            {"data": values(rows), "mark": {"type": "text", "align": "left", "dx": 10, "dy": -11},
             "encoding": {"x": quantity("share"), "y": y, "text": {"field": "text"}}},
        ]},
        showing.language, title=told["survival"].format(n=found.to_month),
        says=own_words["survival_says"],
        head=(told["what_speaks"], told["lasts"].format(n=found.to_month)),
        rows=[(row["what"], row["text"]) for row in rows],
    )


def _rows(found: Survival, showing: ResultWords) -> Iterator[dict[str, Any]]:
    texts = words(showing.language, of="trading")

    def row(
        what: str, share: float, lower: float | None = None, upper: float | None = None
    ) -> dict[str, Any]:
        text = showing.percent(share)
        if lower is not None and upper is not None:
            text += (f" ({showing.percent(lower)} {showing.words['to']} "
                     f"{showing.percent(upper)})")
        return {"what": what, "share": share, "lower": lower, "upper": upper, "text": text}

    if found.base is not None:
        yield row(texts["base"].format(area=found.base.figures[-1].area), found.base.share)
    if found.own is not None:
        yield row(texts["own"].format(n=found.own.months), found.own.share)
        yield row(texts["own_without"], found.own.without_grants)
    if found.estimate is not None:
        yield row(texts["both"], found.estimate, found.lower, found.upper)
