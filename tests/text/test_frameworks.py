"""Laws of the vocabulary's structure: families, relations, and mappings to others' frameworks."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from hubflow.text.catalogue import entries, languages
from hubflow.text.frameworks import (
    FAMILY,
    frameworks,
    level_name,
    levels,
    mapping_file,
    mappings,
    place_name,
    places,
    places_in_order,
)
from hubflow.text.vocabulary import concepts, near

MATCHES = {"skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch",
           "skos:relatedMatch"}


def test_the_mapping_table_has_the_form_of_sssom() -> None:
    lines = mapping_file().read_text("utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    assert head == lines[:len(head)]
    for slot in ("mapping_set_id", "license", "curie_map"):
        assert any(line.startswith(f"#{slot}:") for line in head), slot
    prefixes = {match[1] for line in head if (match := re.match(r"#  (\w+): \S", line))}
    rows = list(csv.DictReader(lines[len(head):], delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {"subject_id", "predicate_id", "object_id", "mapping_justification"} <= set(rows[0])
    for row in rows:
        assert None not in row, row  # no cell too many
        assert all(value and value == value.strip() for value in row.values()), row
        for slot in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            assert row[slot].partition(":")[0] in prefixes, row


def test_every_mapping_is_justified_and_speaks_of_what_there_is() -> None:
    seen: Counter[tuple[str, str]] = Counter()
    for each in mappings():
        assert each.subject_id == f"hubflow:{each.concept}"
        assert each.subject_label == concepts()[each.concept].name["en"]
        assert each.predicate_id in MATCHES
        assert each.mapping_justification == "semapv:ManualMappingCuration"
        assert re.fullmatch(r"https?://\S+", each.object_source)
        assert each.comment.endswith(".")
        assert len(each.comment.split()) > 3
        seen[each.concept, each.object_id] += 1
    assert set(seen.values()) == {1}
    labels = {(each.object_id, each.object_label, each.object_source) for each in mappings()}
    assert len(labels) == len({id for id, _, _ in labels})  # a dimension is always called the same


def test_families_and_broader_concepts_make_a_forest() -> None:
    for concept in concepts().values():
        assert concept.family in places_in_order(FAMILY)
        above = [concept]
        while above[-1].broader is not None:
            above.append(concepts()[above[-1].broader])
            assert above[-1] not in above[:-1]
        assert len({each.family for each in above}) == 1
        for other in concept.related:
            assert concept.id in concepts()[other].related
            assert other != concept.id


@pytest.mark.parametrize("level", levels())
def test_a_concept_stands_on_each_level_once_or_nowhere(level: str) -> None:
    known = set(places_in_order(level))
    for concept in concepts():
        found = places(concept, level)
        assert set(found) <= known
        assert not found or sum(found.values()) == pytest.approx(1)
    assert places("local:own", FAMILY) == {}


@pytest.mark.parametrize("language", languages())
def test_each_level_and_dimension_has_a_name(language: str) -> None:
    for level in levels():
        assert level_name(level, language)
        names = [place_name(place, level, language) for place in places_in_order(level)]
        assert len(set(names)) == len(names)
    dimensions = {place for framework in frameworks() for place in places_in_order(framework)}
    assert set(entries(language, "dimensions")) in (set(), dimensions)


def test_concepts_that_are_near() -> None:
    assert near("social-impact", "jobs")
    assert near("jobs", "social-impact")
    assert near("team", "leadership")
    assert near("housing", "housing")
    assert not near("innovation", "housing")
