"""The WMCA tool's steps: the ticked is judged, in levels, with reasons; nobody is stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hubflow import LoadedHub, PhaseResult, VentureResult

Runner = Callable[..., VentureResult]
Find = Callable[[VentureResult, str], PhaseResult]
Data = dict[str, Any]


def block(data: Data) -> Data:
    """The dossier's block for this hub."""
    found: Data = data["hubs"]["westmidlands"]
    return found


def test_it_says_that_it_is_composed_and_nobodys_own_method(hub: LoadedHub) -> None:
    summary = hub.methodology.methodology.hub.summary or {}
    assert "Composed from instruments" in summary["en"]
    assert "not any organisation's own method" in summary["en"]
    assert "Não é o método de nenhuma organização" in summary["pt"]


def test_there_are_levels_only_no_score_and_no_stop(hub: LoadedHub) -> None:
    for phase in hub.methodology.methodology.phases:
        assert all(criterion.ordinal and criterion.weight is None for criterion in phase.criteria)
        assert not phase.gate.stop
        assert phase.gate.otherwise == "revise"
        assert all(rule.otherwise_decision == "revise" for rule in phase.requirements)


def test_every_floor_and_gate_is_an_assumption_and_says_so(hub: LoadedHub) -> None:
    method = hub.methodology.methodology
    for phase in method.phases:
        source = method.source(phase.gate.source or "")
        assert source is not None
        assert source.status == "assumption"


def test_every_rule_is_told_in_english_and_portuguese(hub: LoadedHub) -> None:
    method = hub.methodology.methodology
    texts = [text for phase in method.phases for text in (
        phase.name, phase.says, phase.gate.says,
        *(c.title for c in phase.criteria), *(c.says for c in phase.criteria),
        *(r.says for r in phase.requirements), *(r.otherwise for r in phase.requirements),
    )]
    texts += [text for i in method.instruments for text in (i.name, i.says)]
    texts += [section.heading for section in method.proposal.sections]
    texts += [line.name for line in method.proposal.finance]
    assert all(text and {"en", "pt"} <= set(text) for text in texts)


def test_a_venture_with_everything_goes_all_the_way(run_one: Runner) -> None:
    venture = run_one()
    words = {p.phase: p.recommendation for s in venture.stages for p in s.phases}
    assert set(words.values()) == {"advance"}
    assert venture.state == "established"


def test_no_priority_is_a_weak_fit_and_no_end(run_one: Runner, phase_of: Find) -> None:
    phase = phase_of(run_one(lambda d: block(d).update(priorities=[])), "strategic-fit")
    assert phase.possible == ("revise",)
    assert "does not by itself mean that it is not funded" in phase.reasons[0].what_to_do


def test_what_was_not_ticked_is_not_judged(run_one: Runner, phase_of: Find) -> None:
    phase = phase_of(run_one(), "appraisal")
    applies = {c.id: c.applies for c in phase.criteria}
    assert set(phase.levels) == {"employment", "beneficiaries", "good-work"}
    assert applies["employment"] is True
    assert applies["housing"] is False


def test_one_level_too_low_is_revised_never_stopped(
    run_one: Runner, phase_of: Find, judged: Callable[..., Data]
) -> None:
    def low(data: Data) -> None:
        block(data)["priorities"] = ["employment", "health"]
        block(data)["judgements"].append(judged("health", "requires improvement"))

    phase = phase_of(run_one(low), "appraisal")
    assert phase.possible == ("revise",)
    assert any(reason.kind == "floor" and "Health" in reason.text for reason in phase.reasons)


@pytest.mark.parametrize("criterion", ["employment", "beneficiaries", "good-work"])
def test_a_ticked_priority_without_written_justification_is_not_judged(
    run_one: Runner, phase_of: Find, criterion: str
) -> None:
    def without_note(data: Data) -> None:
        for judgement in block(data)["judgements"]:
            if judgement["criterion"] == criterion:
                judgement["note"] = " "

    phase = phase_of(run_one(without_note), "appraisal")
    assert phase.recommendation == "undecided"
    assert phase.levels[criterion] == ("requires improvement", "good")
    assert phase.missing[0].id == criterion


def test_good_work_is_judged_whatever_is_ticked(run_one: Runner, phase_of: Find) -> None:
    def only_good_work(data: Data) -> None:
        block(data).update(priorities=[], target_groups=["outside"])

    phase = phase_of(run_one(only_good_work), "appraisal")
    assert set(phase.levels) == {"good-work"}


def test_outside_the_tools_groups_is_said_and_counts_for_nothing(
    run_one: Runner, phase_of: Find
) -> None:
    venture = run_one(lambda d: block(d).update(target_groups=["outside"]))
    told = phase_of(venture, "who-benefits")
    assert told.levels["tool-groups"] == ("outside the tool's groups",) * 2
    assert told.recommendation == "advance"
    assert "beneficiaries" not in phase_of(venture, "appraisal").levels
    assert venture.state == "established"


def test_untold_groups_leave_it_open(run_one: Runner, phase_of: Find) -> None:
    phase = phase_of(run_one(lambda d: block(d).pop("target_groups")), "who-benefits")
    assert phase.recommendation == "undecided"


def test_results_are_told_in_portuguese_too(run_one: Runner, phase_of: Find) -> None:
    phase = phase_of(run_one(language="pt"), "strategic-fit")
    assert phase.name.startswith("Adequação estratégica")
