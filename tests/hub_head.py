"""The head of a methodology: what every test's own hub says before its rules."""

from __future__ import annotations

from collections.abc import Mapping

OURS: Mapping[str, tuple[str, str]] = {"s": ("Its rules", "published")}


def hub_head(
    id: str = "small", name: str = "A small hub", *, edition: str = "1", place: str = "Smalltown",
    country: str = "GB", language: str = "en", currency: str = "GBP",
    sources: Mapping[str, tuple[str, str]] = OURS,
) -> str:
    """Return the text; ``sources`` are titles and statuses by id."""
    return (f'api = 1\n[hub]\nid = "{id}"\nedition = "{edition}"\nname = "{name}"\n'
            f'place = {{ name = "{place}", country = "{country}" }}\n'
            f'language = "{language}"\ncurrency = "{currency}"\n') + "".join(
        f'[[sources]]\nid = "{source}"\ntitle = "{title}"\nstatus = "{status}"\n'
        for source, (title, status) in sources.items())
