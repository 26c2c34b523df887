"""The documents of a venture to be published: their Markdown, title and language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs

from hubflow.documents.proposal import proposal_markdown
from hubflow.documents.publishing.hub_templates import filled, template_of
from hubflow.documents.safe_markdown import one_line
from hubflow.documents.scorecard import scorecard_markdown
from hubflow.model.results import RunResult, VentureResult
from hubflow.plugins.document import Document
from hubflow.plugins.manager import LoadedHub
from hubflow.text.catalogue import words


def documents_for(
    hub: LoadedHub, venture: VentureResult, result: RunResult
) -> Iterator[Document]:
    """Yield a venture's scorecard and any proposal, in the hub's own templates if it has some.

    A hub without a proposal format, and without a template for one, has no proposal.
    Of the notes on the run they hold those that tell nothing of another venture.
    """
    result = attrs.evolve(result, notes=result.notes_for(venture.id))
    texts = words(result.hub.language)
    yield _document(
        hub, venture, result, name="scorecard", title=texts["scorecard"], write=scorecard_markdown)
    if venture.proposal is not None and (
            venture.proposal.has_format or template_of(hub, "proposal", "md") is not None):
        yield _document(hub, venture, result, name="proposal", title=venture.proposal.title,
                        write=proposal_markdown,
                        draft="" if venture.proposal.complete else texts["draft_mark"])


def _document(
    hub: LoadedHub, venture: VentureResult, result: RunResult, *, name: str, title: str,
    write: Callable[[VentureResult, RunResult], str], draft: str = "",
) -> Document:
    template = template_of(hub, name, "md")
    edition = words(result.hub.language)["edition"].format(edition=result.hub.edition)
    return Document(
        name=name, title=one_line(f"{title}: {venture.name}"),
        markdown=write(venture, result) if template is None else filled(
            template, {"venture": venture, "hub": result.hub, "result": result}),
        language=result.hub.language, about=f"{result.hub.name} · {edition}", draft=draft,
    )
