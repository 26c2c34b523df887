"""Facts derived from the problem, the solution and its tests: known cases."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest

from hubflow.model.social_problem import (
    Activity,
    Identify,
    Lesson,
    PriorArt,
    Response,
    SocialProblem,
    Understand,
)
from hubflow.model.solution import (
    Component,
    Feedback,
    Outcome,
    Pilot,
    Role,
    Safeguarding,
    Solution,
    Test,
    Variant,
)
from hubflow.model.values import Gap

DAY = dt.date(2024, 6, 30)


def test_the_problem(facts: Any) -> None:
    values = facts(identify=Identify(
        priority_group=" ",
        problems=(SocialProblem(statement="a", causes=("x", "y")),
                  SocialProblem(statement="b", effects=("z",))),
        responses=(Response(who="one", reaches=10.0), Response(who="two", reaches=5.0)),
        reached_through=("school", "own tenancy", "school"),
    )).values
    assert values["identify.priority_group_named"] is False
    assert (values["identify.problems"], values["identify.causes"]) == (2, 2)
    assert (values["identify.effects"], values["identify.responses"]) == (1, 2)
    assert values["identify.people_reached_today"] == 15
    assert values["identify.channels"] == 2
    assert values["identify.reached_through.own_tenancy"] is True
    assert values["identify.reached_through.street"] is False


def test_channels_are_missing_where_none_is_listed(facts: Any) -> None:
    assert facts().values["identify.reached_through.school"] is None
    assert facts().values["identify.channels"] == 0


def test_what_is_understood(facts: Any) -> None:
    values = facts(understand=Understand(
        activities=(Activity(kind="interview", service_users=8.0),
                    Activity(kind="workshop", service_users=4.0),
                    Activity(kind="visit", elsewhere="Lisbon")),
        prior_art=(PriorArt(name="a", evidence_level=2.0), PriorArt(name="b", evidence_level=4.0)),
        lessons=(Lesson(learnt="a", changed="b"), Lesson(learnt="c")),
    )).values
    assert (values["understand.activities"], values["understand.activities_elsewhere"]) == (2, 1)
    assert values["understand.service_users_involved"] == 12
    assert (values["understand.prior_art"], values["understand.prior_art_evidence"]) == (2, 4)
    assert (values["understand.lessons"], values["understand.changes"]) == (2, 1)


def test_the_best_evidence_is_missing_where_one_level_is(facts: Any) -> None:
    prior_art = (PriorArt(name="a", evidence_level=2.0), PriorArt(name="b"))
    values = facts(understand=Understand(prior_art=prior_art)).values
    assert values["understand.prior_art_evidence"] is None


def test_the_solution(facts: Any) -> None:
    values = facts(solution=Solution(
        description="A club.",
        components=(Component(name="a", role="essential"), Component(name="b", role="adaptable"),
                    Component(name="c")),
        variants=(Variant(what="a", dropped=True), Variant(what="b", dropped=False)),
    )).values
    assert values["solution.described"] is True
    assert values["solution.complements_stated"] is False
    assert (values["solution.components"], values["solution.essential_components"]) == (3, 1)
    assert (values["solution.variants_tried"], values["solution.variants_dropped"]) == (2, 1)


def test_pilots_in_the_place(facts: Any) -> None:
    values = facts(test=Test(pilots=(
        Pilot(name="a", start=dt.date(2023, 1, 1), end=dt.date(2023, 3, 31), invited=30.0,
              came=20.0, stayed=18.0, completed=15.0, voluntary=True, cost=1000.5),
        Pilot(name="b", start=dt.date(2023, 2, 1), end=dt.date(2023, 12, 31), invited=20.0,
              came=10.0, stayed=9.0, completed=9.0, voluntary=True, cost=199.5),
        Pilot(name="c", elsewhere="Lisbon"),
    ))).values
    assert (values["test.pilots"], values["test.pilots_elsewhere"]) == (2, 1)
    assert (values["test.people_invited"], values["test.people_came"]) == (50, 30)
    assert (values["test.people_stayed"], values["test.people_completed"]) == (27, 24)
    assert values["test.retention"] == 0.8
    assert values["test.pilot_cost"] == 1200
    assert values["test.cost_per_completion"] == 50
    assert values["test.pilot_months"] == pytest.approx(12, abs=0.01)
    assert values["test.voluntary"] is True


@pytest.mark.parametrize("completed", [None, Gap.UNKNOWN])
def test_a_pilot_that_lacks_a_count_makes_the_sum_missing(facts: Any, completed: Any) -> None:
    pilots = (Pilot(name="a", came=5.0, completed=5.0), Pilot(name="b", completed=completed))
    values = facts(test=Test(pilots=pilots)).values
    assert values["test.people_completed"] is None
    assert values["test.retention"] is None


def test_nobody_came_so_that_there_is_no_share_of_them(facts: Any) -> None:
    values = facts(test=Test(pilots=(Pilot(name="a", came=0.0, completed=0.0),))).values
    assert values["test.people_came"] == 0
    assert values["test.retention"] is None


def test_one_pilot_that_was_not_voluntary_settles_it(facts: Any) -> None:
    def voluntary(*flags: Any) -> Any:
        pilots = tuple(Pilot(name=str(n), voluntary=flag) for n, flag in enumerate(flags))
        return facts(test=Test(pilots=pilots)).values["test.voluntary"]

    assert voluntary(True, None) is None
    assert voluntary(None, False) is False
    assert voluntary(True, True) is True


SAFE = Safeguarding(
    policy=True, policy_review=DAY, designated_lead=True, people_in_contact=4.0,
    people_checked=4.0, risk_assessment=True, authority_agreement=True, route_for_concerns=True,
)


@pytest.mark.parametrize(("change", "in_place"), [
    ({}, True),
    ({"policy_review": dt.date(2024, 6, 29)}, False),
    ({"people_checked": 3.0}, False),
    ({"people_checked": Gap.WITHHELD}, None),
    ({"policy_review": None}, None),
    ({"authority_agreement": Gap.UNKNOWN}, None),
    ({"authority_agreement": Gap.UNKNOWN, "designated_lead": False}, False),
])
def test_safeguarding(facts: Any, change: dict[str, Any], in_place: bool | None) -> None:
    safeguarding = attrs.evolve(SAFE, **change)
    values = facts(test=Test(safeguarding=safeguarding)).values
    assert values["test.safeguarding_in_place"] is in_place


def test_feedback(facts: Any) -> None:
    values = facts(test=Test(feedback=(
        Feedback(whom="service users", people=30.0, satisfied=0.9),
        Feedback(whom="staff", people=10.0, satisfied=0.5),
    ))).values
    assert values["test.feedback_people"] == 40
    assert values["test.service_user_feedback"] == 30
    assert values["test.satisfaction"] == 0.8


def test_feedback_of_service_users_is_a_record(facts: Any) -> None:
    def found(*feedback: Feedback) -> Any:
        return facts(test=Test(feedback=feedback)).values["test.service_user_feedback"]

    assert found() == 0
    assert found(Feedback(whom="staff")) == 0
    assert found(Feedback(whom="service users")) is None


def test_outcomes(facts: Any) -> None:
    outcomes = (
        Outcome(indicator="a", before=1.0, after=2.0, better="higher", basis="measured",
                comparison=True),
        Outcome(indicator="b", before=1.0, after=2.0, better="lower", basis="told"),
    )
    values = facts(test=Test(outcomes=outcomes)).values
    assert (values["test.outcomes"], values["test.outcomes_measured"]) == (2, 1)
    assert values["test.outcomes_compared"] == 1
    assert values["test.outcomes_improved_share"] == 0.5
    unclear = attrs.evolve(outcomes[0], better=Gap.UNKNOWN)
    values = facts(test=Test(outcomes=(unclear,))).values
    assert values["test.outcomes_improved_share"] is None


def test_roles(facts: Any) -> None:
    values = facts(test=Test(roles=(
        Role(kind="trainer", people=3.0, paid=True), Role(kind="peer", people=4.0, paid=False),
    ))).values
    assert (values["test.roles_people"], values["test.roles_paid"]) == (7, 3)
    values = facts(test=Test(roles=(Role(kind="peer", people=4.0),))).values
    assert (values["test.roles_people"], values["test.roles_paid"]) == (4, None)


@pytest.mark.parametrize(("on", "presented"), [
    (None, False), (DAY, True), (dt.date(2024, 7, 1), False),
])
def test_presented_once_the_day_has_come(facts: Any, on: Any, presented: bool) -> None:
    values = facts(test=Test(public_presentation=on)).values
    assert values["test.publicly_presented"] is presented
