"""The methods and tables that the benchmarks of portfolios share, and the six stages by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from hubflow.engine.facts import registry
from hubflow.plugins.manager import LoadedHub, load_hub

HEADER = """api = 1
[hub]
id = "bench"
edition = "1"
name = "Bench"
place = { name = "Nowhere", country = "GB" }
language = "en"
currency = "GBP"
[[sources]]
id = "rules"
title = "Rules made up to be measured"
status = "assumption"
"""

CRITERIA = 12
FLOOR = 10
PASS = 50
FACTS = tuple(fact.name for fact in registry().values()
              if fact.type == "number" and fact.whole and fact.high is None)[:CRITERIA]
"""Twelve facts that are whole numbers: counts of people and things."""

GAPS = 0.05
"""The share of the values that are missing in the table of the six stages."""


@dataclass(frozen=True)
class Scored:
    """A criterion of the six stages: a fact on a scale from 0, with its weight and floor."""

    fact: str
    high: float
    weight: float
    floor: float | None = None


STAGES: dict[str, tuple[Scored, Scored]] = {
    "identify": (Scored("identify.group_size", 1000, 2), Scored("identify.age_to", 100, 1, 5)),
    "understand": (Scored("understand.needs", 20, 1), Scored("understand.lessons", 20, 3, 1)),
    "test": (Scored("test.outcomes", 20, 1), Scored("test.service_user_feedback", 100, 1, 5)),
    "incubate": (Scored("incubate.parties", 20, 1), Scored("incubate.expected_outcomes", 20, 2)),
    "trade": (Scored("trade.earned_income", 100_000, 3), Scored("trade.jobs", 50, 1, 1)),
    "scale": (Scored("scale.local_markets", 20, 1), Scored("scale.local_market_size", 9000, 1)),
}
FLAGS = ("identify.includes_children", "identify.includes_adults_at_risk",
         "test.safeguarding_in_place", "incubate.leader_named", "incubate.proposal_complete",
         "incubate.award_recorded", "trade.formed", "scale.national_after_local")
LEAST, STOP = 40, 15


def hub_of(folder: Path, rules: str) -> LoadedHub:
    """A hub with these rules, written to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "methodology.toml").write_text(HEADER + rules, "utf-8")
    return load_hub(str(folder))


def weights(method: int = 0) -> list[float]:
    """The weights of the twelve criteria, of several methods."""
    return [1.0 + (index * (method + 1)) % CRITERIA for index in range(CRITERIA)]


def twelve(gate: str, method: int = 0) -> str:
    """A stage of twelve weighted criteria with floors."""
    rules = "".join(f"""
[[stages.identify.criteria]]
id = "c{index}"
title = "Criterion {index}"
concept = "need-scale"
measure = "{fact}"
scale = [0, 100]
weight = {weight}
minimum = {FLOOR}
source = "rules"
""" for index, (fact, weight) in enumerate(zip(FACTS, weights(method), strict=True)))
    return f"{rules}\n[stages.identify.gate]\nadvance = [{gate}]\nsource = \"rules\"\n"


def twelve_facts(rows: int) -> pl.DataFrame:
    """Values of the twelve facts, the same every time."""
    random = np.random.default_rng(1)
    return pl.DataFrame({fact: random.integers(5, 101, rows).astype(np.float64)
                         for fact in FACTS})


def six_stages() -> str:
    """A method that scores in all six stages."""
    text = ""
    for stage, criteria in STAGES.items():
        for index, scored in enumerate(criteria):
            floor = "" if scored.floor is None else f"minimum = {scored.floor}"
            text += f"""
[[stages.{stage}.criteria]]
id = "c{index}"
title = "Criterion {index}"
concept = "need-scale"
measure = "{scored.fact}"
scale = [0, {scored.high}]
weight = {scored.weight}
{floor}
source = "rules"
"""
        text += f"""
[stages.{stage}.gate]
advance = [{{ score = {LEAST} }}]
stop = [{{ score_below = {STOP} }}]
source = "rules"
"""
    return text


def write_six_stages(path: Path, rows: int, seed: int = 2) -> None:
    """A table for the six stages as Parquet, with gaps in every column."""
    random = np.random.default_rng(seed)

    def with_gaps(values: np.ndarray) -> pl.Series:
        return pl.Series(values).scatter(np.flatnonzero(random.random(rows) < GAPS), None)

    data: dict[str, pl.Series] = {"id": pl.select(
        pl.lit(f"v{seed}-") + pl.int_range(rows).cast(pl.String)).to_series()}
    for scored in (each for pair in STAGES.values() for each in pair):
        data[scored.fact] = with_gaps(
            random.integers(0, int(scored.high) + 1, rows).astype(np.float64))
    for flag in FLAGS:
        share = 0.3 if flag.startswith("identify.") else 0.9
        data[flag] = with_gaps(random.random(rows) < share)
    data["trade.months_recorded"] = with_gaps(random.integers(18, 40, rows).astype(np.float64))
    pl.DataFrame(data).write_parquet(path)


def by_hand(source: Path, out: Path) -> None:
    """The six stages with intervals as one would write them for this one method in Polars."""
    safe = ~(pl.col(FLAGS[0]) | pl.col(FLAGS[1])) | pl.col(FLAGS[2])
    guards: dict[str, list[tuple[pl.Expr, tuple[str, ...]]]] = {
        "identify": [],
        "understand": [(safe, FLAGS[:3])], "test": [(safe, FLAGS[:3])],
        "incubate": [(pl.col(flag), () if flag == FLAGS[4] else (flag,)) for flag in FLAGS[3:6]],
        "trade": [(pl.col("trade.formed") & (pl.col("trade.months_recorded") >= 24),
                   ("trade.formed", "trade.months_recorded"))],
        "scale": [(pl.col("scale.national_after_local"), ("scale.national_after_local",))],
    }
    table = pl.scan_parquet(source).with_columns(sure=pl.lit(True), maybe=pl.lit(True))
    frames = []
    for stage, criteria in STAGES.items():
        total = sum(scored.weight for scored in criteria)
        values = {scored.fact: pl.col(scored.fact).clip(0, scored.high) for scored in criteria}
        ends = [
            (sum((values[s.fact].fill_null(fill * s.high) * (100 * s.weight / s.high)
                  for s in criteria), pl.lit(0.0)) / total).round(9)
            for fill in (0, 1)
        ]
        floors = [(values[s.fact].fill_null(0) >= s.floor, values[s.fact].fill_null(s.high)
                   >= s.floor) for s in criteria if s.floor is not None]
        scored = pl.any_horizontal(pl.col(s.fact).is_not_null() for s in criteria)
        holds = [guard for guard, _ in guards[stage]]
        missing = sum((pl.col(s.fact).is_null().cast(pl.UInt16) for s in criteria),
                      pl.lit(0, pl.UInt16))
        missing = sum((
            (guard.is_null() & pl.col(name).is_null()).cast(pl.UInt16)
            for guard, names in guards[stage] for name in names), missing)
        table = table.with_columns(low=ends[0], high=ends[1]).with_columns(
            surely=(pl.col("low") >= LEAST) & pl.all_horizontal(
                scored, *(certain for certain, _ in floors)),
            perhaps=(pl.col("high") >= LEAST) & pl.all_horizontal(
                pl.lit(True), *(possible for _, possible in floors)),
            stops=pl.col("high") < STOP, may_stop=pl.col("low") < STOP,
            fails=pl.any_horizontal(pl.lit(False), *(~h.fill_null(True) for h in holds)),
            may_fail=pl.any_horizontal(pl.lit(False), *(~h.fill_null(False) for h in holds)),
        ).with_columns(
            advance=pl.col("perhaps") & ~pl.col("stops") & ~pl.col("fails"),
            revise=(pl.col("may_fail") & ~pl.col("stops"))
            | (~pl.col("stops") & ~pl.col("fails") & ~pl.col("surely")),
            stop=pl.col("may_stop"),
        ).with_columns(
            revise=pl.col("revise")
            | (pl.col("may_fail") & (pl.col("advance") | pl.col("revise") | ~pl.col("stop"))),
            missing=pl.when("sure").then(missing).otherwise(0),
        )
        count = pl.sum_horizontal(pl.col(w).cast(pl.UInt8) for w in ("advance", "revise", "stop"))
        frames.append(table.select(
            "id", pl.lit(stage).alias("stage"),
            pl.when(~pl.col("sure")).then(pl.lit("not_reached"))
            .when(count > 1).then(pl.lit("undecided"))
            .when("advance").then(pl.lit("advance"))
            .when("revise").then(pl.lit("revise")).otherwise(pl.lit("stop"))
            .alias("recommendation"),
            pl.concat_str(
                *(pl.when(pl.col("maybe") & pl.col(w)).then(pl.lit(w))
                  for w in ("advance", "revise", "stop")),
                pl.when(~pl.col("sure")).then(pl.lit("not_reached")),
                separator=", ", ignore_nulls=True).alias("possible"),
            pl.col("low").alias("score_lower"), pl.col("high").alias("score_upper"), "missing",
        ))
        table = table.with_columns(
            sure=pl.col("sure") & pl.col("advance") & ~pl.col("revise") & ~pl.col("stop"),
            maybe=pl.col("maybe") & pl.col("advance"))
    pl.concat(frames).sink_parquet(out)
