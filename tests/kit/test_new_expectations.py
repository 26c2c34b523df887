"""A new expectation is written as its author would have: comments, order and form are kept."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow import BadInput, load_hub
from hubflow.kit.cases.cases import read_case, try_case
from hubflow.kit.cases.new_expectations import with_new_expectations

Write = Callable[..., Path]


def accept(path: Path) -> str:
    """Accept what came out of a case; then nothing differs any more."""
    hub = load_hub(path.parent.parent)
    run = try_case(hub, read_case(path))
    assert run.case.file is not None
    path.write_bytes(with_new_expectations(run.case.file, run.differences))
    assert try_case(hub, read_case(path)).differences == ()
    return path.read_bytes().decode()


WRITTEN = [
    ("""
# Where it stands.
[expect.bees]  # the bees
stage = "trade"   # not yet

[expect.bees.phases.understand]
recommendation = "advance"      # for now
score = 80
levels = { listening = 9, promise = 5 }  # of ten
not_met = [
  "prior-art",  # nobody looked
]
# The end.
""", """
# Where it stands.
[expect.bees]  # the bees
stage = "understand"   # not yet

[expect.bees.phases.understand]
recommendation = "revise"      # for now
score = 61.111111
levels = { listening = 6.666667, promise = 5 }  # of ten
not_met = [
  "prior-art",  # nobody looked
]
# The end.
"""),
    ('[expect]\nbees = { stage = "test", phases = { understand = { score = 7 } } } # short\n',
     '[expect]\nbees = { stage = "understand", phases = { understand = { score = 61.111111 } } } '
     "# short\n"),
    ('[expect]\nbees.stage = "test"\nbees.phases.understand.score = 7 # dotted\n',
     '[expect]\nbees.stage = "understand"\nbees.phases.understand.score = 61.111111 # dotted\n'),
    ('[expect.bees.instruments]\ngrant = 3 # a third\n[expect.bees.proposal]\ntotal = 1\n',
     '[expect.bees.instruments]\ngrant = 33.33 # a third\n[expect.bees.proposal]\ntotal = 100\n'),
]


@pytest.mark.parametrize(("before", "after"), WRITTEN)
def test_only_what_differs_is_changed(write: Write, before: str, after: str) -> None:
    path = write(before)
    head = path.read_text("utf-8").removesuffix(before)
    assert accept(path) == head + after


FIRST = """[expect.bees]
stage = "understand"

[expect.bees.phases.identify]
recommendation = "advance"

[expect.bees.phases.understand]
recommendation = "revise"
score = 61.111111
"""


@pytest.mark.parametrize("begun", ["\n[expect.bees]\n", "\n[expect]\n", ""])
def test_a_first_case_is_written_by_the_command(write: Write, begun: str) -> None:
    text = accept(write(begun))
    assert "".join(text.split()).endswith("".join(FIRST.split()))
    assert FIRST.strip() in text


def test_an_empty_phase_gets_its_recommendation_and_score(write: Write) -> None:
    text = accept(write("[expect.bees.phases.understand] # new\n"))
    assert text.endswith(
        '[expect.bees.phases.understand] # new\nrecommendation = "revise"\nscore = 61.111111\n')
    assert "stage" not in text


def test_what_a_case_does_not_name_is_not_invented(write: Write, dossier: str) -> None:
    two = dossier.replace("[dossier]", "[[dossier]]").replace(
        "[[dossier.", "[[dossier.") + '[[dossier]]\nid = "wasps"\nname = "Wasps"\n'
    text = accept(write('[expect.bees]\nstage = "test"\n', dossier=two))
    assert text.endswith('[expect.bees]\nstage = "understand"\n')
    assert "expect.wasps" not in text


def test_line_ends_and_the_byte_order_mark_stay(write: Write) -> None:
    path = write("[expect.bees]\n")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    accept(path)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfsays")
    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_a_case_that_is_as_expected_is_not_touched(write: Write) -> None:
    path = write('[expect.bees]\nstage   =  "understand"#x\n\n\n')
    before = path.read_bytes()
    accept(path)
    assert path.read_bytes() == before


def test_a_form_that_cannot_be_kept_is_told(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write('[expect.bees]\nstage = "test"\n')
    monkeypatch.setattr("tomlkit.dumps", lambda _: 'expect.bees.stage = "scale"\n')
    with pytest.raises(BadInput, match="its form cannot be kept"):
        accept(path)


LEVEL = st.one_of(st.integers(0, 10), st.just("none"), st.just([0, 10]))
EXPECTED = st.fixed_dictionaries({}, optional={
    "recommendation": st.sampled_from(["advance", "revise", "undecided"]),
    "score": st.one_of(st.floats(0, 100), st.integers(0, 100), st.just("none")),
    "rank": st.one_of(st.integers(1, 9), st.just([1, 9])),
    "levels": st.dictionaries(st.sampled_from(["listening", "promise"]), LEVEL),
    "not_met": st.lists(st.just("prior-art"), max_size=1),
    "to_do": st.lists(st.sampled_from(["One.", "Two."]), max_size=2),
})


@settings(max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(expected=EXPECTED, spaces=st.integers(0, 3), inline=st.booleans())
def test_whatever_was_expected_nothing_else_changes(
    write: Write, expected: dict[str, Any], spaces: int, inline: bool
) -> None:
    """The law: accepted means no difference; every other value and every comment stays."""
    lines = [f"{key} = {_toml(value)}{' ' * spaces}# about {key}" if not inline
             else f"{key} = {_toml(value)}" for key, value in expected.items()]
    text = ("[expect.bees.phases]\nunderstand = { " + ", ".join(lines) + " } # all of it\n"
            if inline else "[expect.bees.phases.understand] # one\n" + "\n".join(lines) + "\n")
    path = write(text)
    before = tomli.loads(path.read_text("utf-8"))
    after_text = accept(path)
    after = tomli.loads(after_text)
    for comment in ["# all of it"] if inline else ["# one", *(f"# about {k}" for k in expected)]:
        assert comment in after_text
    new = after["expect"]["bees"]["phases"]["understand"]
    assert set(new) == (set(expected) or {"recommendation", "score"})
    rest = [copy.deepcopy(data) for data in (before, after)]
    for data in rest:
        del data["expect"]
    assert rest[0] == rest[1]


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)
