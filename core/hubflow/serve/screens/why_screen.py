"""Why: a venture's recommendations down to the sources, and all that was recorded of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import LAYOUT, command_line, not_found, titles

if TYPE_CHECKING:
    from hubflow.documents.traces.trace_node import Node
    from hubflow.engine.pipeline.case_source import CaseSet
    from hubflow.model.identity import Source
    from hubflow.register.standing.venture_standing import VentureStanding
    from hubflow.register.storage.journal import Journal


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(
        path="/{hub}/ventures/{venture}", title=titles("why"),
        roles=("secretary", "body", "auditor"), answer=_why, folder=LAYOUT)


def _why(request: PageRequest) -> PageAnswer:
    from hubflow.documents.result_words import ResultWords
    from hubflow.documents.traces.trace_tree import why
    from hubflow.engine.results.shown_decimals import named_numbers
    from hubflow.register.standing.standing_table import known_standing
    from hubflow.serve.jury_work import assessor_titles

    venture = request.path["venture"]
    with request.register.reading() as journal:
        standing = known_standing(journal, request.hub, venture)
        run = request.register.call_run(
            journal, request.hub, standing.call, request.language,
            venture="" if standing.call else venture) if standing.kind == "venture" else None
        entries = _entries(journal, request.hub, standing)
        person = assessor_titles(journal, request.hub, standing.call)
    edition = run.of(venture) if run is not None else None
    if edition is None:
        return not_found(request)
    result = edition.run.ventures[venture]
    dossier = edition.entries[venture].dossier
    nodes = why(result, dossier, edition.run.prepared.methodology, request.language, None,
                _among(edition.cases, edition.run.result.ventures),
                named=named_numbers(edition.run.prepared.compiled), person=person)
    return PageAnswer(
        title=standing.name, template="why.html.j2",
        command=command_line("hubflow", "why", venture, "--register", "--hub", request.hub),
        values={"standing": standing, "result": result, "nodes": nodes,
                "address": _addresses(dossier.sources, edition.run.prepared.methodology.sources),
                "summary": dossier.summary or "", "entries": entries,
                "missing": sorted((one for phase in result.phases
                                   if phase.possible != ("not_reached",)
                                   for one in phase.missing), key=lambda one: -one.worth),
                "showing": ResultWords(request.language)})


def _addresses(*groups: Sequence[Source]) -> Callable[[Node], str]:
    """Return what gives the address at which a source can be read; empty for other nodes."""
    urls: dict[str, list[tuple[str, str]]] = {}
    for source in (each for group in groups for each in group):
        urls.setdefault(source.id, []).append((source.title, source.url or ""))

    def address(node: Node) -> str:
        return next((url for title, url in urls.get(node.id, ())
                     if node.kind == "source" and node.text.startswith(title)), "")

    return address


def _among(cases: CaseSet, ventures: Sequence[Any]) -> Sequence[Any]:
    return [one for one in ventures if cases.holds(one.id)]


def _entries(journal: Journal, hub: str, standing: VentureStanding) -> list[dict[str, Any]]:
    """Return all that was recorded of a venture but judgements, the newest first."""
    from hubflow.register.office.entry_words import entry_titles, entry_words
    from hubflow.text.spoken import say

    titles = entry_titles(journal, hub, standing.venture)
    return [{"entry": entry, "kind": say(f"kinds.{entry.kind}"),
             "says": entry_words(entry, names=False, titles=titles)}
            for entry in reversed(journal.read(hub=hub, subject=standing.venture))
            if entry.kind not in ("judgement", "register")]
