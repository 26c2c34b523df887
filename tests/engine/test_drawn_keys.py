"""Every key of a methodology that can change a result is drawn by a generator of random methods.

The laws of tests/engine/test_random_methods.py and the brute force of
tests/engine/test_completions.py hold for the keys that their generators draw. A new key that
neither draws fails here, until it is drawn or stands below with the reason why not.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from hypothesis import Phase as Stage
from hypothesis import given, seed, settings
from scripts.reference_methodology import PARTS, _within
from tests.engine import test_completions, test_random_methods

from hubflow.model import methodology as model
from hubflow.reading.records.converter import toml_key

WORDS = "what is shown, sent or listed, and no rule reads it"
TELLS = "where a rule or a word comes from, or what it is about"
UNDRAWN: Mapping[str, str] = {
    # whole records
    **dict.fromkeys(("Hub", "HubLook", "Place", "Publisher", "PlaceIndicator", "MethodSource",
                     "Privacy", "CallRules", "CallStep", "ExpectedFailure"), WORDS),
    "Assumed": "it stands for what is missing, so that knowing more may contradict it",
    "Checkpoint": "looked at while a venture trades, after the phases",
    "CheckpointRule": "looked at while a venture trades, after the phases",
    "Open": "a day, of which nothing is open", "InstrumentCall": "a day and a place",
    "ScaleConversion": "converts a judgement before it counts as one on the criterion's own scale",
    # single keys
    **dict.fromkeys((
        "Adjustment.concept", "Adjustment.concepts", "Criterion.concepts", "Requirement.concept",
        "Requirement.concepts", "Criterion.says", "Criterion.rubric", "CriteriaGroup.says",
        "Gate.says", "Instrument.says", "Phase.says", "Phase.source", "Section.source",
        "Parameter.says", "Parameter.note"), TELLS),
    **dict.fromkeys((
        "Phase.activities", "Phase.months", "Instrument.applicant", "Instrument.programme",
        "LocalFact.label_names", "LocalFact.unit", "Parameter.unit", "Parameter.checked",
        "Section.asks", "Proposal.note", "Methodology.api"), WORDS),
    **dict.fromkeys(("Section.answer", "Section.max_words", "Section.required"),
                    "a text, of which nothing follows"),
    **dict.fromkeys(("Methodology.assumed", "Methodology.call", "Methodology.checkpoints",
                     "Methodology.expected_failures", "Methodology.indicators",
                     "Methodology.privacy", "Methodology.publisher", "Instrument.calls",
                     "Instrument.open", "Criterion.conversions"), "it holds a record above"),
    **dict.fromkeys(("Methodology.parameters", "Methodology.phases", "Parameter.id", "Phase.stage"),
                    "written in another way: as tables of stages and parameters"),
    **dict.fromkeys(("Panel.band", "ScoreRules.band"),
                    "comparisons draw weights within it (tests/compare/test_robust.py)"),
    "Panel.from": "which judgements are accepted as input",
    "Gate.reserve": "a list behind the places: tests/engine/test_reserve.py",
    "Methodology.uses": "the stages that there are: tests/engine/test_uses.py",
    "Phase.subject": "whether challenges take part, which is known of each",
}
"""What is not drawn, and why: records, or their keys."""

ROUNDS = 20
"""From how many seeds methods are drawn at most; nearly always two are enough."""


def keys_of(cls: type, data: Mapping[str, Any]) -> Iterator[str]:
    """Yield `Record.key` for all keys of a record, and of the records in it."""
    fields = {toml_key(field): field for field in attrs.fields(cls)}
    for key, value in data.items():
        field = fields[key]
        yield f"{cls.__name__}.{key}"
        inner = next(iter(_within(field.type)), None)
        if inner is None:
            continue
        for each in value if isinstance(value, list) else [value]:
            yield from keys_of(inner, each)


def keys_in(text: str) -> Iterator[str]:
    """Yield the keys of a methodology."""
    data = tomllib.loads(text)
    stages, parameters = data.pop("stages", {}), data.pop("parameters", {})
    data.pop("api", None)
    yield from keys_of(model.Methodology, data)
    for stage in stages.values():
        for phase in stage.get("phases", [stage]):
            yield from keys_of(model.Phase, phase)
    for parameter in parameters.values():
        yield from ("Parameter.values", *(
            f"Parameter.{key}" for key in parameter if not key[0].isdigit()))


def drawn(wanted: set[str]) -> set[str]:
    """Return the keys that the generators draw, in rounds until all that are wanted were drawn.

    What Hypothesis draws from one seed depends on which modules are loaded, so one seed is not
    enough to see every key that can be drawn.
    """
    found: set[str] = set()
    for number in range(400):
        found.update(keys_in(test_completions.method(random.Random(number))))
    for number in range(ROUNDS):
        if wanted <= found:
            break
        found.update(drawn_from(number))
    return found


def drawn_from(number: int) -> set[str]:
    """Return the keys that the laws' generator draws from one seed."""
    found: set[str] = set()

    @seed(number)
    @settings(max_examples=60, database=None, phases=[Stage.generate])
    @given(text=test_random_methods.method())
    def collect(text: str) -> None:
        found.update(keys_in(text))

    collect()
    return found


def test_every_key_that_can_change_a_result_is_drawn() -> None:
    every = {f"{cls.__name__}.{toml_key(field)}" for cls in PARTS for field in attrs.fields(cls)}
    excused = {key for key in every if key in UNDRAWN or key.split(".")[0] in UNDRAWN}
    known = drawn(every - excused)
    assert sorted(every - known - excused) == []
    # and an excuse is for something that there is, and that is not drawn
    assert sorted(key for key in UNDRAWN if "." in key and (key not in every or key in known)) == []
    assert {name for name in UNDRAWN if "." not in name} <= {cls.__name__ for cls in PARTS}
