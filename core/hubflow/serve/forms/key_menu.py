"""The keys of a dossier as people know them: under the heading of their part, each as a question.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping, Sequence

from hubflow.engine.facts.fact_sentences import about_fact
from hubflow.engine.facts.registry import registry
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
        words(language).get(path) or words(language, "map").get(path) if len(parts) == 1 else "")
    return str(found or key_question(tuple(parts), language).rstrip(". "))


def heading_of(key: str, language: str) -> str:
    """Return what the innermost part is called in which a key stands; empty for one in none.

    >>> heading_of("identify.problems.statement", "en"), heading_of("name", "en")
    ('Problems', '')
    """
    return part_title(above, language) if (above := key_parts(key)[:-1]) else ""


def with_stage(key: str, name: str, language: str) -> str:
    """Return a name with the outermost part in which its key stands, to tell it from others.

    >>> with_stage("test.roles.people", "Roles", "en")
    'Roles (Test)'
    """
    return f"{name} ({part_title(key_parts(key)[:1], language)})"


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
    keys = [*(f"{section}.*" for section in FACT_SECTIONS),
            *(key for key in value_keys() if key_parts(key)[0] in FACT_SECTIONS
              and not key.endswith((".id", ".source")))]
    return KnownNames.of(_told_apart({key: covered_part(key, language) for key in keys}, language))


def covered_part(key: str, language: str) -> str:
    """Return in words what a source says that it supports: a fact, a question, or a whole part.

    >>> covered_part("test.*", "en"), covered_part("identify.problems.causes", "en")
    ('All of: Test', 'Problems: What brings it about.')
    """
    if key.endswith(".*"):
        part = part_title(key_parts(key)[:-1], language)
        return words(language, "serve")["sources_whole"].format(part=part)
    fact = registry().get(key)
    return about_fact(fact, language) if fact is not None and fact.derived else (
        whole_question(key, language))


def _told_apart(names: Mapping[str, str], language: str) -> Mapping[str, str]:
    """Return names that differ: those that are the same have their stage behind."""
    count = Counter(names.values())
    return {key: name if count[name] == 1 else with_stage(key, name, language)
            for key, name in names.items()}
