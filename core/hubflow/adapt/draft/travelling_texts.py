"""Clean texts that travel: no line breaks, and no names of people and bodies left behind."""

from __future__ import annotations

import re
from collections.abc import Callable

from hubflow.documents.safe_markdown import one_line
from hubflow.model.dossier import Dossier

LEFT_OUT = "[…]"
"""Stands where a name was left out of a text that travels."""

Clean = Callable[[str | None], str]


def cleaner(dossier: Dossier) -> Clean:
    """Return the function that cleans a text of this dossier.

    The leader, the local authority and the funders stay behind; where a text names them in
    passing, :data:`LEFT_OUT` stands in place of the name. Of an absent text it makes "".
    """
    names = sorted(_names(dossier), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, names))) if names else None

    def clean(text: str | None) -> str:
        line = one_line(text or "")
        return pattern.sub(LEFT_OUT, line) if pattern else line

    return clean


def _names(dossier: Dossier) -> set[str]:
    incubate = dossier.incubate
    found = {award.funder for award in incubate.awards}
    found |= {funder.name for funder in incubate.cofunders}
    if dossier.identify.authority is not None:
        found.add(dossier.identify.authority.name)
    if incubate.leader is not None and incubate.leader.name:
        found.add(incubate.leader.name)
        parts = incubate.leader.name.split()
        if len(parts) > 1 and all(part[:1].isupper() for part in parts):
            found |= {part for part in parts if len(part) > 3}
    return {one_line(name) for name in found} - {"", one_line(dossier.name)}
