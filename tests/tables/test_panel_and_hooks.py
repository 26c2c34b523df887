"""A panel's table says what single judgements say; hooks see a table's rows; how each works."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.cli.main import cli
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.engine.pipeline.judging import judge
from hubflow.engine.pipeline.run import run
from hubflow.model.input_problems import BadInput
from hubflow.plugins.importers import load_inputs, load_panel
from hubflow.reading.panel.assessor_groups import group_problems
from hubflow.reading.panel.assessor_names import NOBODY, with_conflicts
from hubflow.reading.panel.judgement_sheets import check_panel
from hubflow.tables.input.panel_table import read_panel_table

T = TypeVar("T")

RULES = """
[panel]
minimum_assessors = MINIMUM
combine = COMBINE
source = "rules"
GROUPS
[stages.identify]
[[stages.identify.requirements]]
id = "fair"
judged = true
says = "It is fair."
source = "rules"
[[stages.identify.criteria]]
id = "depth"
title = "Depth"
concept = "need-severity"
judged = true
justified = true
scale = [0, 5]
source = "rules"
[[stages.identify.criteria]]
id = "fit"
title = "Fit"
concept = "problem-solution-fit"
judged = true
scale = ["low", "middle", "high"]
source = "rules"
"""

GROUPS = "".join(f"""
[[panel.groups]]
id = "{id}"
title = "{id}"
weight = {weight}
source = "rules"
""" for id, weight in (("experts", 2), ("users", 1)))

SCORES = {"depth": ["0", "1.5", "2,125", "5", ""], "fit": ["low", "Middle", "HIGH", ""],
          "fair": ["yes", "não", ""]}

PLAIN = RULES.replace("MINIMUM", "1").replace("COMBINE", '"mean"').replace("GROUPS", "")


@st.composite
def sheet(draw: st.DrawFn) -> str:
    """A jury sheet without mistakes: who gives no score declares a conflict."""
    lines = ["venture;phase;criterion;assessor;score;note;conflict;date;hub;group"]
    for _ in range(draw(st.integers(0, 14))):
        criterion = draw(st.sampled_from(list(SCORES)))
        score = draw(st.sampled_from(SCORES[criterion]))
        conflict = "yes" if not score else draw(st.sampled_from(["", "no", "yes"]))
        lines.append(";".join([
            draw(st.sampled_from(["v0", "v1"])), "identify", criterion,
            draw(st.sampled_from(["ana", "rui", "eva"])), score,
            draw(st.sampled_from(["", "because"])), conflict,
            draw(st.sampled_from(["2024-01-01", "2024-02-01", "2024-03-01"])),
            draw(st.sampled_from(["", "testhub", "elsewhere"])),
            draw(st.sampled_from(["experts", "users"]))]))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("minimum", [1, 2])
@pytest.mark.parametrize("combine", ['"mean"', '"median"', '"trimmed mean"\ntrim = 0.34'])
@pytest.mark.parametrize("groups", ["", GROUPS])
@settings(max_examples=examples(12),
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=sheet())
def test_a_panel_s_table_says_what_its_judgements_say_one_by_one(
    hub_of: Any, tmp_path_factory: Any, text: str, minimum: int, combine: str,
    groups: str,
) -> None:
    rules = RULES.replace("MINIMUM", str(minimum)).replace("COMBINE", combine).replace(
        "GROUPS", groups)
    methodology = hub_of(rules).methodology.methodology
    path = tmp_path_factory.mktemp("panel") / "jury.csv"
    path.write_text(text, "utf-8")
    judgements = load_panel([path], "testhub", methodology=methodology)
    wrong = [*check_panel(judgements, {"v0", "v1"}, methodology),
             *group_problems(judgements, lambda _: NOBODY, methodology.panel.group_ids)]
    found = read_panel_table([path], methodology, 100)
    assert found.count == len(wrong)
    if wrong:
        return
    expected = judge(with_conflicts(judgements), methodology, "en")
    names = PhaseColumns("identify")
    rows = {row["venture"]: row for row in found.combined.iter_rows(named=True)}
    for venture in ("v0", "v1"):
        for criterion in SCORES:
            said = expected.get((venture, "identify", criterion))
            ends = [rows.get(venture, {}).get(column) for column in names.judged(criterion)]
            assert ends == ([said.lower, said.upper] if said else [None, None])


CELLS = {
    "venture": ["v0", "v1", "v1", "\u200b", ""], "phase": ["identify", "identify", "identfy", ""],
    "criterion": ["depth", "fit", "fair", "fot", ""], "assessor": ["ana", "Ana", "rui", ""],
    "score": ["1.5", "9", "low", "midle", "yes", ""], "note": ["", "because"],
    "conflict": ["", "", "no", "yes", "perhaps"],
    "date": ["", "2024-01-01", "2024-02-01", "soon"],
}


@settings(max_examples=examples(60), deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.fixed_dictionaries(
    {heading: st.sampled_from(cells) for heading, cells in CELLS.items()}), max_size=6),
    kind=st.sampled_from([".csv", ".xlsx", ".parquet", ".ndjson"]))
def test_what_is_wrong_is_told_alike_of_any_kind_of_sheet(
    hub_of: Any, tmp_path_factory: Any, rows: list[dict[str, str]], kind: str
) -> None:
    methodology = hub_of(PLAIN).methodology.methodology
    path = tmp_path_factory.mktemp("panel") / f"jury{kind}"
    write_sheet(path, rows)
    single, alone = outcome(lambda: load_panel([path], "testhub", methodology=methodology))
    whole, together = outcome(lambda: read_panel_table([path], methodology, 100))
    if whole is None:
        assert alone == together
        return
    told = [each for each in map(str, whole.problems) if "may be the same person" not in each]
    if single is None:
        # the cells that cannot be read come first; a table tells the rest beside them
        assert {*alone} <= {*told}
    else:
        assert sorted(map(str, check_panel(single, None, methodology))) == sorted(told)


def outcome(read: Callable[[], T]) -> tuple[T | None, list[str]]:
    """Return what is read, or None and what is wrong."""
    try:
        return read(), []
    except BadInput as bad:
        return None, sorted(map(str, bad.problems))


def write_sheet(path: Path, rows: list[dict[str, str]]) -> None:
    """Write a jury's sheet in the format of its name."""
    table = pl.DataFrame(rows, dict.fromkeys(CELLS, pl.String)).with_columns(
        pl.all().replace("", None))
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in (table.columns, *table.rows()):
            book.worksheets[0].append(list(row))
        book.save(path)
    else:
        getattr(table, f"write_{path.suffix[1:]}")(path)


PLATFORM = """
import json

from hubflow import hookimpl


@hookimpl
def hubflow_import_judgements(path):
    return json.loads(path.read_text("utf-8")) if path.suffix == ".json" else None
"""


@settings(max_examples=30, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=sheet())
@example(text="venture;phase;criterion;assessor;score;note;conflict;date;hub;group\n"
              "v0;identify;depth;ana;0;;;2024-01-01;;\n"
              "v0;identify;depth;ana;0;;;2024-01-01;testhub;\n")
def test_a_plugin_reads_a_panel_s_file_for_a_portfolio_too(
    hub_of: Any, tmp_path_factory: Any, text: str
) -> None:
    hub = hub_of(PLAIN, PLATFORM)
    methodology = hub.methodology.methodology
    path = tmp_path_factory.mktemp("panel") / "jury.csv"
    path.write_text(text, "utf-8")
    records = [{key: value for key, value in row.items() if value}
               for row in csv.DictReader(text.splitlines(), delimiter=";")]
    exported = path.with_suffix(".json")
    exported.write_text(json.dumps(records), "utf-8")
    table, plugin = (read_panel_table([each], methodology, 100, hub) for each in (path, exported))
    assert table.count == plugin.count
    assert not table.combined.height or table.combined.equals(plugin.combined)


def test_a_workbook_of_judgements_goes_with_a_portfolio(hub_of: Any, tmp_path: Path) -> None:
    methodology = hub_of(PLAIN
                         ).methodology.methodology
    path = tmp_path / "jury.xlsx"
    book = openpyxl.Workbook()
    for row in (("venture", "phase", "criterion", "assessor", "score", "note"),
                ("v0", "identify", "depth", "ana", 2.5, "because"),
                ("v0", "identify", "fair", "ana", True, None),
                ("v1", "identify", "fit", "ana", "high", None)):
        book.worksheets[0].append(row)
    book.save(path)
    found = read_panel_table([path], methodology, 100)
    assert not found.problems
    names = PhaseColumns("identify")
    rows = {row["venture"]: row for row in found.combined.iter_rows(named=True)}
    assert rows["v0"][names.judged("depth")[0]] == 2.5
    assert rows["v0"][names.judged("fair")[0]] == 1
    assert rows["v1"][names.judged("fit")[1]] == 2


def test_a_panel_s_table_in_another_coding_is_read_as_a_single_one_is(
    hub_of: Any, tmp_path: Path
) -> None:
    methodology = hub_of(PLAIN).methodology.methodology
    path = tmp_path / "jury.csv"
    path.write_bytes("venture,phase,criterion,assessor,score,conflict\n"
                     "v0,identify,fit,João,high,\nv1,identify,fit,João,,yes\n".encode("latin-1"))
    found = read_panel_table([path], methodology, 100)
    assert not found.problems
    assert [(count.assessor, count.conflicts) for count in found.sheets] == [("João", ("v1",))]


def test_scores_that_do_not_fit_are_told_as_those_of_single_judgements_are(
    hub_of: Any, tmp_path: Path
) -> None:
    rules = PLAIN
    methodology = hub_of(rules).methodology.methodology
    rows = [("depth", "9"), ("depth", "deep"), ("depth", "yes"), ("fit", "midle"), ("fit", "3"),
            ("fair", "perhaps"), ("fair", "2"), ("depth", ""), ("fit", ""), ("fair", "")]
    path = tmp_path / "jury.csv"
    path.write_text("venture,phase,criterion,assessor,score\n" + "".join(
        f"v{at},identify,{criterion},ana,{score}\n"
        for at, (criterion, score) in enumerate(rows)), "utf-8")
    judgements = load_panel([path], "testhub", methodology=methodology)
    expected = check_panel(judgements, {f"v{at}" for at in range(len(rows))}, methodology)
    found = read_panel_table([path], methodology, 100)
    assert len(expected) == len(rows)
    assert sorted(map(str, found.problems)) == sorted(map(str, expected))


def test_what_is_wrong_in_a_panel_s_table_is_told(run_table: Any) -> None:
    rules = PLAIN
    ventures = pl.DataFrame({"id": ["v0", "v1"]})
    panel = pl.DataFrame({
        "venture": ["v0", "v0", "v9", "v1", "v1", "v1"],
        "phase": ["identify", "identfy", *["identify"] * 4],
        "criterion": ["depth", "depth", "fit", "fot", "fit", "fit"],
        "assessor": ["ana"] * 6,
        "score": ["7", "1", "low", "low", "low", "high"],
    })
    with pytest.raises(BadInput) as caught:
        run_table(rules, ventures, panel=panel)
    told = "\n".join(str(problem) for problem in caught.value.problems)
    assert ':1: score: 7 is not on the scale of "Depth". It goes from 0 to 5.' in told
    assert ':2: phase: there is no phase "identfy". Did you mean "identify"?' in told
    assert 'venture: no row has the id "v9"' in told
    assert ':4: criterion: phase "identify" has no criterion "fot". Did you mean "fit"?' in told
    assert ':6: assessor: "ana" has judged fit of v1 already' in told
    numbers = panel.head(1).with_columns(pl.lit(7.5).alias("score"))
    with pytest.raises(BadInput, match=r"7\.5 is not on the scale of .Depth."):
        run_table(rules, ventures, panel=numbers)


def test_a_panel_s_table_takes_the_steps_of_a_scale_alone(run_table: Any) -> None:
    rules = PLAIN.replace("scale = [0, 5]", "scale = [0, 5]\nstep = 0.5")
    panel = pl.DataFrame({"venture": ["v0", "v1"], "phase": "identify", "criterion": "depth",
                          "assessor": "ana", "score": [4.5, 3.7], "note": "because"})
    ventures = pl.DataFrame({"id": ["v0", "v1"]})
    between = (r':2: score: 3\.7 is between two steps of the scale of "Depth"\. It goes from 0 to '
               r"5 in steps of 0\.5: give 3\.5 or 4\.")
    for scores in (panel, panel.with_columns(pl.col("score").cast(pl.String))):
        with pytest.raises(BadInput, match=between):
            run_table(rules, ventures, panel=scores)
    run_table(rules, ventures, panel=panel.with_columns(pl.Series("score", [4.5, 0.0])))


EXCEPTION = """
[panel]
minimum_assessors = 2
source = "rules"
[[stages.identify.exceptions]]
id = "old-age"
says = "In exceptional circumstances an older business may apply."
source = "rules"
[[stages.identify.requirements]]
id = "young"
holds = "identify.age_from <= 24 OR exceptions.old_age"
says = "The business is young."
otherwise_decision = "stop"
source = "rules"
"""


def test_a_table_s_panel_grants_exceptions(run_table: Any) -> None:
    said = [("a", "Ana", "yes", "A flood."), ("a", "Ben", "yes", "A flood."),
            ("b", "Ana", "yes", "A flood."), ("b", "Ben", "yes", None),
            ("c", "Ana", "yes", "A flood."), ("c", "Ben", "no", None)]
    panel = pl.DataFrame([(id, "identify", "old-age", *rest) for id, *rest in said],
                         orient="row", schema=["venture", "phase", "criterion", "assessor",
                                               "score", "note"])
    ventures = pl.DataFrame({"id": list("abcd"), "identify.age_from": [30.0] * 4})
    found, _ = run_table(EXCEPTION, ventures, panel=panel)
    first = found.filter(pl.col("phase") == "identify")
    assert first["recommendation"].to_list() == ["advance", "stop", "undecided", "stop"]


def test_a_panel_evenly_split_on_a_requirement_is_missing_evidence(run_table: Any) -> None:
    rules = PLAIN
    said = [(venture, "identify", rule, who, score)
            for venture, split in (("v0", "no"), ("v1", "yes"))
            for who, fair in (("ana", "yes"), ("rui", split))
            for rule, score in (("fair", fair), ("depth", "3"), ("fit", "low"))]
    panel = pl.DataFrame(said, orient="row", schema=[
        "venture", "phase", "criterion", "assessor", "score"]).with_columns(note=pl.lit("because"))
    ventures = pl.DataFrame({"id": ["v0", "v1"]})
    for size in (None, 1):
        found, summary = run_table(rules, ventures, panel=panel, size=size)
        first = found.filter(pl.col("phase") == "identify")
        assert first["missing"].to_list() == [1, 0]
        assert [(each.kind, each.id, each.ventures) for each in summary.missing
                if each.phase == "identify"] == [("judgement", "fair", 1)]


HOOKS = """
import polars as pl
from hubflow import hookimpl

@hookimpl
def hubflow_facts(dossier):
    assert dossier.name == dossier.id.upper()
    size = dossier.identify.group_size
    return {"doubled": None if size is None else 2 * size}

@hookimpl
def hubflow_score_phase(phase, table):
    if phase.id != "identify":
        return None
    # it looks at all rows of a call, so they must be there together
    end = pl.col("local.doubled") / pl.col("local.doubled").max() * 100
    return table.select(end.fill_null(0).alias("lower"), end.fill_null(100).alias("upper"))
"""
HOOKED = """
[[facts]]
id = "doubled"
type = "number"
description = "Twice the group."
[stages.identify]
[[stages.identify.criteria]]
id = "size"
title = "Size"
concept = "need-scale"
measure = "local.doubled"
scale = [0, 10]
source = "rules"
[stages.identify.gate]
advance = [{ score = 60 }]
source = "rules"
"""


def test_hooks_on_tables_and_on_cases_see_a_portfolio(run_table: Any) -> None:
    table = pl.DataFrame({
        "id": [f"v{i}" for i in range(4)], "name": [f"V{i}" for i in range(4)],
        "call": "spring", "identify.group_size": [1.0, 2.0, None, 4.0],
    })
    for size in (None, 2):
        found, _ = run_table(HOOKED, table, hooks=HOOKS, size=size)
        first = found.filter(pl.col("phase") == "identify")
        assert first["score_lower"].to_list() == [25.0, 50.0, 0.0, 100.0]
        assert first["recommendation"].to_list() == ["revise", "revise", "undecided", "advance"]


MARKED = HOOKS.replace("phase, table)", "phase, table, calls)").replace(
    'pl.col("local.doubled").max()', 'pl.col("local.doubled").max().over("call")').replace(
    "return table.select", "return table.with_columns(calls).select")


@pytest.mark.parametrize("hooks", [HOOKS, MARKED], ids=["call by call", "all calls, marked"])
def test_a_hook_never_compares_ventures_of_different_calls(run_table: Any, hooks: str) -> None:
    table = pl.DataFrame({
        "id": [f"v{i}" for i in range(6)], "name": [f"V{i}" for i in range(6)],
        "call": ["spring", "autumn", "spring", "autumn", None, None],
        "identify.group_size": [1.0, 30.0, 2.0, 60.0, 7.0, 9.0],
    })
    def scores(rows: pl.DataFrame) -> list[float]:
        found, _ = run_table(HOOKED, rows, hooks=hooks)
        first = found.filter(pl.col("phase") == "identify").sort("id")
        return [float(score) for score in first["score_lower"]]

    assert scores(table) == [50.0, 50.0, 100.0, 100.0, 100.0, 100.0]
    assert scores(table.filter(pl.col("call") == "autumn")) == [50.0, 100.0]


def test_a_hook_may_leave_one_call_to_the_phase_s_own_rules(run_table: Any) -> None:
    hooks = HOOKS.replace('    end = pl', """    if table.collect()["local.doubled"].max() > 10:
        return None
    end = pl""")
    table = pl.DataFrame({
        "id": ["a", "b", "c"], "name": ["A", "B", "C"], "call": ["one", "two", "one"],
        "identify.group_size": [1.0, 9.0, 2.0],
    })
    found, _ = run_table(HOOKED, table, hooks=hooks)
    first = found.filter(pl.col("phase") == "identify").sort("id")
    assert first["score_lower"].to_list() == [50.0, 100.0, 100.0]
    assert first["recommendation"].to_list() == ["revise", "advance", "advance"]


def test_how_each_hook_works_is_told(hub_of: Any, tmp_path: Path) -> None:
    hub_of(HOOKED, HOOKS)
    (module,) = (path.name for path in tmp_path.glob("hooked_*"))
    done = CliRunner().invoke(cli, ["plugins", "-p", module, "--trace"])
    assert done.exit_code == 0, done.output
    lines = [" ".join(line.split()) for line in done.output.splitlines()]
    at = next(i for i, line in enumerate(lines) if line.startswith("hubflow_score_phase"))
    assert lines[at + 1].startswith("on the whole table")
    at = next(i for i, line in enumerate(lines) if line.startswith("hubflow_facts"))
    assert lines[at + 1].startswith("a case at a time")
    hub_of(HOOKED)
    (folder,) = (path for path in tmp_path.glob("hub*") if "hooked" not in path.name)
    done = CliRunner().invoke(cli, ["plugins", "-p", str(folder), "--trace"])
    assert "hooks none" in " ".join(done.output.split())


def test_dates_of_rows_pick_the_parameters(run_table: Any) -> None:
    rules = """
[parameters]
least = { 2020-01-01 = 1, 2024-01-01 = 5, unit = "", source = "rules" }
[[stages.identify.requirements]]
id = "enough"
holds = "identify.group_size >= parameters.least"
says = "Enough."
source = "rules"
"""
    table = pl.DataFrame({
        "id": ["a", "b", "c"], "identify.group_size": [3.0] * 3,
        "as_of": [dt.date(2023, 12, 31), dt.date(2024, 1, 1), dt.date(2019, 1, 1)]})
    found, _ = run_table(rules, table, as_of=None)
    first = found.filter(pl.col("phase") == "identify")
    assert first["recommendation"].to_list() == ["advance", "revise", "undecided"]


def test_templates_are_tables_that_can_be_run(run_table: Any, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["facts", "--template", "csv"])
    assert done.exit_code == 0
    headings = done.output.strip().split(",")
    path = tmp_path / "t.csv"
    path.write_text(done.output + "v0" + "," * (len(headings) - 1) + "\n", "utf-8")
    found, _ = run_table(HOOKED, [path])
    assert found["id"].unique().to_list() == ["v0"]
    out = tmp_path / "t.parquet"
    done = CliRunner().invoke(cli, ["facts", "--template", "parquet", "-p", "porto", "--out",
                                    str(out)])
    assert done.exit_code == 0
    assert pl.read_parquet_schema(out)["identify.problems"] == pl.Float64


def test_a_scoring_hook_is_given_ids_and_who_reached_the_phase(
    hub_of: Any, tmp_path: Path
) -> None:
    code = """
import polars as pl

from hubflow import hookimpl


@hookimpl
def hubflow_score_phase(table):
    return table.select(pl.when(pl.col("id") == "a").then(80.0).otherwise(20.0).alias(end)
                        for end in ("lower", "upper")
                        ) if "reached.possible" in table.collect_schema() else None
"""
    for id in ("b", "a"):
        (tmp_path / f"{id}.toml").write_text(f'id = "{id}"\nname = "{id}"\n', "utf-8")
    result = run(hub_of(PLAIN, code), load_inputs([tmp_path / "b.toml", tmp_path / "a.toml"]))
    scores = {v.id: v.stages[0].phases[0].score for v in result.ventures}
    assert {id: score and score.lower for id, score in scores.items()} == {"a": 80.0, "b": 20.0}


def test_a_hook_is_given_who_competes_call_by_call(hub_of: Any, tmp_path: Path) -> None:
    """Each venture's score tells what it was given: who competes for certain, and possibly."""
    code = """
import polars as pl

from hubflow import hookimpl


@hookimpl
def hubflow_score_phase(phase, table):
    if phase.id != "identify":
        return None
    sure, perhaps = (pl.col(f"competes.{end}") for end in ("certain", "possible"))
    said = (40.0 * sure + 20.0 * perhaps + 10.0 * pl.col("reached.certain")
            + sure.sum() + 3.0 * perhaps.sum())
    return table.select(said.alias(end) for end in ("lower", "upper"))
"""
    fair = PLAIN[PLAIN.index("[[stages.identify.req"):PLAIN.index("[[stages.identify.crit")]
    rules = PLAIN.replace(fair, "") + """
[[stages.identify.requirements]]
id = "children"
holds = "identify.includes_children"
says = "It is for children."
source = "rules"
[[stages.identify.criteria]]
id = "floored"
title = "Size"
concept = "need-scale"
measure = "identify.group_size"
scale = [0, 10]
minimum = 4
source = "rules"
"""
    said = {"a": (True, 5), "b": (False, 5), "c": (True, 3), "d": (None, 5), "e": (True, 5)}
    folder = tmp_path / "call"
    folder.mkdir()
    for id, (children, size) in said.items():
        flag = "" if children is None else f"includes_children = {str(children).lower()}\n"
        (folder / f"{id}.toml").write_text(
            f'id = "{id}"\nname = "{id}"\n[identify]\n{flag}group_size = {size}\n', "utf-8")
    (folder / "call.toml").write_text(
        'id = "spring"\n[[members]]\nid = "e"\nstanding = "excluded"\n', "utf-8")
    (tmp_path / "alone.toml").write_text(
        'id = "alone"\nname = "alone"\n[identify]\nincludes_children = true\ngroup_size = 9\n',
        "utf-8")
    result = run(hub_of(rules, code), load_inputs([folder, tmp_path / "alone.toml"]))
    scores = {v.id: score and score.lower for v in result.ventures
              for score in [v.stages[0].phases[0].score]}
    # in the call a competes for certain and d possibly: 1 + 3 * 2; alone 1 + 3
    assert scores == {"a": 77.0, "b": 17.0, "c": 17.0, "d": 37.0, "e": 0.0, "alone": 74.0}
