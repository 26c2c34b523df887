"""A report: of one venture, of a call, or of the same ventures under several methods."""

from __future__ import annotations

from collections.abc import Sequence

from hubflow.compare.comparison_run import Comparison
from hubflow.compare.kept_run import KeptRun
from hubflow.compare.methods import MethodsComparison
from hubflow.compare.methods_page import methods_markdown
from hubflow.documents.figures.brief_document import FigureLine, figure_lines
from hubflow.documents.figures.key_figures import key_figures
from hubflow.documents.publishing.blocks import untitled_blocks
from hubflow.documents.publishing.hub_look import look_of
from hubflow.documents.result_words import ResultWords
from hubflow.model.results import RunResult
from hubflow.report.anchors import anchor
from hubflow.report.hub_panels import comparison_panels
from hubflow.report.network_panel import network_panel
from hubflow.report.number_trace import Trace
from hubflow.report.report_page import Page, PagePanel, part, rendered
from hubflow.report.venture_list import panels
from hubflow.report.venture_parts import last_parts, parts_of
from hubflow.report.venture_view import VentureView, venture_views
from hubflow.text.catalogue import words
from hubflow.version import __version__


def venture_report(run: KeptRun) -> bytes:
    """The report on the one venture (or challenge) that a hub was run over."""
    showing = ResultWords(run.result.hub.language)
    trace = Trace(showing)
    view = next(iter(venture_views(run, showing, trace, trading=True).values()))
    parts = [*parts_of(view, 3), *last_parts(view, 3)]
    told = view.words
    return rendered(Page(
        title=view.venture.name, kind=told[f"kind_{view.venture.kind}"],
        about=about(view), language=showing.language, cards=trace.cards,
        panels=tuple(PagePanel(id=one.id, title=one.title, body=one.body) for one in parts),
        foot=foot(run.result), look=look_of(run.layout), figures=_figures(run),
    ))


def call_report(run: KeptRun) -> bytes:
    """The report on several ventures that a hub was run over, a call or not."""
    showing = ResultWords(run.result.hub.language)
    trace = Trace(showing)
    found = tuple(panels(run, showing, trace))
    told = words(showing.language, of="report")
    calls = {venture.call for venture in run.result.ventures}
    kind = "kind_call" if len(calls) == 1 and None not in calls else "kind_several"
    count = showing.words["ventures"].format(n=len(run.result.ventures))
    return rendered(Page(
        title=found[0].title if kind == "kind_call" else count, kind=told[kind],
        about=(whose(run.result), *([count] if kind == "kind_call" else []),
               *run.result.notes),
        language=showing.language, panels=found, cards=trace.cards, foot=foot(run.result),
        look=look_of(run.layout), figures=_figures(run),
    ))


def _figures(run: KeptRun) -> tuple[FigureLine, ...]:
    """Return the key figures of all that a page is about; none of challenges alone."""
    found = key_figures(run.prepared, run.result)
    return figure_lines(found.together, run.result.hub.language) if found.ventures else ()


def comparison_report(comparison: Comparison, runs: Sequence[KeptRun]) -> bytes:
    """The report on the same ventures under several hubs' methods."""
    showing = ResultWords(comparison.language)
    trace = Trace(showing)
    told = words(showing.language, of="report")
    names = comparison.methods.names
    found = list(comparison_panels(comparison, showing))
    for run in runs:
        if len(comparison.ventures) == 1:
            view = next(iter(venture_views(run, showing, trace, trading=True).values()))
            # the map is each hub's own: it tells which stages that hub's instruments serve
            parts = [*parts_of(view, 4), *last_parts(view, 4)]
            found.insert(-1, PagePanel(
                id=anchor(f"hub-{run.name}"), title=names[run.name], body=part(
                    "hub.html.j2", showing.language, about=about(view), parts=parts)))
        else:
            found[-1:-1] = panels(run, showing, trace, in_detail=0, name=names[run.name])
    ventures = comparison.ventures
    count = showing.words["ventures"].format(n=len(ventures))
    return rendered(Page(
        title=ventures[0].name if len(ventures) == 1 else count, kind=told["kind_comparison"],
        about=tuple(whose(run.result) for run in runs),
        language=showing.language, panels=tuple(found), cards=trace.cards,
        foot=" ".join(f"{names[run.name]}: {foot(run.result)}" for run in runs),
    ))


def methods_report(methods: MethodsComparison) -> bytes:
    """The report on several hubs' methods, without any venture."""
    showing = ResultWords(methods.language)
    told = words(methods.language, of="report")
    count = words(methods.language, of="compare")["hubs"].format(n=len(methods.methods))
    return rendered(Page(
        title=count, kind=told["kind_comparison"],
        about=tuple(f"{method.title} · {told_edition(method.edition, showing)}"
                    for method in methods.methods), language=methods.language, cards=(),
        panels=(network_panel(methods), PagePanel(id="in-full", title=told["in_full"], body=part(
            "in_full.html.j2", showing.language,
            texts=[untitled_blocks(methods_markdown(methods))]))),
        foot=f"hubflow {__version__}"))


def told_edition(edition: str, showing: ResultWords) -> str:
    """Return a method's edition in words."""
    return showing.words["edition"].format(edition=edition)


def about(view: VentureView) -> tuple[str, ...]:
    """Return the lines below the title: method, day, where the venture stands, its summary."""
    stands = f"{view.showing.words['stands']}: {view.showing.state(view.venture)}"
    left = view.showing.member(view.venture)
    said = [whose(view.result), stands, *([left] if left else []),
            *view.result.notes_for(view.venture.id)]
    return tuple(said + ([view.dossier.summary] if view.dossier.summary else []))


def whose(result: RunResult) -> str:
    """The hub, its edition and the day."""
    showing = ResultWords(result.hub.language)
    return " · ".join((result.hub.name, told_edition(result.hub.edition, showing),
                       showing.words["as_of"].format(date=showing.day(result.as_of))))


def foot(result: RunResult) -> str:
    """Return the page's footer: hubflow's version and the receipt of the run."""
    said = words(result.hub.language, of="report")["foot"].format(
        version=__version__, inputs=result.receipt.inputs[:12],
        methodology=result.receipt.methodology[:12])
    add_ons = ResultWords(result.hub.language).add_ons(result.receipt)
    return f"{said} {add_ons[:1].upper()}{add_ons[1:]}." if add_ons else said
