"""However a portfolio is read, it says what the dossiers say: the laws of portfolios."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.property_examples import examples

from hubflow.engine.pipeline import phases_in_order as way
from hubflow.engine.pipeline.prepare import prepare
from hubflow.engine.pipeline.run import run_table as run_prepared
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.tables.output.from_run import results_table
from hubflow.tables.run_tables import open_run

AS_OF = dt.date(2024, 6, 1)
SLOW = settings(max_examples=examples(4),
                suppress_health_check=[HealthCheck.function_scoped_fixture])

METHOD = """
[parameters]
enough = { 2020-01-01 = 1, 2024-01-01 = 2.5, unit = "", source = "rules" }
[[facts]]
id = "parish"
type = "label"
labels = ["north", "south"]
description = "Which parish?"
[[facts]]
id = "themes"
type = "labels"
labels = ["work", "health"]
description = "Which themes?"
[[assumed]]
fact = "identify.age_to"
value = 60
source = "rules"
[stages.identify]
[stages.identify.score]
round = 2
source = "rules"
[[stages.identify.values]]
id = "part"
expression = "identify.group_size / sum(identify.group_size) OVER ()"
says = "The part of the call's people."
source = "rules"
[[stages.identify.groups]]
id = "people"
title = "People"
weight = 2
minimum = 10
round = 1
source = "rules"
[[stages.identify.adjustments]]
id = "old"
title = "Old"
says = "Up to two more for age, or one less."
add = "identify.age_to - 3"
applies = "identify.includes_children"
floor = -1
cap = 2
source = "rules"
[[stages.identify.requirements]]
id = "new-here"
holds = "NOT identify.implemented_in_place OR identify.hard_to_reach = 'hard'"
says = "It is new here."
otherwise_decision = "stop"
source = "rules"
[[stages.identify.criteria]]
id = "age"
title = "Age"
concept = "need-scale"
measure = "identify.age_from"
points = [[0, 0], [1, 4], [2, 10]]
scale = [0, 10]
group = "people"
weight = 2
source = "rules"
[[stages.identify.criteria]]
id = "share"
title = "Share of the group"
concept = "need-scale"
measure = "100 * values.part"
scale = [0, 60]
minimum = 1
source = "rules"
[[stages.identify.criteria]]
id = "depth"
title = "Depth"
concept = "need-severity"
judged = true
scale = [0, 2]
group = "people"
applies = "identify.includes_children OR local.themes.health"
minimum = 1
source = "rules"
[stages.identify.gate]
advance = [{ score = 50, places = 2 }, { score = 95 }]
stop = [{ score_below = 10 }]
rank_by = ["score", "people", "youngest", "depth"]
ties = [{ id = "youngest", least = "identify.age_from", says = "the youngest", source = "rules" }]
source = "rules"
[stages.understand]
[[stages.understand.criteria]]
id = "fit"
title = "Fit"
concept = "problem-solution-fit"
judged = true
scale = ["low", "middle", "high"]
source = "rules"
[[stages.understand.criteria]]
id = "size"
title = "Size"
concept = "need-scale"
measure = "phases.identify.score / 50"
scale = [0, 2]
source = "rules"
[stages.understand.gate]
advance = [{ at_least.middle = 1, places = 1 },
           { when = "identify.age_to < parameters.enough OR phases.identify.rank = 1" }]
otherwise = "stop"
source = "rules"
[stages.test.gate]
advance = [{ budget = "call.budget", cost = "incubate.net_funding_need" },
           { when = "local.parish = 'north'" }]
source = "rules"
[[stages.test.criteria]]
id = "reach"
title = "Reach"
concept = "need-scale"
measure = "identify.group_size * 1.1 - phases.identify.groups.people / 1000"
scale = [0, 3]
source = "rules"
"""

FACTS: dict[str, list[Any]] = {
    "identify.age_from": [0.0, 1.0, 2.0],
    "identify.group_size": [0.0, 1.0, 2.0],
    "identify.age_to": [2.0, 3.0],
    "identify.implemented_in_place": [False, False, True],
    "identify.hard_to_reach": ["easy", "hard"],
    "identify.includes_children": [True, False],
    "incubate.net_funding_need": [10.1, 20.25, 30.3],
    "local.parish": ["north", "south"],
}
DTYPES: dict[type, Any] = {float: pl.Float64, bool: pl.Boolean, str: pl.String}
DECIDED = ("identify", "test")
SCORES = {("identify", "depth"): ["0", "1", "1.5", "2"],
          ("understand", "fit"): ["low", "middle", "high"]}


@st.composite
def ventures(draw: st.DrawFn, *, gaps: bool = True) -> list[dict[str, Any]]:
    """Rows of a table, with what the panel said under ``scores``."""
    count = draw(st.integers(1, 6))
    rows = []
    for index in range(count):
        row: dict[str, Any] = {"id": f"v{index}", "call": draw(st.sampled_from(["aa", "bb", None]))}
        for name, values in FACTS.items():
            row[name] = draw(st.sampled_from([*values, None] if gaps else values))
        ticked = draw(st.sampled_from([None, [], ["work"], ["work", "health"]] if gaps
                                      else [[], ["health"]]))
        for theme in ("work", "health"):
            row[f"local.themes.{theme}"] = None if ticked is None else theme in ticked
        row["currency"] = draw(st.sampled_from([None, "GBP", "EUR"]))
        row["scores"] = {
            key: draw(st.sampled_from([*values, None] if gaps else values))
            for key, values in SCORES.items()
        }
        for phase in DECIDED:
            row[f"decision.{phase}"] = draw(st.sampled_from([None, None, "advance", "stop"]))
        rows.append(row)
    return rows


def table_of(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """The rows as a table of facts; each call has a budget."""
    data = {"id": pl.Series([r["id"] for r in rows], dtype=pl.String)}
    for name in ("call", "currency", *(f"decision.{phase}" for phase in DECIDED)):
        data[name] = pl.Series([r[name] for r in rows], dtype=pl.String)
    for name, values in FACTS.items():
        data[name] = pl.Series([r[name] for r in rows], dtype=DTYPES[type(values[0])])
    for theme in ("work", "health"):
        name = f"local.themes.{theme}"
        data[name] = pl.Series([r[name] for r in rows], dtype=pl.Boolean)
    data["call.budget"] = pl.Series([30.3 if r["call"] else None for r in rows], dtype=pl.Float64)
    return pl.DataFrame(data)


def panel_of(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """What the panel said of the rows."""
    said = [(r["id"], phase, criterion, "one", score)
            for r in rows for (phase, criterion), score in r["scores"].items()
            if score is not None]
    return pl.DataFrame(said, schema=dict.fromkeys(
        ("venture", "phase", "criterion", "assessor", "score"), pl.String), orient="row")


def write_dossiers(folder: Path, rows: list[dict[str, Any]]) -> list[Path]:
    """The rows as dossiers, a folder a call."""
    folders = []
    for place in ("aa", "bb", "none"):
        here = [r for r in rows if (r["call"] or "none") == place]
        if not here:
            continue
        (folder / place).mkdir(parents=True)
        folders.append(folder / place)
        if place != "none":
            (folder / place / "call.toml").write_text(f'id = "{place}"\nbudget = 30.3\n', "utf-8")
        for row in here:
            data: dict[str, Any] = {"id": row["id"], "name": row["id"]}
            for name in FACTS:
                section, _, key = name.partition(".")
                if row[name] is not None and section != "local":
                    data.setdefault(section, {})[key] = row[name]
            own: dict[str, Any] = {"judgements": [
                {"phase": phase, "criterion": criterion, "score":
                 float(score) if score[0].isdigit() else score}
                for (phase, criterion), score in row["scores"].items() if score is not None]}
            if row["local.parish"] is not None:
                own["parish"] = row["local.parish"]
            if row["local.themes.work"] is not None:
                own["themes"] = [t for t in ("work", "health") if row[f"local.themes.{t}"]]
            data["hubs"] = {"testhub": own}
            if row["currency"]:
                data["currency"] = row["currency"]
            data["decisions"] = [
                {"hub": "testhub", "phase": phase, "by": "The board",
                 "decision": row[f"decision.{phase}"], "date": dt.date(2024, 1, 1)}
                for phase in DECIDED if row[f"decision.{phase}"]]
            (folder / place / f"{row['id']}.toml").write_text(tomli_w.dumps(data), "utf-8")
    return folders


def by_id(table: pl.DataFrame) -> pl.DataFrame:
    return table.sort("id", maintain_order=True)


@pytest.mark.parametrize("as_long", [False, True], ids=["wide", "long"])
@pytest.mark.parametrize("quick", [False, True], ids=["short", "as if long"])
@SLOW
@given(rows=ventures(), size=st.sampled_from([1, 3]))
def test_parts_say_what_the_whole_says_and_calls_alone_what_they_say_together(
    run_table: Any, rows: list[dict[str, Any]], size: int, as_long: bool, quick: bool
) -> None:
    table, panel = table_of(rows), panel_of(rows)
    rates = {"EUR": 0.85}
    with pytest.MonkeyPatch.context() as patch:
        whole, summary = run_table(METHOD, table, panel=panel, as_long=as_long, rates=rates)
        if quick:
            # what is settled on every row is looked for, as in a table of many rows
            patch.setattr(way, "_SHORT", 0)
            again, _ = run_table(METHOD, table, panel=panel, as_long=as_long, rates=rates)
            assert_frame_equal(whole, again, check_exact=True)
        parts, figures = run_table(METHOD, table, panel=panel, as_long=as_long, size=size,
                                   rates=rates)
        assert_frame_equal(whole, parts, check_exact=True)
        assert figures.phases == summary.phases
        if as_long:
            return
        alone = []
        for _, call in table.group_by("call", maintain_order=True):
            own = panel.filter(pl.col("venture").is_in(call["id"].implode()))
            alone.append(run_table(METHOD, call, panel=own, rates=rates)[0])
    assert_frame_equal(by_id(whole), by_id(pl.concat(alone)), check_exact=True)


MINUS_ZERO = """
[parameters]
more = { 2020-01-01 = 0, unit = "", source = "rules" }
[stages.identify]
[[stages.identify.criteria]]
id = "given"
title = "As it was given"
concept = "need-scale"
measure = "identify.group_size"
scale = [0, 1]
source = "rules"
[[stages.identify.criteria]]
id = "turned"
title = "Turned round"
concept = "need-scale"
measure = "identify.age_from * -1 + parameters.more"
scale = [-2, 0]
source = "rules"
[stages.understand]
[[stages.understand.criteria]]
id = "alone"
title = "Turned round, and nothing else"
concept = "need-scale"
measure = "identify.group_size * -1"
scale = [0, 1]
source = "rules"
"""


@pytest.mark.parametrize("as_long", [False, True], ids=["wide", "long"])
@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_zero_is_written_in_one_way_whatever_its_sign(
    run_table: Any, tmp_path: Path, ending: str, as_long: bool
) -> None:
    # a row by itself, since Polars adds zero to it in another way than to several
    table = pl.DataFrame({"id": ["a", "b", "c"], "identify.group_size": [-0.0, 0.0, 1.0],
                          "identify.age_from": [0.0, -0.0, 2.0]})
    path = tmp_path / f"table.{ending}"
    table.write_parquet(path) if ending == "parquet" else table.write_csv(path)
    written = [run_table(MINUS_ZERO, [path], as_long=as_long, size=size) for size in (None, 1, 2)]
    assert len({found.write_csv() for found, _ in written}) == 1
    assert "-0.0" not in written[0][0].write_csv()
    assert all("-0.0" not in repr(figures) for _, figures in written)


RECORDS: dict[str, Any] = {
    "incubate.leader_named": False, "incubate.award_recorded": False, "trade.formed": False,
    "trade.months_recorded": 0.0,
    "scale.national_after_local": True, "incubate.proposal_complete": True,
}
"""What a dossier without these records says of them: there are none."""


@SLOW
@given(rows=ventures())
def test_a_table_says_what_the_same_dossiers_say(
    run_table: Any, hub_of: Any, tmp_path_factory: Any, rows: list[dict[str, Any]]
) -> None:
    folders = write_dossiers(tmp_path_factory.mktemp("dossiers"), rows)
    prepared = prepare(hub_of(METHOD), load_inputs(folders), as_of=AS_OF, rates={"EUR": 0.85})
    taken = run_prepared(prepared)
    table = table_of(rows).with_columns(
        pl.lit(value).alias(name) for name, value in RECORDS.items())
    for as_long in (False, True):
        from_dossiers = results_table(prepared, taken, as_long=as_long).drop("name")
        from_table, _ = run_table(METHOD, table, panel=panel_of(rows), as_long=as_long,
                                  rates={"EUR": 0.85})
        assert_frame_equal(by_id(from_dossiers), by_id(from_table), check_exact=True)


RACE = """
[stages.identify]
[[stages.identify.criteria]]
id = "share"
title = "Share of the group"
concept = "need-scale"
measure = "identify.group_size / max(identify.group_size) OVER ()"
scale = [0, 1]
source = "rules"
[stages.identify.gate]
advance = [{ places = 1 }]
source = "rules"
"""


def test_whoever_was_stopped_leaves_the_race_of_a_table_as_that_of_dossiers(
    run_table: Any, hub_of: Any, tmp_path: Path
) -> None:
    # a stop counts for who was decided on, and no more for who is still undecided
    decided = (("left", 8.0, "stop"), ("first", 4.0, None), ("second", 2.0, None),
               ("third", 1.0, "advance"))
    nothing: dict[str, Any] = dict.fromkeys(
        (*FACTS, "currency", "decision.test", "local.themes.work", "local.themes.health"))
    rows = [{**nothing, "id": id, "call": "aa", "scores": {}, "identify.group_size": size,
             "decision.identify": decision} for id, size, decision in decided]
    prepared = prepare(hub_of(RACE), load_inputs(write_dossiers(tmp_path, rows)), as_of=AS_OF)
    expected = by_id(results_table(prepared, run_prepared(prepared), as_long=False).drop("name"))
    seen = expected.filter(phase="identify").select("id", "score_lower", "rank_best", "rank_of")
    assert seen.rows() == [("first", 100.0, 1, 3), ("left", 100.0, 1, 4), ("second", 50.0, 2, 3),
                           ("third", 12.5, 4, 4)]
    table = table_of(rows).select(pl.exclude("^local.*$"), *(
        pl.lit(value).alias(name) for name, value in RECORDS.items()))
    for size in (None, 1, 3):
        found, _ = run_table(RACE, table, size=size)
        assert_frame_equal(by_id(found), expected, check_exact=True)


@SLOW
@given(rows=ventures(), size=st.sampled_from([None, 2]))
def test_a_quota_is_cut_where_full_ranks_cut_it(
    run_table: Any, rows: list[dict[str, Any]], size: int | None
) -> None:
    quotas = METHOD.replace('{ budget = "call.budget", cost = "incubate.net_funding_need" }',
                            "{ places = 1 }")
    ranked, _ = run_table(quotas, table_of(rows), panel=panel_of(rows))
    cut, _ = run_table(quotas, table_of(rows), panel=panel_of(rows), ranked=False, size=size)
    wanted = ["id", "phase", "recommendation", "possible"]
    assert_frame_equal(ranked.select(wanted), cut.select(wanted))
    assert cut["rank_best"].null_count() >= ranked["rank_best"].null_count()


EXAMPLE = Path(__file__).parents[2] / "examples" / "call-labis-2023"


def test_the_call_of_41_says_the_same_as_a_table_whole_and_in_parts(tmp_path: Path) -> None:
    hub = load_hub("porto")
    prepared = prepare(hub, load_inputs([EXAMPLE]))
    taken = run_prepared(prepared)
    facts = [name for name in prepared.table.columns
             if "/" not in name and not name.startswith(("_", "parameters."))]
    decided = {plan.phase.id: prepared.table[plan.names.of("decision")]
               for plan in prepared.compiled.phases}
    table = prepared.table.select(
        pl.col("_id").alias("id"), pl.lit("labis-2023").alias("call"), *facts)
    table = table.with_columns(
        said.alias(f"decision.{phase}") for phase, said in decided.items()
        if said.null_count() < said.len())
    table.write_parquet(tmp_path / "call.parquet")
    for as_long in (False, True):
        expected = results_table(prepared, taken, as_long=as_long).drop("name")
        for size in (None, 10):
            run = open_run(hub, [tmp_path / "call.parquet"], size=size,
                           panel=sorted(EXAMPLE.glob("jury*.csv")), as_of=prepared.cases[0].as_of)
            run.written(tmp_path / "results.parquet", as_long=as_long)
            found = pl.read_parquet(tmp_path / "results.parquet")
            assert_frame_equal(found, expected, check_exact=True)
