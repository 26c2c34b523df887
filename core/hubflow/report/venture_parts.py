"""The parts of a report on one venture, each with its heading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
from markupsafe import Markup

from hubflow.documents.publishing.blocks import untitled_blocks
from hubflow.report.drawing.score_charts import missing_chart, score_chart
from hubflow.report.drawing.survival_chart import survival_chart
from hubflow.report.issue_map.from_dossier import issue_map, offers_by_stage
from hubflow.report.issue_map.issue import PROBLEM_KINDS, MapOffer
from hubflow.report.issue_map.map_drawing import IN_PAGE, drawn, is_tall
from hubflow.report.issue_map.mechanism_drawing import drawn_mechanism, in_order
from hubflow.report.issue_map.mechanism_items import mechanism_map
from hubflow.report.report_page import part, without
from hubflow.report.trading_panel import trading_charts, trading_figures
from hubflow.report.venture_view import VentureView
from hubflow.report.who_judged import who_judged_one
from hubflow.text.catalogue import words
from hubflow.text.numbers import ranks
from hubflow.trading.trading_page import venture_markdown


@attrs.frozen(kw_only=True)
class ReportPart:
    """A part of a report on a venture."""

    id: str
    title: str
    body: Markup


def parts_of(view: VentureView, level: int, *, charts: bool = True) -> Iterator[ReportPart]:
    """Return the parts, with headings from ``level`` on; without ``charts``, in words alone."""
    language, own = view.showing.language, view.words
    share = view.showing.words["assumption_share"].format(
        share=view.showing.percent(view.venture.assumption_share),
        unsourced=view.showing.percent(view.venture.unsourced_share))

    def made(template: str, **given: object) -> Markup:
        return part(f"{template}.html.j2", language, v=view, level=level, **given)

    yield ReportPart(
        id="journey", title=own["journey"], body=made("journey", ranks=ranks, full=charts)
    )
    yield ReportPart(id="scores", title=own["scores"], body=made(
        "scores", rests=share, chart=score_chart(view, own) if charts else None))
    judged = who_judged_one(view.result, view.venture, language, level, brief=not charts)
    if judged:
        yield ReportPart(id="who-judged", title=words(language, of="severity")["title"],
                         body=judged)
    if charts or view.missing():
        yield ReportPart(id="evidence", title=own["evidence"], body=made(
            "missing", chart=missing_chart(view, own) if charts else None))
    if charts:
        yield ReportPart(id="money", title=own["money"], body=made("money"))
        trading = trading_part(view, level)
        if trading is not None:
            yield trading


def trading_part(view: VentureView, level: int) -> ReportPart | None:
    """Return the part on test trading, or None if the business has not begun and has no record."""
    charts = trading_charts(view.dossier, view.as_of, view.methodology, view.showing, view.words)
    figures = trading_figures(view)
    if not charts and not figures:
        return None
    text = None
    if view.trading is not None:
        report = view.trading
        venture = next(one for one in report.ventures if one.id == view.venture.id)
        lasting = survival_chart(venture.survival, view.showing)
        charts += [lasting] if lasting is not None else []
        text = untitled_blocks(venture_markdown(report, venture))
        # the page tells the figures itself, and whose method and day this is
        text = without(text, words(view.showing.language, of="trading")["figures"])
        text = attrs.evolve(text, blocks=text.blocks[1:])
    return ReportPart(id="trading", title=view.words["trading"], body=part(
        "trading.html.j2", view.showing.language, v=view, level=level, charts=charts,
        figures=figures, text=text))


def mechanism_part(view: VentureView, level: int) -> Iterator[ReportPart]:
    """Yield the mechanism as a picture and as a list, if the dossier states one."""
    language = view.showing.language
    texts = words(language, of="map")
    map = mechanism_map(view.dossier, language)
    if map.items:
        svg = drawn_mechanism(map, language, colours=IN_PAGE)
        yield ReportPart(id="mechanism", title=texts["mechanism"], body=part(
            "mechanism.html.j2", language, v=view, level=level, map=map, m=texts,
            steps=in_order(map), svg=svg, tall=is_tall(svg)))


def map_part(view: VentureView, level: int) -> ReportPart:
    """Return the issue map as a picture, and as a list for screen readers."""
    language = view.showing.language
    texts = words(language, of="map")
    map = issue_map(view.dossier, language, offers_by_stage(
        (stage.stage for stage in view.venture.stages),
        ((one.stage, MapOffer(name=one.name, open=one.open)) for one in view.venture.instruments)))
    plural = {"group": "group", "problem": "problems", "cause": "causes", "effect": "effects",
              "responder": "responders", "left-out": "left_out"}
    kinds = [((kind,), texts[plural.get(kind, kind)]) for kind in PROBLEM_KINDS]
    svg = drawn(map, language, colours=IN_PAGE)
    return ReportPart(id="map", title=texts["tab"], body=part(
        "map.html.j2", language, v=view, level=level, map=map, m=texts, kinds=kinds, svg=svg,
        tall=is_tall(svg)))


def last_parts(view: VentureView, level: int) -> Iterator[ReportPart]:
    """Yield the parts that stand last: the mechanism, the issue map, the sources."""
    yield from mechanism_part(view, level)
    yield map_part(view, level)
    yield sources_part(view, level)


def sources_part(view: VentureView, level: int) -> ReportPart:
    """Return the sources of the method and of the dossier."""
    own: Mapping[str, str] = view.words
    groups = [(own["of_dossier"], view.dossier.sources),
              (own["of_method"], view.result.sources)]
    return ReportPart(id="sources", title=own["sources"], body=part(
        "sources.html.j2", view.showing.language, groups=groups, level=level))
