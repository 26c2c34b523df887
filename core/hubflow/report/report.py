"""A report: of one venture, of a call, or of the same ventures under several methods."""

from __future__ import annotations

from hubflow import __version__
from hubflow.compare.taken import Taken
from hubflow.documents.showing import Showing
from hubflow.documents.wording import words
from hubflow.model.results import RunResult
from hubflow.report.page import Page, Panel, rendered
from hubflow.report.parts import map_part, parts_of, sources_part
from hubflow.report.trace import Trace
from hubflow.report.venture import VentureView, venture_views


def venture_report(taken: Taken) -> bytes:
    """The report on the one venture (or challenge) that a hub was run over."""
    showing = Showing(taken.result.hub.language)
    trace = Trace(showing)
    view = next(iter(venture_views(taken, showing, trace).values()))
    parts = [*parts_of(view, 3), map_part(view, 3), sources_part(view, 3)]
    told = view.words
    return rendered(Page(
        title=view.venture.name, kind=told[f"kind_{view.venture.kind}"],
        about=about(view), language=showing.language, cards=trace.cards,
        panels=tuple(Panel(id=one.id, title=one.title, body=one.body) for one in parts),
        foot=foot(taken.result),
    ))


def about(view: VentureView) -> tuple[str, ...]:
    """Whose method, as of when, where the venture stands, and its summary."""
    stands = f"{view.showing.words['stands']}: {view.showing.state(view.venture)}"
    said = [whose(view.result), stands]
    return tuple(said + ([view.dossier.summary] if view.dossier.summary else []))


def whose(result: RunResult) -> str:
    """The hub, its edition and the day."""
    told = words(result.hub.language)
    return " · ".join((result.hub.name, told["edition"].format(edition=result.hub.edition),
                       told["as_of"].format(date=result.as_of)))


def foot(result: RunResult) -> str:
    """What made the page, and the receipt of what it shows."""
    return words(result.hub.language, of="report")["foot"].format(
        version=__version__, inputs=result.receipt.inputs[:12],
        methodology=result.receipt.methodology[:12])
