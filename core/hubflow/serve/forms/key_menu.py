"""The keys of a dossier as people know them: under the heading of their part, each as a question.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping, Sequence

from hubflow.intake.intake_targets import value_keys
from hubflow.model.dossier import FACT_SECTIONS
from hubflow.reading.dossiers.key_questions import key_question
from hubflow.reading.toml.key_paths import key_parts
from hubflow.serve.forms.known_names import KnownNames
from hubflow.text.catalogue import words


def part_title(parts: Sequence[str], language: str) -> str:
    """Return what a part of a dossier is called: a stage, a list, a record.

    >>> part_title(("identify",), "en"), part_title(("identify", "problems"), "en")
    ('Identify', 'Problems')
    """
    path = ".".join(parts)
    found = words(language, "workbook").get(f"tab {path}") or (
        words(language).get(path) if len(parts) == 1 else "")
    return str(found or key_question(tuple(parts), language).rstrip(". "))


def heading_of(key: str, language: str) -> str:
    """Return the heading of the part in which a key stands; empty for one in none.

    >>> heading_of("identify.problems.statement", "en"), heading_of("name", "en")
    ('Identify: Problems', '')
    """
    above = key_parts(key)[:-1]
    named = [part_title(above[:count], language) for count in range(1, len(above) + 1)]
    return ": ".join(dict.fromkeys(named))


def whole_question(key: str, language: str) -> str:
    """Return what a key asks, with the list or record that it is asked of.

    >>> whole_question("identify.problems.statement", "en")
    'Problems: The problem in one sentence.'
    """
    parts = tuple(key_parts(key))
    asks = key_question(parts, language)
    return f"{part_title(parts[:-1], language)}: {asks}" if len(parts) > 2 else asks


@functools.cache
def covered_parts(language: str) -> KnownNames:
    """Return what a source can support, by name: whole stages, then each key of a dossier."""
    whole = words(language, "serve")["sources_whole"]
    names = {f"{section}.*": whole.format(part=part_title((section,), language))
             for section in FACT_SECTIONS}
    names |= {key: whole_question(key, language) for key in value_keys()
              if key_parts(key)[0] in FACT_SECTIONS}
    return KnownNames(_told_apart(names, language))


def _told_apart(names: Mapping[str, str], language: str) -> Mapping[str, str]:
    """Return names that differ: those that are the same have the heading of their part before."""
    count = Counter(names.values())
    return {key: name if count[name] == 1 else f"{heading_of(key, language)}: {name}"
            for key, name in names.items()}
