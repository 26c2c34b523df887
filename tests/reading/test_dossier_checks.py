"""What must be true across a dossier's values, each mistake told once with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubflow.model.input_problems import BadInput
from hubflow.plugins.importers import load_inputs
from hubflow.reading.dossiers.checks import source_checks
from hubflow.reading.dossiers.checks.dossier_checks import dossier_flaws
from hubflow.reading.dossiers.checks.source_checks import source_flaws, source_ids
from hubflow.reading.toml.source import parse_toml

HEAD = 'id = "x"\nname = "X"\n[[sources]]\nid = "s"\ntitle = "S"\nstatus = "published"\n'
FIRST = HEAD.count("\n") + 1

PILOT = "[[test.pilots]]\nname = 'x'\n"
STEP = "[[solution.mechanism]]\nid = 'a'\nwhat = 'They come.'\n"
PART = "[[solution.components]]\nname = 'Sport'\n"
OUTCOME = "[[test.outcomes]]\nindicator = 'Trust'\n"
NEED = "[[solution.mechanism.needs]]\nid = 'room'\nwhat = 'A room.'\n"
PERIOD = "[[trade.ledger]]\nstart = 2024-01-01\nend = 2024-03-31\n"


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("[identify]\nage_from = 9\nage_to = 8\n", 3, "identify.age_to"),
        ("[[understand.activities]]\nkind = 'visit'\npeople = 3\nservice_users = 4\n", 4,
         "understand.activities[0].service_users"),
        (PILOT + "invited = 5\ncame = 6\n", 4, "test.pilots[0].came"),
        (PILOT + "came = 5\nstayed = 6\n", 4, "test.pilots[0].stayed"),
        (PILOT + "stayed = 5\ncompleted = 6\n", 4, "test.pilots[0].completed"),
        (PILOT + "came = 5\ncompleted = 6\n", 4, "test.pilots[0].completed"),
        (PILOT + "came = 7\nstayed = 5\ncompleted = 8\n", 5, "test.pilots[0].completed"),
        (PILOT + "start = 2024-02-02\nend = 2024-02-01\n", 4, "test.pilots[0].end"),
        ("[test.safeguarding]\npeople_in_contact = 2\npeople_checked = 3\n", 3,
         "test.safeguarding.people_checked"),
        ("[[incubate.cofunders]]\nname = 'x'\ndate = 2024-02-02\nexpires = 2024-01-01\n", 4,
         "incubate.cofunders[0].expires"),
        ("[[incubate.awards]]\nfunder = 'x'\namount = 10.1\n"
         "tranches = [{ amount = 5.1 }, { amount = 5.01 }]\n", 4, "incubate.awards[0].tranches"),
        ("[[trade.ledger]]\nstart = 2024-01-02\nend = 2024-01-31\n", 2, "trade.ledger[0].start"),
        ("[[trade.ledger]]\nstart = 2024-02-01\nend = 2024-02-28\n", 3, "trade.ledger[0].end"),
        ("[[trade.ledger]]\nstart = 2024-02-01\nend = 2024-01-31\n", 3, "trade.ledger[0].end"),
        (PERIOD + PERIOD, 5, "trade.ledger[1].start"),
        (PERIOD + "[[trade.ledger]]\nstart = 2024-03-01\nend = 2024-03-31\n", 5,
         "trade.ledger[1].start"),
        ("[[trade.pauses]]\nstart = 2024-01-01\n[[trade.pauses]]\nstart = 2024-05-01\n", 4,
         "trade.pauses[1].start"),
        ("[[sources]]\nid = 's'\ntitle = 'T'\nstatus = 'published'\n", 2, "sources[1].id"),
        ("[[sources]]\nid = 't'\ntitle = 'T'\nstatus = 'published'\n"
         "covers = ['test.*', 'tset.*']\n", 5, "sources[1].covers[1]"),
        ("[[sources]]\nid = 't'\ntitle = 'T'\nstatus = 'published'\ncovers = ['test']\n", 5,
         "sources[1].covers[0]"),
        ("[[conflicts]]\nfact = 'test.people_came'\nused = 't'\n"
         "values = [{ source = 's', value = 3 }]\n", 3, "conflicts[0].used"),
        ("[[conflicts]]\nfact = 'people_came'\nused = 's'\n"
         "values = [{ source = 's', value = 3 }]\n", 2, "conflicts[0].fact"),
        ("[[conflicts]]\nfact = 'test.people_came'\nused = 't'\n"
         "values = [{ source = 't', value = 3 }]\n", 4, "conflicts[0].values[0].source"),
        ("[[decisions]]\nhub = 'h'\nphase = 'p'\ndecision = 'stop'\ndate = 2024-01-01\nby = 'b'\n"
         "evidence = ['s', 'z']\n", 7, "decisions[0].evidence[1]"),
        ("[[understand.prior_art]]\nname = 'x'\nsource = 'z'\n", 3,
         "understand.prior_art[0].source"),
        (STEP + STEP, 5, "solution.mechanism[1].id"),
        (STEP + "component = 'sport'\n", 4, "solution.mechanism[0].component"),
        (STEP + "pilot = 'spring'\n", 4, "solution.mechanism[0].pilot"),
        (STEP + "source = 'z'\n", 4, "solution.mechanism[0].source"),
        (STEP + "leads_to = [\n'b',\n'a-step',\n]\n" + STEP.replace("'a'", "'b'"), 6,
         "solution.mechanism[0].leads_to[1]"),
        (STEP + "leads_to = ['a']\n", 4, "solution.mechanism[0].leads_to[0]"),
        (STEP + "leads_to = ['b']\n" + STEP.replace("'a'", "'b'") + "leads_to = ['a']\n", 8,
         "solution.mechanism[1].leads_to[0]"),
        (STEP + NEED + NEED, 8, "solution.mechanism[0].needs[1].id"),
        (STEP + NEED + STEP.replace("'a'", "'b'") + NEED, 11,
         "solution.mechanism[1].needs[0].id"),
        (STEP + NEED + "source = 'z'\n", 7, "solution.mechanism[0].needs[0].source"),
        (STEP + NEED + "here_source = 'z'\n", 7, "solution.mechanism[0].needs[0].here_source"),
        (STEP + NEED + "indicator = 'neet_16_17'\n", 7,
         "solution.mechanism[0].needs[0].indicator"),
        (STEP + NEED + "at_most = 4\n", 7, "solution.mechanism[0].needs[0].at_most"),
        (STEP + NEED + "indicator = 'neet_16_17_pc'\nat_least = 5\nat_most = 4\n", 9,
         "solution.mechanism[0].needs[0].at_most"),
    ],
)
def test_a_contradiction_is_told_once_with_its_line(
    tmp_path: Path, text: str, line: int, key: str
) -> None:
    path = tmp_path / "x.toml"
    path.write_text(HEAD + text, "utf-8")
    with pytest.raises(BadInput) as told:
        load_inputs([path])
    (problem,) = told.value.problems
    assert (problem.line, problem.key) == (FIRST + line - 1, key)


@pytest.mark.parametrize(
    "text",
    [
        PILOT + "invited = 5\ncame = 5\nstayed = 5\ncompleted = 5\n",
        PILOT + "invited = 'unknown'\ncame = 5\n",
        "[[incubate.awards]]\nfunder = 'x'\namount = 0.3\n"
        "tranches = [{ amount = 0.1 }, { amount = 0.2 }]\n",
        PERIOD + "[[trade.ledger]]\nstart = 2024-04-01\nend = 2024-04-30\n",
        "[[sources]]\nid = 't'\ntitle = 'T'\nstatus = 'published'\n"
        "covers = ['place.care_leavers_number', 'test.safeguarding.policy', 'trade.*']\n",
        "[[decisions]]\nhub = 'h'\nphase = 'p'\ndecision = 'recognised'\ndate = 2024-01-01\n"
        "by = 'b'\nevidence = ['s']\n",
        "[hubs.other]\nx = { source = 'not ours to check' }\n",
        PART + OUTCOME + STEP + "component = 'Sport'\nleads_to = ['Trust', 'Sport']\nsource = 's'\n"
        + NEED + "indicator = 'neet_16_17_pc'\nat_least = 1\nhere = 'unknown'\n",
    ],
)
def test_what_agrees_is_accepted(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(HEAD + text, "utf-8")
    assert len(load_inputs([path]).entries) == 1


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 5)), min_size=1, max_size=6))
def test_periods_overlap_exactly_where_they_share_a_month(spans: list[tuple[int, int]]) -> None:
    text = ""
    months: list[set[int]] = []
    for first, more in spans:
        last = min(first + more, 12)
        months.append(set(range(first, last + 1)))
        days = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}.get(last, 31)
        text += f"[[trade.ledger]]\nstart = 2024-{first:02}-01\nend = 2024-{last:02}-{days}\n"
    shared = sum(map(len, months)) > len(set.union(*months))
    assert bool(list(dossier_flaws(parse_toml(text, "x.toml").data))) == shared


IDS = st.sampled_from("abc")
TABLES = st.recursive(
    st.fixed_dictionaries({}, optional={"source": IDS | st.integers(0, 2), "id": IDS}),
    lambda inner: st.dictionaries(st.sampled_from(["needs", "sources", "hubs", "decisions"]),
                                  inner | st.lists(inner, max_size=3), max_size=3),
    max_leaves=8)


@given(TABLES, st.sets(IDS))
def test_the_quick_look_for_unknown_sources_finds_what_the_slow_one_names(
    data: dict[str, Any], inherited: set[str],
) -> None:
    known = {*source_ids(data), *inherited}
    named = {id for _, id in source_checks._references(data)} - known
    assert bool(named) == bool(source_checks._outer_sources(data) - inherited)
    unknown = [flaw for flaw in source_flaws(data, inherited) if "not among the [[" in flaw.what]
    assert bool(unknown) == bool(named)
