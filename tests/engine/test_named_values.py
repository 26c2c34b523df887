"""Named parts of a phase's expressions come to what their expressions come to in their place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hubflow.documents.traces.trace_node import Node
from hubflow.documents.traces.trace_tree import why
from hubflow.model.input_problems import BadInput
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub

PARTS = """
[stages.identify]
[[stages.identify.values]]
id = "per_problem"
expression = "identify.group_size / identify.problems"
says = "People for each problem."
source = "guess"
[[stages.identify.values]]
id = "share"
expression = "100 * values.per_problem / max(values.per_problem) OVER ()"
says = "The share of the most in the call."
source = "rules"
[[stages.identify.values]]
id = "many"
expression = "values.per_problem >= 5"
says = "Many people for each problem."
source = "rules"
[[stages.identify.requirements]]
id = "many"
holds = "values.many OR identify.includes_children"
says = "Many, or children."
source = "rules"
[[stages.identify.criteria]]
id = "share"
title = "Share"
concept = "need-scale"
measure = "values.share"
scale = [0, 100]
source = "rules"
[stages.identify.gate]
advance = [{ score = 50, when = "values.per_problem < 100" }]
source = "rules"
"""


def dossier(id: str, size: int | None, problems: int = 2) -> dict[str, Any]:
    identify: dict[str, Any] = {"problems": [
        {"statement": f"Problem {number}."} for number in range(problems)]}
    if size is not None:
        identify["group_size"] = size
    return {"id": id, "identify": identify}


def written_out() -> str:
    """The same method with each name replaced by hand."""
    each = "(identify.group_size / identify.problems)"
    text = PARTS[PARTS.index("[[stages.identify.requirements]]"):]
    for name, expression in (("many", f"({each} >= 5)"), ("per_problem", each),
                             ("share", f"100 * {each} / max({each}) OVER ()")):
        text = text.replace(f"values.{name}", expression)
    return "[stages.identify]\n" + text


def test_a_name_means_its_expression(run_method: Any, phase_of: Any) -> None:
    call = [dossier("a", 40), dossier("b", 12), dossier("c", 14), dossier("d", 18, problems=3)]
    named, plain = (run_method(rules, call, call={"id": "c"}) for rules in (PARTS, written_out()))
    for id in "abcd":
        first, second = (phase_of(result, id, "identify") for result in (named, plain))
        assert first.score.lower == second.score.lower
        assert first.recommendation == second.recommendation
        assert [rule.status for rule in first.requirements] == [
            rule.status for rule in second.requirements]
    assert [each.value for each in phase_of(named, "d", "identify").values] == [6.0, 30.0, True]


def test_what_a_part_lacks_is_asked_for_where_it_counts(run_method: Any, phase_of: Any) -> None:
    found = phase_of(run_method(PARTS, [dossier("a", None)]), "a", "identify")
    assert found.recommendation == "undecided"
    assert {each.id for each in found.missing} == {"identify.group_size",
                                                   "identify.includes_children"}
    assert [each.value for each in found.values] == [None, None, None]


def nodes(tree: Node) -> list[Node]:
    return [tree, *(each for child in tree.children for each in nodes(child))]


def test_why_shows_parts_as_steps(run_method: Any, tmp_path: Path) -> None:
    result = run_method(PARTS, [dossier("a", 40)])
    venture = result.ventures[0]
    criterion = venture.stages[0].phases[0].criteria[0]
    assert criterion.assumption, "a part of it rests on a choice made here"
    hub = load_hub(str(next(tmp_path.glob("run*/hub"))))
    (entry,) = load_inputs(list(tmp_path.glob("run*/dossiers"))).entries
    tree = why(venture, entry.dossier, hub.methodology.methodology, "en", "identify")
    shown = next(each for each in nodes(tree[0]) if each.kind == "criterion")
    (share,) = [each for each in shown.children if each.kind != "source"]
    assert (share.kind, share.id, share.value) == ("value", "values.share", 100.0)
    assert share.text == "The share of the most in the call"
    assert share.rule.startswith("100 * values.per_problem")
    note, part = (each for each in share.children if each.kind != "source")
    assert note.text == "Worked out over all who compete in this phase"
    assert (part.id, part.value, part.assumption) == ("values.per_problem", 20.0, True)
    assert [each.id for each in part.children if each.kind == "fact"] == [
        "identify.group_size", "identify.problems"]


@pytest.mark.parametrize(("change", "what", "where"), [
    (('"values.share"', '"values.shar"'), "unknown fact values.shar", "criteria"),
    (('"values.per_problem >= 5"', '"values.share >= 5"'), "cannot stand in a condition",
     "requirements"),
    (('"100 * values.per_problem', '"100 * values.many'), "does not stand before it", "values"),
    (('"identify.group_size /', '"values.per_problem /'), "does not stand before it", "values"),
    (('measure = "values.share"', 'measure = "values.many"'), "is not a number", "criteria"),
    (('id = "share"\nexpression', 'id = "per_problem"\nexpression'), "is used twice", "values"),
    (('id = "share"\nexpression', 'id = "per-problem"\nexpression'), "are the same", "values"),
    (('identify.group_size / identify.problems', 'identify.group_sice'), "unknown fact", "values"),
    (("values.per_problem < 100", "values.per_problem"), "is not a condition", "gate"),
])
def test_flaws_of_parts_are_told_once_where_they_are(
    run_method: Any, change: tuple[str, str], what: str, where: str
) -> None:
    assert change[0] in PARTS
    with pytest.raises(BadInput) as caught:
        run_method(PARTS.replace(*change, 1), [dossier("a", 1)])
    told = [problem for problem in caught.value.problems if what in problem.what]
    assert len({problem.key for problem in told}) == 1, caught.value.problems
    assert where in told[0].key
    assert told[0].line > 1


LOWER = """
[stages.identify]
[[stages.identify.criteria]]
id = "price"
title = "Price"
concept = "need-scale"
measure = "identify.group_size"
lower_is_better = true
scale = [10, 50]
source = "rules"
"""


@pytest.mark.parametrize(("size", "score"), [(10, 100.0), (50, 0.0), (20, 75.0), (5, 100.0),
                                             (80, 0.0), (None, None)])
def test_lower_is_better(
    run_method: Any, phase_of: Any, size: int | None, score: float | None
) -> None:
    found = phase_of(run_method(LOWER, [dossier("a", size)]), "a", "identify")
    ends = (0.0, 100.0) if score is None else (score, score)
    assert (found.score.lower, found.score.upper) == ends


@pytest.mark.parametrize(("change", "what"), [
    (('measure = "identify.group_size"', "judged = true"), "is about a measure"),
    (("scale = [10, 50]", "scale = [0, 50]\npoints = [[0, 50], [9, 0]]"), "stands beside pairs"),
])
def test_a_direction_needs_a_measure_without_a_curve(
    run_method: Any, change: tuple[str, str], what: str
) -> None:
    with pytest.raises(BadInput, match=what):
        run_method(LOWER.replace(*change), [dossier("a", 1)])
