"""The parts of a report on one venture, each with its heading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
from markupsafe import Markup

from hubflow.documents.numbers import ranks
from hubflow.report.page import part
from hubflow.report.scores import missing_chart, score_chart
from hubflow.report.venture import VentureView


@attrs.frozen(kw_only=True)
class Part:
    """A part of a report on a venture."""

    id: str
    title: str
    body: Markup


def parts_of(view: VentureView, level: int, *, charts: bool = True) -> Iterator[Part]:
    """The parts, with headings from ``level`` on; without ``charts`` in words and tables alone."""
    language, words = view.showing.language, view.words
    share = view.showing.words["assumption_share"].format(
        share=view.showing.percent(view.venture.assumption_share),
        unsourced=view.showing.percent(view.venture.unsourced_share))

    def made(template: str, **given: object) -> Markup:
        return part(f"{template}.html.j2", language, v=view, level=level, **given)

    yield Part(id="journey", title=words["journey"], body=made("journey", ranks=ranks))
    yield Part(id="scores", title=words["scores"], body=made(
        "scores", rests=share, chart=score_chart(view, words) if charts else None))
    if charts or view.missing():
        yield Part(id="evidence", title=words["evidence"], body=made(
            "missing", chart=missing_chart(view, words) if charts else None))
    yield Part(id="money", title=words["money"], body=made("money"))


def sources_part(view: VentureView, level: int) -> Part:
    """What the method and the dossier rest on."""
    words: Mapping[str, str] = view.words
    groups = [(words["of_dossier"], view.dossier.sources),
              (words["of_method"], view.result.sources)]
    return Part(id="sources", title=words["sources"], body=part(
        "sources.html.j2", view.showing.language, groups=groups, level=level))
