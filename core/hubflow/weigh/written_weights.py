"""Write weights that people gave into a methodology, with the interview as their source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import tomlkit

from hubflow.reading.method.methodology_file import LoadedMethodology
from hubflow.reading.toml.edited_text import edited_text, table_at
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.text.spoken import say


def with_weights(
    loaded: LoadedMethodology, phase: int, weights: Mapping[str, float], source: Mapping[str, str],
    band: float | None,
) -> bytes:
    """Return the methodology's text with new weights; comments and order stay.

    ``phase`` is the number of the phase in the methodology, ``weights`` are by the id of a
    criterion or group, ``source`` is the record of the interview, and ``band`` how far people
    were from the mean. Raises :class:`BadInput` where the file is written in a form that cannot
    be edited in place.
    """
    file = loaded.file
    changes: dict[KeyPath, Any] = {}
    about = loaded.methodology.phases[phase]
    for kind in ("criteria", "groups"):
        for number, part in enumerate(getattr(about, kind)):
            if part.id in weights:
                at = loaded.where("phases", phase, kind, number)
                weight = weights[part.id]
                changes[*at, "weight"] = int(weight) if weight.is_integer() else weight
    score = (*loaded.where("phases", phase), "score")
    changes[*score, "source"] = source["id"]
    if band is not None:
        changes[*score, "band"] = band
    def edit(document: Any, table: Callable[[], Any]) -> None:
        for at, value in changes.items():
            table_at(document, at[:-1], table)[at[-1]] = value
        entry = tomlkit.table() if table is tomlkit.inline_table else {}
        entry.update(source)
        document["sources"].append(entry)

    return edited_text(file, edit, edit, table=tomlkit.inline_table, what="weights",
                       to_do=say("weigh.refused_form")).encode()
