"""What a run calls possible holds whatever comes out once everything is known.

Methods and small calls are made at random: criteria that may or may not apply, missing facts,
requirements, floors, stops, places and money, two to four phases. Every way to fill in what is
missing is a call of its own in the same table, so that thousands of worlds take one run.

As a program, ``python -m tests.engine.test_completions 20000`` tries so many calls.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.hub_head import hub_head

from hubflow.engine.method.compiled import Compiled
from hubflow.engine.method.prepared_method import prepare_method
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.engine.pipeline.hooks import HubHooks
from hubflow.engine.pipeline.phases_in_order import run_phases
from hubflow.engine.pipeline.tabulation import Tabulation
from hubflow.engine.proposal.proposals import with_proposal_columns
from hubflow.engine.results.instruments import with_instruments
from hubflow.plugins.manager import load_hub

HEADER = hub_head(
    "worlds", "Worlds", place="Testtown",
    sources={"ours": ("Chosen for this test", "assumption")}) + """\
[parameters]
bar = { 2020-01-01 = 2, source = "ours" }
gone = { 2020-01-01 = 2, ends = 2023-01-01, source = "ours" }
"""
STAGES = ("identify", "understand")
NUMBERS, ANSWERS = ("f", "g"), ("b", "c", "r", "s")
DOMAIN: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(NUMBERS, (0.0, 2.0, 4.0)), **dict.fromkeys(ANSWERS, (True, False)),
    "cost": (1.0, 3.0), "topic": ("p", "q"),
}
GRANTED = {"yes": (1.0, 1.0), "no": (0.0, 0.0), "not judged": (None, None), None: (0.0, 1.0)}
"""What the panel says of the exception: None is an even split, which is yes or no in the end."""
LIMITS = {**dict.fromkeys(NUMBERS, "low = 0\nhigh = 4\n"), "cost": "low = 1\nhigh = 3\n",
          "topic": 'labels = ["p", "q"]\n'}
TYPES = {**dict.fromkeys(ANSWERS, "yes_no"), "topic": "label"}
ADVANCE = ("score = 50", "places = 1", "places = 2", "score = 25, places = 1",
           "criteria = { k0 = 2 }", 'when = "local.s"',
           'when = "local.f > parameters.bar"', 'when = "local.f > parameters.gone OR local.s"',
           'score = 25, when = "local.s"', 'when = "exceptions.grace AND local.s"',
           'budget = "4", cost = "local.cost"', 'score = 50, budget = "3", cost = "local.cost"',
           'budget = "3", cost = "local.cost * local.f / max(local.f + 1) OVER ()"',
           'budget = "6", cost = "local.cost + max(local.g) OVER () - local.g"')
HELD = ("phases.identify_0.score >= 40", "NOT (phases.identify_0.score / 25 < local.f + 1)",
        "phases.identify_0.score BETWEEN 20 AND 80 AND local.b",
        "local.s OR phases.identify_0.score < 60", "phases.identify_0.score IN (0, 50, 100)",
        "values.share >= 0.5", "phases.identify_0.passed OR phases.identify_0.score > 30")
"""Conditions on what the first phase came to; `values.share` is a named part of the phase."""
AFTER = (*(f'when = "{held}"' for held in HELD),
         *(f'score = 25, when = "{held}"' for held in HELD),
         'budget = "3", cost = "phases.identify_0.score / 50"',
         'budget = "4", cost = "local.cost + phases.identify_0.score / 100"')
"""Ways to advance that read what the first phase came to."""
SELECTIONS = (
    'per = "local.b", places = 1', 'per = "local.topic", places = { p = 1, q = 2 }',
    'per = "local.s", places = { yes = 2, no = 1 }, score = 25',
    'per = "local.b", places = 1, unfilled = "general"',
    'per = "local.s", places = { yes = 0, no = 2 }, unfilled = "general", when = "local.c"',
    'per = "local.b", budget = "3", cost = "local.cost"',
    'per = "local.b", budget = { yes = "4", no = "1" }, cost = "local.cost", places = 2',
    'across = "local.s", places = 2, most_each = 1',
    'across = "local.b", places = 2, least_each = 1',
    'across = "local.s", places = 2, least_each = { yes = 1 }, share_each = 0.5, score = 25',
    'across = "local.b", places = 1, most_each = { no = 0 }, when = "local.s"',
    *(f'budget = "{money}", cost = "{cost}", {cut}' for money, cost, cut in (
        (4, "local.cost + max(local.g) OVER () - local.g", 'cut = "skip"'),
        (5, "1 + local.g - min(local.g) OVER ()", 'cut = "stop", least_share = 0.5'),
        (5, "local.cost * (local.f + 1) / max(local.f + 1) OVER ()", 'cut = "best_set"'),
        (4, "local.cost * (local.f + 1) / max(local.f + 1) OVER ()", 'cut = "equal"'),
        (4, "1 + max(local.g) OVER () - local.g",
         'cut = "skip", across = "local.b", share_each = 0.75'),
        (5, "1 + local.g - min(local.g) OVER ()",
         'cut = "stop", across = "local.s", least_each = 1'))),
    *(f'budget = "4", cost = "local.cost", cut = "{cut}", across = "local.{fact}", {parts}'
      for cut, fact, parts in (
          ("stop", "s", "most_each = 3"), ("skip", "b", "share_each = 0.5"),
          ("skip", "s", "least_each = 1"), ("stop", "b", "least_each = { yes = 3 }, score = 25"),
          ("skip", "b", 'least_each = 1, most_each = { no = 3 }, when = "local.c"'),
          ("stop", "s", "least_each = 2, share_each = 0.75"))),
    *(f'budget = "4", cost = "local.cost", {cut}' for cut in (
        'cut = "stop"', 'cut = "skip"', 'cut = "stop", least_share = 0.5', 'cut = "best_set"',
        'cut = "skip", least_share = 0.3, score = 25', 'cut = "equal", least_share = 0.9',
        'cut = "best_set", one_of = "local.s"', 'cut = "skip", one_of = "local.b"',
        'cut = "skip", per = "local.c"', 'cut = "skip", together = "local.s"',
        'cut = "best_set", when = "local.s"', 'cut = "equal", per = "local.b", when = "local.c"')),
)
"""Rules that select in another way than by the best so many; a gate has one of them at most."""
RIVAL = """rank_by = ["score", "before"]
ties = [{ id = "before", most = "phases.identify_0.score", says = "more", source = "ours" }]"""
CURVES = ("points = [[0, 0], [4, 4]]", "points = [[0, 0], [2, 4], [4, 1]]\nrises_and_falls = true",
          "lower_is_better = true")
"""Ways from a measure to a place on the scale."""
STOPS = ("score_below = 25", 'when = "NOT local.s"')
WINDOWS = ("4 - local.g + min(local.g) OVER ()", "4 * (local.f + 1) / max(local.f + 1) OVER ()",
           "least(4, sum(local.f) OVER () - local.g)", "5 - rank() OVER (ORDER BY local.f DESC)")
AMOUNTS = (
    "1000 * phases.identify_0.score", "local.f * phases.identify_0.score + 100",
    "500 - phases.understand_0.score * phases.identify_0.score / 50",
    "CASE WHEN phases.identify_0.score >= 60 THEN 300 ELSE 100 * local.f END",
    "CASE WHEN local.s AND phases.understand_0.score < 40 THEN 1 WHEN local.g "
    "BETWEEN 1 AND phases.identify_0.score / 25 THEN 2 ELSE phases.identify_0.score END",
    "CASE WHEN NOT (phases.identify_0.score IN (0, 50, 100) OR local.b) THEN 3 ELSE 4 END",
    "least(80, greatest(20, phases.understand_0.score)) / (1 + phases.identify_0.score)",
    "abs(phases.identify_0.score - 40) + round(phases.understand_0.score / 7, 1)",
    "100 / phases.identify_0.score", "ceil(phases.understand_0.score / 30) % 2",
    "CASE ceil(phases.identify_0.score / 50) WHEN 0 THEN 5 WHEN 1 THEN 6 ELSE local.g END",
    "CASE WHEN 100 / phases.identify_0.score > 2 THEN 7 ELSE 8 END",
)
"""Amounts that follow from scores."""
TIES = """rank_by = ["score", "cheap", "much"]
ties = [{ id = "cheap", least = "local.cost", says = "the cheaper", source = "ours" },
        { id = "much", most = "local.f", says = "more", source = "ours" }]"""
LISTED = """rank_by = ["score", "topic"]
ties = [{ id = "topic", fact = "local.topic", listed = ["q"], says = "q", source = "ours" }]"""
TOPICS = """rank_by = ["score", "own", "cheap"]
ties = [{ id = "own", uncovered = "local.s", says = "an answer of its own", source = "ours" },
        { id = "cheap", least = "local.cost", says = "the cheaper", source = "ours" }]"""
ELIGIBLE = (*(held for held in HELD if "values" not in held),
            "phases.understand_0.score + phases.identify_0.score > 90 AND local.f < 3")
WORDS = ("advance", "revise", "stop")
_SAME = 1e-8
"""Scores are rounded to nine decimals at each end."""
OPEN = 5
"""A call leaves at most so many cells open."""


def method(chance: random.Random) -> str:
    """Return two stages of one or two phases, whose criteria may apply or not."""
    text = HEADER + "".join(
        f'\n[[facts]]\nid = "{id}"\ntype = "{TYPES.get(id, "number")}"\n'
        f'description = "{id}"\n{LIMITS.get(id, "")}' for id in DOMAIN)
    for stage in STAGES:
        for index in range(chance.choice((1, 1, 2))):
            text += phase(chance, stage, f"{stage}-{index}")
    first, second, third = chance.sample(AMOUNTS, 3)
    text += f"""
[proposal]
title = "Proposal"
total = "{third}"
source = "ours"
[[proposal.finance]]
id = "line"
name = "Line"
amount = "{first}"
source = "ours"
[[proposal.finance]]
id = "part"
name = "Part"
amount = "{second}"
part_of = "line"
source = "ours"
[[proposal.sections]]
id = "section"
heading = "Section"
text = "It applies."
applies = "{chance.choice(ELIGIBLE)}"
"""
    return text + "".join(f"""
[[instruments]]
id = "i{number}"
stage = "trade"
name = "i"
amount = "{amount}"
eligible = "{chance.choice(ELIGIBLE)}"
source = "ours"
""" for number, amount in enumerate(chance.sample(AMOUNTS, 3)))


def phase(chance: random.Random, stage: str, id: str) -> str:
    """Return a phase of one or two criteria; the first has an exception."""
    text = f'\n[[stages.{stage}.phases]]\nid = "{id}"\nname = "{id}"\n'
    if id == f"{STAGES[0]}-0":
        text += f"""
[[stages.{stage}.phases.exceptions]]
id = "grace"
says = "May be granted."
source = "ours"
"""
    later = stage != STAGES[0]
    text += score(chance, stage)
    if later:
        text += f"""
[[stages.{stage}.phases.values]]
id = "share"
expression = "phases.identify_0.score / (100 - 10 * local.f)"
says = "A share."
source = "ours"
"""
    held = HELD if later else ()
    grouped, count = chance.random() < 0.3, chance.choice((1, 2, 2))
    pointed = grouped and chance.random() < 0.3
    worth = {1: (100,), 2: (60, 40)}[count]
    if grouped:
        text += f"""
[[stages.{stage}.phases.groups]]
id = "group"
title = "g"
{f"points = {worth[0]}" if pointed else f"weight = {chance.choice((1, 2))}"}
source = "ours"
{chance.choice(("minimum = 40", "", ""))}
{chance.choice(("round = 0", ""))}
"""
    for index in range(count):
        inside = grouped and (index == 0 or (not pointed and chance.random() < 0.5))
        place = 'group = "group"' if inside else ""
        applies = chance.choice(('applies = "local.b"', 'applies = "local.c"', "",
                                 *(f'applies = "{each}"' for each in held[:3])))
        floor = chance.choice(("minimum = 1", "", ""))
        measure = chance.choice((f"local.{NUMBERS[index]}",) * 4 + WINDOWS + before(stage))
        text += f"""
[[stages.{stage}.phases.criteria]]
id = "k{index}"
title = "k"
concept = "need-scale"
measure = "{measure}"
scale = [0, 4]
{f"points = {worth[index]}" if pointed else f"weight = {chance.choice((1, 2))}"}
source = "ours"
{place}
{"" if pointed else chance.choice((*CURVES, "", "", ""))}
{applies}
{floor}
{chance.choice(("round = 0", "", ""))}
"""
    if chance.random() < 0.4:
        text += f"""
[[stages.{stage}.phases.requirements]]
id = "r"
holds = "{chance.choice(("local.r", "local.r OR exceptions.grace", *held))}"
says = "It holds."
otherwise_decision = "{chance.choice(("revise", "stop"))}"
source = "ours"
"""
    ways = [f"{{ {way} }}" for way in chance.sample(
        (*ADVANCE, *(() if stage == STAGES[0] else AFTER)), chance.choice((1, 1, 2)))]
    if chance.random() < 0.4:
        ways = [f"{{ {chance.choice(SELECTIONS)} }}"]
        if chance.random() < 0.3:
            ways.append('{ when = "local.s" }')
    stops = (*STOPS, *(["points_below = 30"] * 3 if pointed else []),
             *(f'when = "NOT ({each})"' for each in held))
    stop = [f"{{ {rule} }}" for rule in chance.sample(stops, chance.choice((0, 0, 1)))]
    rank_by = chance.choice(("", "", LISTED, 'rank_by = ["score", "k0"]', 'rank_by = ["k0"]', TIES,
                             TOPICS, 'rank_by = ["group", "k0"]' if grouped else TIES,
                             RIVAL if later else TIES))
    ranked = sum(bool(re.search("places|budget", way)) for way in ways)
    if not ranked:  # nothing would be ranked by it
        rank_by = ""
    elif chance.random() < 0.2:
        by_lot = ranked == 1 and "best_set" not in "".join(ways)
        keys = chance.choice(('["score", "draw"]', '["draw"]' if by_lot else '["score", "draw"]'))
        rank_by = f'rank_by = {keys}\ndraw_from = "a beacon"'
    return text + f"""
[stages.{stage}.phases.gate]
advance = [{", ".join(ways)}]
stop = [{", ".join(stop)}]
otherwise = "{chance.choice(("revise", "stop"))}"
source = "ours"
{rank_by}
"""


def score(chance: random.Random, stage: str) -> str:
    """Return what a phase says of its score: rounding, and something added or taken away."""
    text = ""
    if chance.random() < 0.2:
        text += f"""
[stages.{stage}.phases.score]
round = {chance.choice((0, 1))}
{chance.choice(("floor = 10", "cap = 90", ""))}
source = "ours"
"""
    if chance.random() < 0.3:
        text += f"""
[[stages.{stage}.phases.values]]
id = "more"
expression = "{chance.choice(("10 * local.g - 20", "10 * min(local.g) OVER () - 20"))}"
says = "More or less."
source = "ours"
[[stages.{stage}.phases.adjustments]]
id = "added"
title = "a"
says = "Added."
add = "{chance.choice(("values.more", "25", "-30"))}"
floor = -25
cap = {chance.choice((0, 25))}
source = "ours"
{chance.choice(('applies = "local.b"', 'applies = "NOT local.c"', "",
                *(() if stage == STAGES[0] else (f'applies = "{HELD[0]}"',))))}
"""
    return text


def before(stage: str) -> tuple[str, ...]:
    """Return measures of what the first phase came to, for the second stage."""
    if stage == STAGES[0]:
        return ()
    return ("phases.identify_0.score / 25", "local.f - phases.identify_0.score / 100",
            "CASE WHEN phases.identify_0.recommendation = 'advance' THEN local.f ELSE 1 END",
            "CASE WHEN phases.identify_0.passed THEN 4 - local.g ELSE local.g END")


def call(chance: random.Random) -> list[dict[str, Any]]:
    """One to three ventures, of which some cells are open."""
    ventures = [{**{id: chance.choice(values) for id, values in DOMAIN.items()},
                 "grace": chance.choice((*GRANTED, "not judged"))}
                for _ in range(chance.choice((1, 2, 2, 3)))]
    cells = [(venture, id) for venture in ventures for id in DOMAIN]
    for venture, id in chance.sample(cells, chance.randint(1, OPEN)):
        venture[id] = None
    return ventures


def worlds(ventures: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Every way to fill in what is open."""
    gaps = [(row, id) for row, venture in enumerate(ventures)
            for id, value in venture.items() if value is None]
    for filled in itertools.product(*(DOMAIN.get(id, ("yes", "no")) for _, id in gaps)):
        world = [dict(venture) for venture in ventures]
        for (row, id), value in zip(gaps, filled, strict=True):
            world[row][id] = value
        yield world


def outcomes(compiled: Compiled, hooks: HubHooks, table: pl.DataFrame) -> pl.DataFrame:
    done = run_phases(
        Tabulation(compiled, hooks, dt.date(2024, 6, 1), dt.date(2024, 6, 1)).table(table),
        compiled, hooks.score, hooks.recommend, all_facts=False)
    columns: list[pl.Expr] = []
    for plan in (each for each in compiled.phases if each.phase.stage in STAGES):
        names, phase = plan.names, plan.phase.id
        reached = pl.col(names.of("reached.possible"))
        columns += [(reached & pl.col(names.of(word))).alias(f"{phase} {word}") for word in WORDS]
        columns.append((~pl.col(names.of("reached.certain"))).alias(f"{phase} not_reached"))
        columns += [pl.col(names.of(f"score.{end}")).alias(f"{phase} {end}")
                    for end in ("lower", "upper")]
        for name in plan.carries:
            if name.endswith(".passed"):  # no, open or yes: between 0 and 1
                passed = pl.col(name).cast(pl.Float64)
                columns += [passed.fill_null(0.0).alias(f"{phase}-on lower"),
                            passed.fill_null(1.0).alias(f"{phase}-on upper")]
        if plan.ranked:
            columns += [pl.col(names.of(f"rank.{end}")).cast(pl.Int64).alias(f"{phase} {end}")
                        for end in ("best", "worst", "of")]
        if plan.gives_money:
            competes = pl.col(names.of("rank.best")).is_not_null()
            columns += [pl.when(competes).then(pl.col(names.of(f"money.{what}.{end}")))
                        .alias(f"money/{phase}.{what} {side}")
                        for what in ("granted", "before", "left")
                        for end, side in (("least", "lower"), ("most", "upper"))]
    done = with_proposal_columns(with_instruments(done, compiled), compiled)
    columns += [pl.col(f"proposal/{name}.{end}") for name in ("line.amount", "part.amount", "total")
                for end in ("lower", "upper")]
    columns += [pl.col("proposal/section.applies").cast(pl.Float64).fill_null(other)
                .alias(f"proposal/section {end}") for end, other in (("lower", 0), ("upper", 1))]
    for each in compiled.instruments:
        name = f"instrument/{each.instrument.id}.amount"
        columns += [pl.col(f"{name}.{end}") for end in ("lower", "upper")]
        fits = pl.col(f"instrument/{each.instrument.id}.eligible").cast(pl.Float64)
        columns += [fits.fill_null(0.0).alias(f"{name} fits lower"),
                    fits.fill_null(1.0).alias(f"{name} fits upper")]
    return done.select(columns)


def unsound(seed: int, calls: int, folder: Path) -> list[str]:
    """Return what came out in some world and had been called impossible."""
    chance = random.Random(seed)
    folder.mkdir(parents=True)
    (folder / "methodology.toml").write_text(method(chance), "utf-8")
    prepared = prepare_method(load_hub(str(folder)))
    assert not prepared.problems
    rows: list[dict[str, Any]] = []
    sources: list[int] = []  # for each row of a world: the row that leaves it open
    first = itertools.count()
    for _ in range(calls):
        ventures = call(chance)
        start = len(rows)
        for world in (ventures, *worlds(ventures)):
            number = next(first)
            for at, venture in enumerate(world):
                sources.append(start + at)
                rows.append({"id": f"v{len(rows)}", "call": f"c{number}",
                             **{f"local.{id}": venture[id] for id in DOMAIN},
                             **dict(zip(PhaseColumns(f"{STAGES[0]}-0").judged("grace"),
                                        GRANTED[venture["grace"]], strict=True))})
    assert prepared.compiled is not None
    table = pl.DataFrame(rows, infer_schema_length=None)
    found = outcomes(prepared.compiled, prepared.hooks, table)
    claimed = found[pl.Series(sources)]
    broken = []
    for name in found.columns:
        came, said = found[name], claimed[name]
        if name.endswith("lower"):
            wrong = came < said - _SAME
        elif name.endswith("upper"):
            wrong = came > said + _SAME
        elif name.endswith(("worst", " of")):
            wrong = came > said
        elif name.endswith("best"):
            wrong = came < said
        else:
            wrong = came & ~said
        # of an amount nothing may be said, and that is no claim
        unsaid = said.is_null() & came.is_not_null() & (
            not name.startswith(("instrument/", "money/", "proposal/")))
        wrong = wrong.fill_null(False) | unsaid
        broken += [f"seed {seed}, {name}: row {row} came to {came[row]} of {said[row]}, "
                   f"{rows[sources[row]]} as {rows[row]}" for row in wrong.arg_true().head(3)]
    return broken


def try_many(calls: int, at_once: int = 20) -> int:
    """Print and count what is unsound in so many calls."""
    found = 0
    for seed in range(1_000, 1_000 + calls // at_once):
        with tempfile.TemporaryDirectory() as folder:
            for line in unsound(seed, at_once, Path(folder) / "hub"):
                found += 1
                print(line, flush=True)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_whatever_comes_out_was_called_possible(seed: int, tmp_path: Path) -> None:
    assert unsound(seed, 12, tmp_path / "hub") == []


if __name__ == "__main__":
    print(f"{try_many(int(sys.argv[1]))} unsound in {sys.argv[1]} calls")
