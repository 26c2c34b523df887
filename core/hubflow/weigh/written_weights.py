"""Write weights that people gave into a methodology, with the interview as their source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from hubflow.model.input_problems import BadInput, one_problem
from hubflow.reading.method.methodology_file import LoadedMethodology
from hubflow.reading.records.structuring import copy_data
from hubflow.reading.toml.edited_text import as_before
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.source import parse_toml

_FORM = ("Write the weights by hand, or write each criterion under a heading of its own, such as "
         "[[stages.test.criteria]].")


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
    document = tomlkit.parse(file.text)
    wanted = copy_data(file.data)
    try:
        for at, value in changes.items():
            _put(document, at, value)
            _put(wanted, at, value)
        entry = tomlkit.table()
        entry.update(source)
        document["sources"].append(entry)
        wanted["sources"].append(dict(source))
        text = as_before(tomlkit.dumps(document), file.text)
        sound = parse_toml(text, file.name).data == wanted
    except (TOMLKitError, BadInput, KeyError, TypeError, ValueError):
        sound = False
    if not sound:
        raise one_problem(file.name, "its form cannot be kept while weights are changed", _FORM)
    return text.encode()


def _put(document: Any, at: KeyPath, value: Any) -> None:
    """Set a key of a table; a missing table on the way is made in one line."""
    here = document
    for key in at[:-1]:
        if isinstance(here, dict) and key not in here:
            here[key] = {} if type(here) is dict else tomlkit.inline_table()
        here = here[key]
    here[at[-1]] = value
