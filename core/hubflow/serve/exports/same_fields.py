"""What is the same in all dossiers of an export as rows of a form: a question and its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hubflow.intake.intake_targets import content_of_key
from hubflow.model.methodology import Methodology
from hubflow.model.values import Gap
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.records.model_keys import content_at
from hubflow.reading.toml.key_paths import key_parts
from hubflow.serve.exports.value_words import meaning, meaning_text, possible_meanings
from hubflow.text.spoken import say

OWN_FIELDS = ("call", "challenge", "language", "currency")
"""What has fields of its own; so has the name of the place."""

_BLANK = 2
"""Empty rows below those that are filled in."""

_PARTED = "; "


def may_be_same(key: str) -> bool:
    """Return whether a question may have one answer in all dossiers, in a row of the form.

    >>> may_be_same("incubate.project_months"), may_be_same("identify.problems.statement")
    (True, False)
    """
    return key not in (*OWN_FIELDS, "id", "place.name") and not list_at(key)


def list_at(key: str) -> int:
    """Return after how many parts of a key the entries of its list stand; 0 for none."""
    parts = key_parts(key)
    for count in range(1, len(parts)):
        content = content_at(tuple(parts[:count]))
        if content is not None and content.many and content.record:
            return count
    return 0


def same_rows(same: Mapping[str, Any], method: Methodology | None) -> dict[str, str]:
    """Return the fields of the rows that show what is the same in all dossiers."""
    found: dict[str, str] = {}
    for at, (key, value) in enumerate(_shown(same, method)):
        values = value if isinstance(value, list) else [value]
        found |= {f"more-key-{at}": key,
                  f"more-value-{at}": _PARTED.join(map(meaning_text, values))}
    return found


def rows_in(fields: Mapping[str, str]) -> Sequence[int]:
    """Return the numbers of the rows to show: those that were filled in, and some empty ones."""
    filled = [int(found[1]) for name, text in fields.items()
              if text and (found := re.fullmatch(r"more-(?:key|value)-([0-9]{1,3})", name))]
    return range(max(filled, default=-1) + 1 + _BLANK)


def answers_of_rows(
    fields: Mapping[str, str], numbers: Sequence[int], method: Methodology | None
) -> Mapping[int, Sequence[str]]:
    """Return by row what its question may be answered with; none where anything may be written."""
    contents = {at: content_of_key(key, method) for at in numbers
                if (key := fields.get(f"more-key-{at}", ""))}
    return {at: possible_meanings(content.kind) for at, content in contents.items()
            if content is not None and content.kind is not None and not content.many}


def same_in_rows(
    fields: Mapping[str, str], before: Mapping[str, Any], method: Methodology | None,
    problems: dict[str, str],
) -> dict[str, Any]:
    """Return what is the same in all dossiers by the rows of a form.

    What no row can show stays as it was ``before``. ``problems`` gets by field what is wrong.
    """
    if not any(name.startswith("more-key-") for name in fields):
        return dict(before)
    found = _without(before, {key for key, _ in _shown(before, method)})
    said: set[str] = set()
    for at in rows_in(fields):
        key, text = fields.get(f"more-key-{at}", ""), fields.get(f"more-value-{at}", "").strip()
        wrong = say("serve.intake_same_no_question") if text and not key else say(
            "serve.intake_same_twice") if key in said and text else ""
        if wrong:
            problems[f"more-key-{at}"] = wrong
        elif text:
            said.add(key)
            _take(found, at, key, text, method, problems)
    return found


def _take(
    found: dict[str, Any], at: int, key: str, text: str, method: Methodology | None,
    problems: dict[str, str],
) -> None:
    """Put an answer where its question stands in a dossier, read as a map's constants are."""
    content = content_of_key(key, method) if may_be_same(key) else None
    if content is None or content.kind is None:
        problems[f"more-key-{at}"] = say("serve.intake_same_no_question")
        return
    try:
        parts = [part.strip() for part in text.split(";") if part.strip()]
        value: Any = [meaning(content.kind, part) for part in parts] if content.many and (
            text not in list(Gap)) else meaning(content.kind, text)
    except RefusedError as refused:
        problems[f"more-value-{at}"] = refused.words()
        return
    *above, last = key_parts(key)
    table = found
    for part in above:
        kept = table.get(part)
        table[part] = dict(kept) if isinstance(kept, Mapping) else {}
        table = table[part]
    table[last] = value


def _shown(
    same: Mapping[str, Any], method: Methodology | None, above: tuple[str, ...] = ()
) -> Iterator[tuple[str, Any]]:
    """Yield the keys that a row can show, with their values."""
    for name, value in same.items():
        key = ".".join((*above, name))
        if isinstance(value, Mapping):
            yield from _shown(value, method, (*above, name))
        elif may_be_same(key) and (content := content_of_key(key, method)) is not None and (
                "\n" not in str(value) if not isinstance(value, list) else
                content.many and not any(isinstance(each, Mapping) or re.search("[;\n]", str(each))
                                         for each in value)):
            yield key, value


def _without(
    same: Mapping[str, Any], keys: set[str], above: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return a copy without some keys, and without tables that are empty then."""
    found: dict[str, Any] = {}
    for name, value in same.items():
        kept = _without(value, keys, (*above, name)) if isinstance(value, Mapping) else value
        if ".".join((*above, name)) not in keys and kept != {}:
            found[name] = kept
    return found
