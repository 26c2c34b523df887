"""What the screens of drafts share: their templates, and the draft in an address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hubflow.model.values import is_number
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest
from hubflow.serve.screen_parts import not_found
from hubflow.text.catalogue import words
from hubflow.text.numbers import number

if TYPE_CHECKING:
    from hubflow.serve.drafting.method_drafts import MethodDraft

FOLDER = Path(__file__).parent / "layout"
"""The folder of the templates."""


def no_drafts(request: PageRequest) -> PageAnswer:
    """Return the page of a workbench that was given no folder for drafts."""
    told = words(request.language, "serve")
    return PageAnswer(template="refused.html.j2", status=404, values={
        "why": told["drafts_nowhere"], "detail": "", "what_to_do": told["drafts_nowhere_do"]})


def of_draft(
    answer: Callable[[PageRequest, MethodDraft], PageAnswer]
) -> Callable[[PageRequest], PageAnswer]:
    """Return a screen of the draft in an address; without it, that there is nothing."""
    def answered(request: PageRequest) -> PageAnswer:
        if request.drafts is None:
            return no_drafts(request)
        draft = request.drafts.find(request.hub, request.path["draft"])
        return not_found(request) if draft is None else answer(request, draft)

    return answered


def draft_title(request: PageRequest, draft: MethodDraft) -> str:
    """Return the title of a draft's pages: the hub's name and the draft's."""
    return f"{request.register.hub_name(draft.hub, request.language)}: {draft.name}"


def came_to(key: str, value: Any, language: str) -> str:
    """Return a value of a case, recommendations, stages and numbers as a language has them.

    >>> came_to("recommendation", "advance", "pt"), came_to("score", 72.5, "pt")
    ('avançar', '72,5')
    >>> came_to("stage", "test", "pt"), came_to("rank", [5, 6], "pt"), came_to("rank", "none", "pt")
    ('Testar', '5–6', '–')
    """
    from hubflow.kit.cases.difference import in_words

    told = words(language)
    if value in (None, "none"):
        return "–"
    if key in ("recommendation", "possible", "stage") and value:
        found = [value] if isinstance(value, str) else value
        return ", ".join(told.get(each, each) for each in found)
    if isinstance(value, list) and len(value) == 2 and all(map(is_number, value)):
        return "–".join(number(each, language) for each in value)
    return number(value, language) if is_number(value) else in_words(value)


def case_key(key: str, language: str) -> str:
    """Return what a key of a case is called on a page.

    >>> case_key("rank", "pt"), case_key("rank", "en")
    ('Lugar', 'Rank')
    """
    return words(language).get(key, key)
