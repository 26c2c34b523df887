"""How shared concepts stand in families and in frameworks that others use.

The mappings are a table in SSSOM's form (mapping-commons.github.io/sssom), made by hand.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from pathlib import Path

import attrs

from hubflow import model
from hubflow.model.methodology import text_in
from hubflow.text.catalogue import entries, words
from hubflow.text.vocabulary import concepts

CONCEPT = "concept"
FAMILY = "family"
LOCAL = "local:"
"""How a concept begins that only one hub knows."""

RELATED = "skos:relatedMatch"
"""The predicate of a mapping that is no reason to line two criteria up."""


@attrs.frozen
class FrameworkMapping:
    """A line of the mapping table: a concept and a dimension of a framework, with the reason."""

    subject_id: str
    subject_label: str
    predicate_id: str
    object_id: str
    object_label: str
    mapping_justification: str
    object_source: str
    comment: str

    @property
    def concept(self) -> str:
        """The id of the shared concept."""
        return self.subject_id.partition(":")[2]

    @property
    def framework(self) -> str:
        """The id of the framework."""
        return self.object_id.partition(":")[0]


def mapping_file() -> Path:
    """Return the path of the mapping table."""
    return Path(model.__path__[0], "mappings.sssom.tsv")


@functools.cache
def mappings() -> tuple[FrameworkMapping, ...]:
    """Return every mapping in the order of the table."""
    lines = mapping_file().read_text("utf-8").splitlines()
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t",
                          quoting=csv.QUOTE_NONE)
    return tuple(FrameworkMapping(**row) for row in rows)


def frameworks() -> tuple[str, ...]:
    """Return the ids of the frameworks, in the order of their names' file."""
    mapped = {each.framework for each in mappings()}
    return tuple(key for key in words("en", of="frameworks") if key in mapped)


def levels() -> tuple[str, ...]:
    """Return the levels on which methods are lined up: concepts, families, each framework."""
    return (CONCEPT, FAMILY, *frameworks())


@functools.cache
def places(concept: str, level: str) -> Mapping[str, float]:
    """Return where a concept stands on a level, with shares that add to 1.

    On the level of concepts that is itself; on that of families its family; in a framework the
    dimensions that it is mapped to, in even parts. Empty if it stands nowhere: a concept of one
    hub's own, or one without a mapping.
    """
    if level == CONCEPT:
        return {concept: 1.0}
    if concept not in concepts():
        return {}
    if level == FAMILY:
        return {concepts()[concept].family: 1.0}
    found = [each.object_id for each in mappings() if each.concept == concept
             and each.framework == level and each.predicate_id != RELATED]
    return {id: 1 / len(found) for id in found}


def level_name(level: str, language: str) -> str:
    """Return the name of a level in a language."""
    return words(language, of="frameworks")[level]


def place_name(place: str, level: str, language: str) -> str:
    """Return the name of a concept, a family or a dimension."""
    if level == CONCEPT:
        known = concepts().get(place)
        return text_in(known.name, language, place) if known else place.removeprefix(LOCAL)
    if level == FAMILY:
        return str(entries(language, "frameworks")["families"][place])
    english = next(each.object_label for each in mappings() if each.object_id == place)
    return words(language, of="dimensions").get(place, english)


@functools.cache
def places_in_order(level: str) -> tuple[str, ...]:
    """Return all concepts, families or dimensions of a level, in the order of their files."""
    if level == CONCEPT:
        return tuple(concepts())
    if level == FAMILY:
        return tuple(entries("en", "frameworks")["families"])
    return tuple(dict.fromkeys(each.object_id for each in mappings() if each.framework == level))
