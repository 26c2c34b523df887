"""The language in which a visitor reads the workbench."""

from __future__ import annotations

from starlette.requests import Request

from hubflow.text.catalogue import languages

LANGUAGE = "hubflow_language"
"""The cookie of the language that a visitor chose."""


def speaks_for(request: Request, hub: str) -> None:
    """Note the hub whose language a page speaks of which the address names none."""
    request.state.hub = hub


def language_of(request: Request) -> str:
    """Return the language that a visitor chose, else the workbench's, else the browser's.

    The workbench's is what ``--lang`` says, else that of the hub: the one noted, else the one in
    the address, else the one that all hubs of the register share. English if all that is unknown.
    """
    known = languages()
    wanted = [part.split(";")[0].strip()[:2].lower()
              for part in request.headers.get("accept-language", "").split(",")]
    chosen = request.cookies.get(LANGUAGE, "")
    return chosen if chosen in known else next(
        (each for each in (_own_language(request), *wanted) if each in known), "en")


def _own_language(request: Request) -> str:
    """Return the workbench's own language; it is looked up once for a request."""
    state = request.state
    hub = getattr(state, "hub", "") or request.path_params.get("hub", "")
    if getattr(state, "own_language", ("", ""))[0] != (hub,):
        state.own_language = (hub,), request.app.state.own_language(hub)
    return str(state.own_language[1])
