"""A document to be published: its Markdown, and what the page around it says."""

from __future__ import annotations

import attrs

from hubflow.documents.proposal import proposal_markdown
from hubflow.documents.scorecard import scorecard_markdown
from hubflow.documents.wording import words
from hubflow.model.results import RunResult, VentureResult

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages that are written from right to left."""


@attrs.frozen(kw_only=True)
class Document:
    """A document in one language.

    ``draft`` is the word to mark every page with, empty where the document is complete;
    ``about`` and ``receipt`` stand at the head and the foot of pages.
    """

    name: str
    title: str
    markdown: str
    language: str
    about: str
    receipt: str = ""
    draft: str = ""


def documents_for(venture: VentureResult, result: RunResult) -> tuple[Document, ...]:
    """The scorecard of a venture and, where it has one, its proposal."""
    made = [_document("scorecard", venture, result, scorecard_markdown(venture, result))]
    if venture.proposal is not None:
        made.append(_document("proposal", venture, result, proposal_markdown(venture, result)))
    return tuple(made)


def _document(name: str, venture: VentureResult, result: RunResult, markdown: str) -> Document:
    proposal = venture.proposal if name == "proposal" else None
    told = words(result.hub.language)
    return Document(
        name=name, title=f"{proposal.title if proposal else told['scorecard']}: {venture.name}",
        markdown=markdown, language=result.hub.language,
        about=f"{result.hub.name} · {told['edition'].format(edition=result.hub.edition)}",
        receipt=f"{result.receipt.inputs[:12]} · {result.receipt.methodology[:12]}",
        draft=told["draft_mark"] if proposal is not None and not proposal.complete else "",
    )
