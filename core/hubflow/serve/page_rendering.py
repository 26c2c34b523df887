"""Draw the screens: one shell around all of them, and templates that escape what they show."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import attrs
import jinja2
from markupsafe import Markup

from hubflow.documents.publishing.web_format import LAYOUT as TEXTS
from hubflow.documents.publishing.web_format import templates
from hubflow.model.characters import harmless
from hubflow.model.input_problems import Problem
from hubflow.plugins.document import RIGHT_TO_LEFT
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.reading.values.vocabulary_words import word_in
from hubflow.register.office.entry_words import signed
from hubflow.report.drawing.bars import bar
from hubflow.report.report_page import LAYOUT as FIGURES
from hubflow.report.report_page import followed
from hubflow.text.catalogue import languages, words
from hubflow.text.numbers import day as day_in_words
from hubflow.text.spoken import say_in

LAYOUT = Path(__file__).parent / "layout"
"""The folder of the shell and of hubflow's own screens."""


@attrs.frozen
class MenuEntry:
    """A line of the menu, or a hub that one can go to."""

    title: str
    address: str
    current: bool


def screen(
    page: WorkbenchPage, request: PageRequest, answer: PageAnswer, menu: Sequence[MenuEntry],
    hubs: Sequence[MenuEntry], *, own_page: bool = False,
) -> bytes:
    """Return a screen as HTML; the part alone if the page's script asked for it.

    ``own_page``: visitors have a page of their own, of their passkeys.
    """
    language = request.language
    body = _environment(page.folder).get_template(answer.template).render(
        **_shared(language), request=request,
        named_call=functools.cache(functools.partial(request.register.call_name, request.hub)),
        named_phase=_phase_names(request), **answer.values)
    if request.partial:
        return harmless(body).encode()
    return shell(
        language, answer.title or page_title(page, language), body, menu=menu, hubs=hubs,
        request=request, command=answer.command, here=_address(page, request),
        own_page=own_page)


def _phase_names(request: PageRequest) -> Callable[[str, str], str]:
    """Return what gives a phase's name in the page's language for its id and the hub's name."""
    titles = functools.cache(functools.partial(
        request.register.phase_titles, request.hub, request.language))
    return lambda id, name: titles().get((id, name), name)


def _address(page: WorkbenchPage, request: PageRequest) -> str:
    """Return the address of the screen that was asked for."""
    parts = [request.path[part[1:-1]] if part.startswith("{") else part
             for part in page.path.strip("/").split("/")]
    return link(*parts, **request.query)


def page_title(page: WorkbenchPage, language: str) -> str:
    """Return a screen's name in a language; in English, or in any, if it has none in it."""
    return page.title.get(language) or page.title.get("en") or next(
        iter(page.title.values()), page.path)


def shell(language: str, title: str, body: str, **more: Any) -> bytes:
    """Return a whole page around a body that is HTML already."""
    told: dict[str, Any] = {
        "menu": (), "hubs": (), "request": None, "command": "", "here": "/", "own_page": False,
        "passkeys": "data-passkey" in body, **more}
    return harmless(_environment(LAYOUT).get_template("shell.html.j2").render(
        **_shared(language), title=title, body=Markup(body),
        direction="rtl" if language in RIGHT_TO_LEFT else "ltr", **told)).encode()


def fragment(template: str, language: str, /, **values: Any) -> str:
    """Return one of the shell's own parts: the page of an error, of signing in."""
    return _environment(LAYOUT).get_template(template).render(**_shared(language), **values)


def _shared(language: str) -> Mapping[str, Any]:
    return {"w": words(language), "s": words(language, "serve"),
            "c": words(language, "call"), "language": language, "languages": languages(),
            "names": {each: words(each, "serve")["language_name"] for each in languages()}}


@functools.cache
def _environment(folder: Path) -> jinja2.Environment:
    made = templates(*dict.fromkeys((folder, LAYOUT, TEXTS, FIGURES)))
    made.filters |= {"safe_link": followed, "in_words": word_in, "signed": signed, "told": told,
                     "pair": lambda text: (text, text)}
    made.globals |= {"link": link, "say": say_in, "bar": bar, "day": day_in_words}
    return made


def compile_templates() -> None:
    """Compile the templates of hubflow's own screens, as whoever opens each first would."""
    made = _environment(LAYOUT)
    for name in made.list_templates():
        made.get_template(name)


def told(problem: Problem | str) -> str:
    """Return a problem as pages show it: with its place, unless that is a command's option.

    >>> told(Problem("--call x", 0, "", "it is closed")), told(Problem("a.toml", 2, "id", "is new"))
    ('it is closed.', 'a.toml:2: id: is new.')
    """
    if isinstance(problem, str):
        return problem
    file, key = ("" if part.startswith("--") else part for part in (problem.file, problem.key))
    return str(attrs.evolve(problem, file=file, line=problem.line if file else 0, key=key)
               ).removeprefix(": ")


def link(*parts: object, **query: object) -> str:
    """Return an address of the workbench from its parts.

    >>> link("porto", "calls", "a b", seen=3)
    '/porto/calls/a%20b?seen=3'
    """
    asked = f"?{urlencode(query)}" if query else ""
    return "/" + "/".join(quote(str(part), safe="") for part in parts) + asked
