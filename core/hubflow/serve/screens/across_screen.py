"""Across places: a venture compared under other hubs' methods, taken elsewhere, and how it works.

Nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from hubflow.model.input_problems import BadInput
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import (
    PageAnswer,
    PageRequest,
    Role,
    WorkbenchPage,
)
from hubflow.serve.screen_parts import LAYOUT, command_line, not_found, titles
from hubflow.text.catalogue import words

if TYPE_CHECKING:
    from hubflow.report.issue_map.issue import IssueMap
    from hubflow.serve.across_places import VentureAbroad

MEMO_FORMATS = ("docx", "pdf", "html", "md")
FILES = {"memo": MEMO_FORMATS, "sheet": MEMO_FORMATS, "draft": ("toml",)}
"""The files of an adaptation with their formats."""

MAP_FORMATS = ("svg", "pdf")

_MOST = 50
"""Ventures that the list shows at most."""

_PATH = "/{hub}/ventures/{venture}/across"


@hookimpl
def hubflow_page() -> Iterator[WorkbenchPage]:
    """Yield the list of ventures, the three screens of a venture, and their files."""
    roles: tuple[Role, ...] = ("secretary", "body", "auditor")
    yield WorkbenchPage(path="/{hub}/across", title=titles("across"), roles=roles, answer=_choice,
                        folder=LAYOUT, menu=75)
    for part, answer in (("", _compared), ("/memo", _memo), ("/memo/file", _memo_file),
                         ("/map", _map), ("/map/file", _map_file)):
        yield WorkbenchPage(path=f"{_PATH}{part}", title=titles("across"), roles=roles,
                            answer=_of_venture(answer), folder=LAYOUT)


def _choice(request: PageRequest) -> PageAnswer:
    from hubflow.serve.across_places import ventures_named

    text = request.query.get("q", "").strip()
    with request.register.reading() as journal:
        found = ventures_named(journal, request.hub, text, _MOST + 1)
    told = ("hubflow", "register", "search", text) if text else ("hubflow", "register", "board")
    return PageAnswer(template="across.html.j2", command=command_line(*told, "--hub", request.hub),
                      values={"ventures": found[:_MOST], "more": len(found) > _MOST, "text": text})


def _of_venture(
    answer: Callable[[PageRequest, VentureAbroad], PageAnswer]
) -> Callable[[PageRequest], PageAnswer]:
    """Return a screen of the venture in an address; without it, that there is nothing."""
    def answered(request: PageRequest) -> PageAnswer:
        from hubflow.serve.across_places import StillComputing, venture_abroad

        with request.register.reading() as journal:
            found = venture_abroad(
                request.register, journal, request.hub, request.path["venture"])
            if found is None:
                return not_found(request)
            try:
                return answer(request, found)
            except StillComputing:
                told = words(request.language, "serve")
                return PageAnswer(
                    title=found.standing.name, template="refused.html.j2", status=503,
                    values={"why": told["across_busy"], "detail": "", "what_to_do": ""})

    return answered


def _page(
    found: VentureAbroad, part: str, language: str, command: Sequence[str], *,
    problems: Sequence[object] = (), **values: Any,
) -> PageAnswer:
    """Return the screen of a part: the comparison, the memo or the map."""
    from hubflow.model.methodology import text_in

    about = found.own.methodology.methodology.hub
    return PageAnswer(
        title=found.standing.name, template="across-venture.html.j2",
        status=422 if problems else 200, command=command_line(*command),
        values={"standing": found.standing, "part": part, "problems": problems,
                "own_title": text_in(about.name, language, about.id), **values})


def _compared(request: PageRequest, found: VentureAbroad) -> PageAnswer:
    from hubflow.compare.comparison_page import comparison_markdown
    from hubflow.documents.publishing.blocks import untitled_blocks
    from hubflow.serve.across_places import DRAWS, MOST_HUBS, MOST_VENTURES

    hubs, told = found.others, words(request.language, "serve")
    chosen = [key.removeprefix("hub-") for key in request.query if key.startswith("hub-")]
    if not {hub.name for hub in hubs}.issuperset(chosen):
        return not_found(request)
    plugins = [word for name in (found.own.id, *chosen) for word in ("-p", name)]
    command = ["hubflow", "compare", *plugins, found.standing.venture, "--register", "--hub",
               request.hub, "--draws", str(DRAWS), "--lang", request.language]
    blocks: Sequence[Any] = ()
    problems: Sequence[object] = ()
    if len(chosen) >= MOST_HUBS:
        problems = [told["across_most_hubs"].format(n=MOST_HUBS - 1)]
    elif chosen and found.competing() > MOST_VENTURES:
        problems = [told["across_most_ventures"].format(n=MOST_VENTURES)]
    elif chosen:
        try:
            blocks = untitled_blocks(comparison_markdown(
                found.compared(chosen, request.language), details=False,
                about=found.standing.venture)).blocks
        except BadInput as bad:
            problems = bad.problems
    return _page(found, "comparison", request.language, command, problems=problems, hubs=hubs,
                 chosen=chosen, blocks=blocks)


def _memo(request: PageRequest, found: VentureAbroad) -> PageAnswer:
    from hubflow.adapt.memo import memo_markdown
    from hubflow.documents.publishing.blocks import untitled_blocks
    from hubflow.plugins.manager import load_hub

    hubs, to = found.places, request.query.get("to", "")
    if to and to not in {hub.name for hub in hubs}:
        return not_found(request)
    blocks: Sequence[Any] = ()
    problems: Sequence[object] = ()
    if to:
        try:
            blocks = untitled_blocks(
                memo_markdown(found.adapted(load_hub(to), request.language))).blocks
        except BadInput as bad:
            problems = bad.problems
    return _page(found, "memo", request.language, _adapt_command(request, found, to),
                 problems=problems, hubs=hubs, to=to, blocks=blocks, files=FILES)


def _adapt_command(request: PageRequest, found: VentureAbroad, to: str) -> Sequence[str]:
    return ["hubflow", "adapt", found.standing.venture, "--register", "--hub", request.hub,
            "--from", found.own.id, "--to", to or "HUB", "--lang", request.language]


def _memo_file(request: PageRequest, found: VentureAbroad) -> PageAnswer:
    """Return the memo or its one-page sheet in a format, or the draft dossier."""
    from hubflow.adapt.memo_sheet import memo_documents
    from hubflow.documents.publishing.publish import in_formats
    from hubflow.plugins.manager import load_hub

    to, format = request.query.get("to", ""), request.query.get("format", "")
    name = request.query.get("page", "memo")
    if to not in {hub.name for hub in found.places} or format not in FILES.get(name, ()):
        return not_found(request)
    target = load_hub(to)
    made = found.adapted(target, request.language)
    if name == "draft":
        return PageAnswer(file=made.draft.encode(), file_name=f"{made.id}.toml")
    document = next(page for page in memo_documents(made) if page.name == name)
    (_, content), = in_formats(target, document, [format])
    return PageAnswer(file=content,
                      file_name=f"{name}-{found.standing.venture}-{to}.{format}")


def _map(request: PageRequest, found: VentureAbroad) -> PageAnswer:
    from hubflow.report.issue_map.map_drawing import IN_PAGE
    from hubflow.report.issue_map.mechanism_drawing import drawn_mechanism, in_order
    from hubflow.report.report_page import part

    map, language = _mechanism(found, request.language), request.language
    figure = part("mechanism.html.j2", language, v={"prefix": "across"}, level=2, map=map,
                  m=words(language, "map"), steps=in_order(map),
                  svg=drawn_mechanism(map, language, colours=IN_PAGE),
                  tall=True) if map.items else ""
    return _page(found, "map", language, [
        "hubflow", "map", "--mechanism", found.standing.venture, "--register", "--hub",
        request.hub, "--lang", language, "--out", f"{found.standing.venture}.svg"],
        figure=figure, formats=MAP_FORMATS)


def _map_file(request: PageRequest, found: VentureAbroad) -> PageAnswer:
    """Return the picture of the mechanism as a file."""
    from hubflow.report.issue_map.map_pdf import pdf
    from hubflow.report.issue_map.mechanism_drawing import drawn_mechanism

    map, format = _mechanism(found, request.language), request.query.get("format", "")
    if format not in MAP_FORMATS or not map.items:
        return not_found(request)
    svg = drawn_mechanism(map, request.language)
    return PageAnswer(file=svg.encode() if format == "svg" else pdf(svg),
                      file_name=f"mechanism-{found.standing.venture}.{format}")


def _mechanism(found: VentureAbroad, language: str) -> IssueMap:
    from hubflow.report.issue_map.mechanism_items import mechanism_map

    entry, = found.cases.entries()
    return mechanism_map(entry.dossier, language)
