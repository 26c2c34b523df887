"""The language in which a visitor reads the workbench."""

from __future__ import annotations

from starlette.requests import Request

from hubflow.text.catalogue import languages

LANGUAGE = "hubflow_language"
"""The cookie of the language that a visitor chose."""


def language_of(request: Request) -> str:
    """Return the language that a visitor chose, else the first of the browser's, else English."""
    known = languages()
    chosen = request.cookies.get(LANGUAGE, "")
    if chosen in known:
        return chosen
    wanted = [part.split(";")[0].strip()[:2].lower()
              for part in request.headers.get("accept-language", "").split(",")]
    return next((each for each in wanted if each in known), "en")
