"""Dated calls of instruments for places; parameters that end or were not looked at lately."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from hubflow.engine.results.openings import opening_on
from hubflow.kit.checking.staleness import stale_rules
from hubflow.model.input_problems import BadInput
from hubflow.model.results import InstrumentResult
from hubflow.plugins.manager import load_hub
from hubflow.reading.method.methodology_file import read_methodology
from tests.conftest import HEADER

HUB = HEADER.replace('country = "GB" }', 'country = "GB", region = "Midshire" }')
GRANT = """
[[instruments]]
id = "grant"
stage = "trade"
name = "Grant"
source = "rules"
"""
MIDSHIRE = """
[[instruments.calls]]
id = "midshire-1"
region = "Midshire"
from = 2024-02-01
to = 2024-04-30
budget = 100000
[[instruments.calls]]
id = "midshire-2"
region = "Midshire"
from = 2024-09-01
to = 2024-10-31
"""
OTHERS = """
[[instruments.calls]]
id = "coast"
region = "Coastshire"
from = 2024-01-01
to = 2024-12-31
[[instruments.calls]]
id = "towns"
places = ["E01000001", "Northtown"]
from = 2024-01-01
to = 2024-12-31
"""
HOME = {"name": "Testtown", "country": "GB"}


@pytest.fixture
def grant_of(run_method: Any) -> Any:
    def find(calls: str, day: str, place: Any = None) -> InstrumentResult:
        result = run_method(GRANT + calls, [{"id": "a", **({"place": place} if place else {})}],
                            header=HUB, as_of=dt.date.fromisoformat(day))
        (found,) = result.ventures[0].instruments
        return found  # type: ignore[no-any-return]

    return find


@pytest.mark.parametrize(("day", "state", "call"), [
    ("2024-01-31", "not yet open", "midshire-1"),
    ("2024-02-01", "open", "midshire-1"),
    ("2024-04-30", "open", "midshire-1"),
    ("2024-05-01", "not yet open", "midshire-2"),
    ("2024-11-01", "closed", "midshire-2"),
])
def test_the_call_that_covers_the_day_decides(
    grant_of: Any, day: str, state: str, call: str
) -> None:
    found = grant_of(MIDSHIRE, day, HOME)
    assert (found.open, found.call) == (state, call)
    found = grant_of(MIDSHIRE + OTHERS, day, HOME)
    assert (found.open, found.call) == (state, call)


@pytest.mark.parametrize(("place", "state"), [
    (HOME, "unknown"),  # the hub's region is known, and no call is for it
    ({"name": "Elsewhere", "country": "GB", "region": "Coastshire"}, "open"),
    ({"name": "coastshire"}, "open"),
    ({"name": "Southtown", "region": "Midshire"}, "unknown"),
    ({"name": "NORTHTOWN", "region": "Midshire"}, "open"),
    ({"name": "A ward", "code": "E01000001"}, "open"),
    ({"name": "Southtown"}, "unknown"),  # the region of the place is not known
    (None, "unknown"),
])
def test_a_call_is_open_only_where_it_covers_the_place(
    grant_of: Any, place: Any, state: str
) -> None:
    assert grant_of(OTHERS, "2024-06-01", place).open == state


@pytest.mark.parametrize(("days", "day", "state"), [
    ("to = 2024-08-30\nchecked = 2024-06-01", "2024-05-31", "unknown"),
    ("to = 2024-08-30\nchecked = 2024-06-01", "2024-06-01", "open"),
    ("to = 2024-08-30\nchecked = 2024-06-01", "2024-08-31", "closed"),
    ("to = 2024-08-30", "2024-06-01", "unknown"),
    ("from = 2024-01-01\nchecked = 2024-06-01", "2024-08-30", "open"),
    ("from = 2024-01-01\nchecked = 2024-06-01", "2024-08-31", "unknown"),
    ("from = 2024-01-01", "2024-06-01", "unknown"),
])
def test_where_a_day_is_not_stated_a_look_stands_in(
    grant_of: Any, days: str, day: str, state: str
) -> None:
    assert grant_of(f'[[instruments.calls]]\nid = "one"\n{days}\n', day, HOME).open == state


def test_calls_that_contradict_themselves_are_refused(run_method: Any) -> None:
    wrong = GRANT + "open = { to = 2024-01-01 }\n" + """
[[instruments.calls]]
id = "one"
from = 2024-03-01
to = 2024-02-01
[[instruments.calls]]
id = "one"
"""
    with pytest.raises(BadInput) as refused:
        run_method(wrong, [{"id": "a"}])
    said = [str(each) for each in refused.value.problems]
    assert len(said) == 3
    assert any("has `calls` too" in each for each in said)
    assert any("2024-02-01 is before the 2024-03-01" in each for each in said)
    assert any('"one" is used twice' in each for each in said)


LIMIT = """
[parameters.most]
2020-01-01 = 10
2023-01-01 = 20
ends = 2024-05-31
checked = 2024-01-15
source = "rules"
[[stages.identify.requirements]]
id = "size"
holds = "incubate.net_funding_need <= parameters.most"
says = "It is not too large."
concept = "feasibility"
source = "rules"
[stages.identify.gate]
advance = [{}]
"""


@pytest.mark.parametrize(("day", "status"), [
    ("2022-12-31", "fails"), ("2024-05-31", "holds"), ("2024-06-01", "unknown")])
def test_a_parameter_that_ended_is_in_force_no_more(
    run_method: Any, phase_of: Any, day: str, status: str
) -> None:
    dossier = {"id": "a", "currency": "GBP", "incubate": {"net_funding_need": 15}}
    result = run_method(LIMIT, [dossier], as_of=dt.date.fromisoformat(day))
    phase = phase_of(result, "a", "identify")
    (found,) = [each for each in phase.requirements if each.id == "size"]
    assert found.status == status
    causes = [each.what_to_do for each in phase.reasons if each.id == "parameters.most"]
    assert bool(causes) == (status == "unknown")
    assert all("until 2024-05-31" in each for each in causes)


def test_what_was_not_looked_at_lately_is_named(tmp_path: Path) -> None:
    path = tmp_path / "methodology.toml"
    calls = """
[[instruments.calls]]
id = "over"
to = 2024-03-31
checked = 2023-01-01
[[instruments.calls]]
id = "running"
from = 2024-01-01
checked = 2024-03-01
[[instruments.calls]]
id = "unseen"
from = 2024-07-01
"""
    path.write_text(HUB + LIMIT.replace("ends = 2024-05-31\n", "") + GRANT + calls, "utf-8")
    loaded = read_methodology(path)

    def found(day: dt.date) -> list[tuple[str, str]]:
        return [(each.key, each.what) for each in stale_rules(loaded, day)]

    unseen = ("instruments[0].calls[2].checked", "it is not stated when somebody last looked")
    limit = ("parameters.most.checked", "last checked on 2024-01-15, 91 days ago")
    running = ("instruments[0].calls[1].checked", "last checked on 2024-03-01, 91 days ago")
    assert found(dt.date(2024, 4, 14)) == [unseen]
    assert found(dt.date(2024, 4, 15)) == [unseen, limit]
    assert running in found(dt.date(2024, 5, 31))
    path.write_text(HUB.replace('edition = "1"', 'edition = "1"\nrecheck_days = 30')
                    + LIMIT + GRANT + calls, "utf-8")
    later = [each.key for each in stale_rules(read_methodology(path), dt.date(2024, 6, 1))]
    assert later == ["instruments[0].calls[1].checked", unseen[0], "parameters.most.ends"]


def test_both_hubs_say_what_is_over() -> None:
    for name, instruments in (("porto", {"parcerias-2030", "centros-impacto"}),
                              ("westmidlands", {"wmca-business-support", "boost-fund"})):
        about = load_hub(name).methodology.methodology
        closed = {each.id for each in about.instruments
                  if opening_on(each, dt.date(2026, 11, 29), about.hub,
                                about.hub.place).state == "closed"}
        assert instruments <= closed
