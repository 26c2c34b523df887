"""Number the sources of a document where they are first named, for notes at its end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from hubflow.documents.safe_markdown import Safe, escape
from hubflow.engine.method.guarantees import SOURCE
from hubflow.model.results import RunResult, SourceResult


class Notes:
    """The sources that one document names, in order."""

    def __init__(self, result: RunResult, words: Mapping[str, str]) -> None:
        own = SourceResult(id=SOURCE, title=words["common_way"], status="published")
        self._known = {SOURCE: own, **{source.id: source for source in result.sources}}
        self._named: dict[str, SourceResult] = {}

    def note(self, id: str | None) -> Safe:
        """Return the mark of a source's note; empty if no source is named."""
        if not id:
            return Safe("")
        self._named.setdefault(
            id, self._known.get(id) or SourceResult(id=id, title=id, status="published"))
        return Safe(f"[^{id}]")

    def in_order(self, ids: Iterable[str]) -> list[str]:
        """Return sources in the order of their notes; those without one come last."""
        places = {id: at for at, id in enumerate(self._named)}
        return sorted(ids, key=lambda id: places.get(id, len(places)))

    def named(self) -> Iterator[tuple[str, SourceResult]]:
        """Return the sources that were named so far."""
        yield from self._named.items()


def address(url: str) -> Safe:
    """Return an address as a link if it is a complete one, else as text."""
    shown = escape(url)
    is_plain = re.fullmatch(r"https?://[\w./?#=&%:,;+~@-]+", url)
    return Safe(f"[{shown}]({url})" if is_plain else shown)
