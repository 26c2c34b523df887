"""How long warm decisions keep the processors busy, beside a rules engine that does one by one.

1. One venture through all stages of a hub's method, and a call of 41 with its jury: all that a run
   does but reading dossiers and sheets, which a program has in memory. The method is compiled once
   and kept.
2. A score and its gate over the same twelve criteria with floors: hubflow's, for a table of so
   many ventures, beside GoRules' zen-engine, which is asked for one venture at a time. Results are
   identical.

Times are those of the processors, all threads together: the machine may be shared.
"""

from __future__ import annotations

import argparse
import functools
import gc
import json
import tempfile
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
from measuring import machine, write
from portfolio import first_phase, scored
from portfolio_methods import FACTS, FLOOR, PASS, hub_of, twelve, twelve_facts, weights

from hubflow.engine.pipeline.run import run
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub

TITLE = "How fast warm decisions are"
EXAMPLES = Path(__file__).parents[1] / "examples"
SIZES = (1, 41, 1000)
Side = Callable[[], Any]


def busy(sides: Mapping[str, Side], rounds: int) -> dict[str, tuple[float, float]]:
    """The least and the median seconds of each side, in turns; the first round does not count."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(rounds + 1):
        for name, side in sides.items():
            gc.collect()
            start = time.process_time()
            side()
            taken = time.process_time() - start
            if turn:
                times[name].append(taken)
    return {name: (min(taken), median(taken)) for name, taken in times.items()}


def whole_runs(rounds: int) -> list[str]:
    """The rows of runs through all stages."""
    hub = load_hub("porto")
    work = {"one venture through all stages": ("girls-club-porto.toml", 0.005),
            "a call of 41 with its jury": ("call-labis-2023", 0.030)}
    inputs = {name: load_inputs([EXAMPLES / path], hub) for name, (path, _) in work.items()}
    taken = busy({name: functools.partial(run, hub, found)
                  for name, found in inputs.items()}, rounds)
    return [f"| {name} | {_ms(least)} | {_ms(usual)} | < {_ms(goal)} "
            f"| {'yes' if usual < goal else 'no'} |"
            for name, (least, usual) in taken.items() for goal in [work[name][1]]]


def zen_side(facts: pl.DataFrame) -> Callable[[], list[tuple[float, bool]]]:
    """The twelve criteria as a decision of zen-engine, asked for each venture."""
    import zen

    own = weights()
    total = " + ".join(f"{weight} * max([0, min([100, f{at}])])"
                       for at, weight in enumerate(own))
    floors = " and ".join(f"max([0, min([100, f{at}])]) >= {FLOOR}" for at in range(len(FACTS)))
    decision = zen.ZenEngine().create_decision(json.dumps({
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
            {"id": "rules", "type": "expressionNode", "name": "rules", "position": {"x": 0, "y": 0},
             "content": {"expressions": [
                 {"id": "score", "key": "score", "value": f"({total}) / {sum(own)}"},
                 {"id": "go", "key": "go", "value": f"$.score >= {PASS} and {floors}"}]}},
            {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 0, "y": 0}}],
        "edges": [{"id": "a", "sourceId": "in", "targetId": "rules", "type": "edge"},
                  {"id": "b", "sourceId": "rules", "targetId": "out", "type": "edge"}]}))
    rows = [{f"f{at}": row[name] for at, name in enumerate(FACTS)}
            for row in facts.iter_rows(named=True)]

    def ask() -> list[tuple[float, bool]]:
        found = (decision.evaluate(row)["result"] for row in rows)
        return [(float(one["score"]), bool(one["go"])) for one in found]

    return ask


def beside_zen(folder: Path, rounds: int) -> list[str]:
    """The rows of the comparison with zen-engine."""
    compiled = first_phase(hub_of(folder, twelve(f"{{ score = {PASS} }}")))
    lines = []
    for size in SIZES:
        facts = twelve_facts(size)
        zen = zen_side(facts)
        ours, theirs = scored(facts, compiled), zen()
        assert [row[1] for row in theirs] == ours[:, 2].to_list()
        assert all(abs(a - b) < 1e-8 for a, (b, _) in zip(ours[:, 0], theirs, strict=True))

        def own(table: pl.DataFrame = facts) -> pl.DataFrame:
            return scored(table, compiled)

        taken = busy({"hubflow": own, "zen": zen}, rounds)
        mine, peer = taken["hubflow"][1], taken["zen"][1]
        lines.append(f"| {size:,} ventures × 12 with floors | {_ms(mine)} | {_ms(peer)} "
                     f"| {peer / mine:.2f} |")
    return lines


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def main() -> None:
    """Measure, and write the section of the results."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true", help="few rounds, to see that it works")
    parser.add_argument("--rounds", type=int, default=31)
    options = parser.parse_args()
    rounds = 1 if options.small else options.rounds
    text = "\n".join(["| run | least | median | goal | met |", "|---|--:|--:|--:|---|",
                      *whole_runs(rounds)])
    libraries = ["polars"]
    if find_spec("zen") is not None:
        libraries.append("zen-engine")
        with tempfile.TemporaryDirectory() as folder:
            text += "\n\n" + "\n".join([
                "| score and gate | hubflow | zen-engine | ratio |", "|---|--:|--:|--:|",
                *beside_zen(Path(folder) / "twelve", rounds)])
    else:
        print("NOT MEASURED BESIDE zen-engine: it is not installed.")
    text += (f"\n\n{FINDINGS}\n\nTime of the processors, all threads, in {rounds} rounds in "
             f"turns. {machine(*libraries)} Measured by `make bench`.")
    if options.small:
        print(text)
    else:
        write(TITLE, text)


FINDINGS = """A ratio above 1 says that hubflow takes less. zen-engine decides one venture at a \
time, so its time grows with their number; hubflow's hardly does, as Polars is asked for the whole \
table. hubflow also keeps every value to its scale, rounds, and carries both ends of what is open.

Both goals of whole runs are missed. Of one venture's time a sampled \
profile puts 42 % into Polars, which is asked 16 times: of the run 44 % is the phases (with what \
leads to their questions), 12 % judgements combined, 8 % the table of facts, 8 % facts and \
judgements read and checked, 7 % the proposal, 7 % results, 5 % instruments, 6 % single columns \
taken from tables in all of these. On one row a question costs some 80 µs, a step in it 10, a \
column 3 to 10, and a run has some 250 columns: 5 ms would need fewer of these. Fewer questions do \
not help, as measured on made-up tables of 40 columns, nor columns worked out in turn \
(`with_columns_seq`), nor Polars with one thread.

Of the call of 41 results take 44 % (328 phases with their reasons 36, of which \
requirements 10, missing evidence 7, criteria 6), facts 10 %, judgements combined 8 %, Polars in \
all 9 %, the decimals of numbers 6 %. 30 ms would need results of which reasons are made when they \
are read.

The machine was busy: these times are not to be set beside those of other days. In turns with the \
state before, run by run, one venture took 28.1 ms at the least (before: 31.9) and the call 179.3 \
(192.8); the median of the pairs was 6 % less for each, little beside what \
the machine adds: the medians of all runs were 49.7 (51.9) and 284.6 (271.3). \
Tables of facts and judgements are made row by row, and the finished one is \
read once; whether a fact only illustrates is worked out once for dossiers whose sources cover \
the same, beyond a run, and weights as they are shown once for a phase."""


if __name__ == "__main__":
    main()
