"""Every key of a methodology is told when it says otherwise, or is listed here as harmless."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import pytest

from hubflow import load_hub
from hubflow.kit.editions.edition_parts import parts_of
from hubflow.model import methodology as model
from hubflow.model.methodology import Methodology

HARMLESS = {
    # where a rule comes from, and what is said of that, changes no answer and no result
    *(f"{name}.source" for name in (
        "Parameter", "Assumed", "Panel", "Privacy", "Requirement", "Criterion", "Gate", "Phase",
        "Instrument", "Section", "FinanceLine", "Proposal", "PlaceIndicator", "Checkpoint",
        "CheckpointRule", "CallRules", "CriteriaGroup", "ScoreRules",
        "TieBreak", "NamedValue", "Adjustment", "AssessorGroup", "InstrumentCall",
        "ExceptionRule")),
    "MethodSource.note", "Parameter.note", "PlaceIndicator.note", "Assumed.says", "Gate.says",
    # the format, the edition's own name, and what only checks read
    "Methodology.api", "Methodology.expected_failures", "Hub.edition", "Hub.recheck_days",
    # how documents look
    *(f"HubLook.{key}" for key in ("accent", "typeface", "logo", "sender", "signed_by")),
    "Parameter.checked", "InstrumentCall.checked",
    # told by itself: HF601 of the hub
    "Hub.id",
}

SAMPLES: dict[str, Any] = {
    "open": model.Open(start=dt.date(2020, 1, 1)), "start": dt.date(2001, 1, 1),
    "end": dt.date(2001, 1, 1), "at_least": {"x": 1}, "below": {"x": 1}, "criteria": {"x": 1},
    "values": ((dt.date(2001, 1, 1), 5.25),), "points": ((0.0, 1.0), (1.0, 5.0)),
    "scale": (0, 77), "labels": ("x",), "label_names": {"x": {"en": "x"}}, "rank_by": ("x",),
    "rubric": {"1": {"en": "x"}},
    "activities": ({"en": "x"},), "ends": dt.date(2001, 1, 1), "checked": dt.date(2001, 1, 1),
    "combine": "median", "stage": "scale",
    "CriteriaGroup.points": 5.0, "ScoreRules.points": 5.0,
}
"""Another value where it cannot be made from the one that is there."""


def full() -> Methodology:
    """A methodology in which every part is there at least once."""
    method = load_hub("westmidlands").methodology.methodology
    says = {"en": "x"}
    return attrs.evolve(
        method,
        hub=attrs.evolve(method.hub, look=model.HubLook(accent="#000000", sender=(says,))),
        assumed=(model.Assumed(fact="identify.age_from", value=3, source="s"),),
        indicators=(model.PlaceIndicator(id="x", value=1.0, area="A", source="s"),),
        parameters=(model.Parameter(id="p", values=((dt.date(2020, 1, 1), 1.0),), source="s"),),
        facts=(model.LocalFact(id="f", type="number", description=says),),
        call=model.CallRules(
            steps=(model.CallStep(id="a", name=says), model.CallStep(id="b", name=says)),
            final="b", source="s"),
        publisher=model.Publisher(prefix="360G-x", name="x"),
        panel=attrs.evolve(method.panel, groups=(
            model.AssessorGroup(id="e", title=says, source="s"),)),
        instruments=(model.Instrument(id="i", stage="trade", name=says, source="s",
                                      open=model.Open(),
                                      calls=(model.InstrumentCall(id="c"),)),),
        phases=(attrs.evolve(
            method.phases[0],
            adjustments=(model.Adjustment(id="a", title=says, says=says, add="1", cap=1.0,
                                          source="s"),),
            values=(model.NamedValue(id="v", expression="1", says=says, source="s"),),
            exceptions=(model.ExceptionRule(id="x", says=says, source="s"),),
            requirements=(model.Requirement(id="r", holds="a", says=says, source="s"),),
            groups=(model.CriteriaGroup(id="g", title=says, source="s"),),
            criteria=(model.Criterion(
                id="c", title=says, concept="team", scale=(0, 10), source="s",
                conversions=(model.ScaleConversion(scale=(0, 5), points=((0, 0), (5, 10))),)),),
            gate=model.Gate(ties=(model.TieBreak(id="t", least="a", says=says, source="s"),),
                            advance=(model.AdvanceRule(score=50.0),),
                            stop=(model.StopRule(score_below=5.0),))),),
        proposal=model.Proposal(
            sections=(model.Section(id="s", heading=says, answer="summary"),),
            finance=(model.FinanceLine(id="l", name=says, amount="1"),)),
    )


def another(record: str, name: str, value: Any) -> Any:
    """A value that is not this one, for a key of a record."""
    for key in (f"{record}.{name}", name):
        if key in SAMPLES and SAMPLES[key] != value:
            return SAMPLES[key]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1e-7 if isinstance(value, float) else value + 1
    if isinstance(value, Mapping) or (value is None and name in {
            "says", "otherwise", "summary", "title", "note", "asks"}):
        return {"en": "quite another"}
    return ("another",) if isinstance(value, tuple) else f"{value}-another"


def changed(thing: Any) -> Iterator[tuple[str, Any]]:
    """The thing with one key changed, for every key within it, by the key's name."""
    for field in attrs.fields(type(thing)):
        value = getattr(thing, field.name)
        if attrs.has(type(value)):
            for name, inner in changed(value):
                yield name, attrs.evolve(thing, **{field.name: inner})
        elif isinstance(value, tuple) and value and attrs.has(type(value[0])):
            for name, inner in changed(value[0]):
                yield name, attrs.evolve(thing, **{field.name: (inner, *value[1:])})
            yield f"{type(thing).__name__}.{field.name}", attrs.evolve(
                thing, **{field.name: value[1:]})
        else:
            yield f"{type(thing).__name__}.{field.name}", attrs.evolve(
                thing, **{field.name: another(type(thing).__name__, field.name, value)})


def shown(method: Methodology) -> Any:
    """All that two editions are compared by."""
    return {key: (dict(part.meaning), dict(part.amounts)) for key, part in parts_of(method).items()}


def test_every_key_that_says_otherwise_is_told_or_is_harmless() -> None:
    before = full()
    told = {name: shown(after) != shown(before) for name, after in changed(before)}
    homes = (model.__name__, "hubflow.model.method.")
    classes = {value.__name__ for value in vars(model).values()
               if isinstance(value, type) and attrs.has(value)
               and value.__module__.startswith(homes)} - {
                   "ExpectedFailure", "AddedCriterion", "JudgedException"}
    assert classes <= {name.split(".")[0] for name in told}, "each class was tried"
    assert {name for name, is_told in told.items() if not is_told} == HARMLESS


@pytest.mark.parametrize(("old", "new"), [(1234567.0, 1234568.0), (0.1, 0.1000001)])
def test_a_parameter_is_compared_exactly(old: float, new: float) -> None:
    method = full()
    day = dt.date(2020, 1, 1)
    one, two, later = (shown(attrs.evolve(method, parameters=(
        attrs.evolve(method.parameters[0], values=((when, value),)),)))
        for when, value in ((day, old), (day, new), (dt.date(2021, 1, 1), old)))
    assert one != two
    assert one != later
