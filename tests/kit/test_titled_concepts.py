"""The check of titles finds what parts from its concept, and lets all else pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.compare.conftest import Workshop, criterion, gate

from hubflow.engine.method.prepared_method import compiled_method
from hubflow.kit.checking.titled_concepts import misnamed

SCORE = gate("advance = { score = 60 }")


@pytest.mark.parametrize(("title", "concept", "more", "found"), [
    ("Better housing", "innovation", "", ["housing"]),
    ("Feasibility, sustainability and efficiency", "sustainability", "",
     ["feasibility", "efficiency"]),
    ("Efficiency & innovation", "innovation", "", ["efficiency"]),
    ("Feasibility and efficiency", "feasibility",
     "concepts = { feasibility = 2, efficiency = 1 }", []),
    ("Better housing", "housing", "", []),
    ("Jobs created", "social-impact", "", []),  # a part of it
    ("Capacity for systemic social impact", "systemic-impact", "", []),  # related
    ("Skills and competences of the team", "team", "", []),  # its own is named, too
    ("Quality and efficiency of the implementation", "feasibility", "", []),  # related
    ("Excellence", "innovation", "", []),  # names none
    ("Unhealthy teamwork", "innovation", "", []),  # a part of a word is no name
    ("Our own housing", "local:own", "", []),
])
def test_a_title_that_parts_from_its_concept_is_found(
    tmp_path: Path, title: str, concept: str, more: str, found: list[str]
) -> None:
    rules = criterion("aa", concept, more=more).replace('title = "Aa"', f'title = "{title}"')
    hub = Workshop(tmp_path).hub("one", rules + SCORE)
    (rule,) = (each for each in compiled_method(hub).rules if each.kind == "criterion")
    assert list(misnamed(rule)) == found
