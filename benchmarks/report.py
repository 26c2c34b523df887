"""How long a report takes and how large it is: one venture, the call of 41, a call of 1,000.

The 1,000 are the 41 over and over, under names of their own, with the jury's sheets likewise.
No peer makes the same page; what a page costs is told in seconds, bytes, and bytes as zipped.

Run it with ``python benchmarks/report.py``, ``--small`` to see that it works.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import tomli
import tomli_w
from measuring import machine, write

from hubflow.compare.kept_run import KeptRun, run_hub
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.report.report_document import call_report, venture_report

EXAMPLES = Path(__file__).parents[1] / "examples"
CALL = EXAMPLES / "call-labis-2023"
TITLE = "What a report costs"


def make_call(folder: Path, count: int) -> Path:
    """A call of so many: the example's dossiers and sheets, again and again."""
    call = folder / "call"
    call.mkdir()
    shutil.copytree(EXAMPLES / "challenges", folder / "challenges")
    (call / "call.toml").write_bytes((CALL / "call.toml").read_bytes())
    found = [tomli.loads(path.read_text("utf-8")) for path in sorted(CALL.glob("candidatura-*"))]
    copies = range(-(-count // len(found)))
    kept = set()
    for copy in copies:
        for data in found[:count - copy * len(found)]:
            id = f"{data['id']}-{copy}"
            kept.add(id)
            text = tomli_w.dumps({**data, "id": id, "name": f"{data['name']}, {copy}"})
            (call / f"{id}.toml").write_text(text, "utf-8")
    for sheet in CALL.glob("jury-*.csv"):
        with sheet.open(encoding="utf-8", newline="") as lines:
            head, *rows = list(csv.reader(lines))
        with (call / sheet.name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *(
                [f"{row[0]}-{copy}", *row[1:]] for copy in copies for row in rows
                if f"{row[0]}-{copy}" in kept)])
    return call


def taken(path: Path) -> KeptRun:
    """What Porto's hub says of them."""
    return run_hub("porto", CaseSet.of(load_hub("porto"), load_inputs([path])), language="en")


def measured(make: Callable[[], bytes], rounds: int) -> tuple[float, bytes]:
    """The median seconds of making a page, after one that is thrown away, and the page."""
    page, times = make(), []
    for _ in range(rounds):
        start = time.perf_counter()
        page = make()
        times.append(time.perf_counter() - start)
    return median(times), page


def main() -> None:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="how often each page is timed")
    parser.add_argument("--small", action="store_true", help="a call of 100 in place of 1,000")
    options = parser.parse_args()
    count = 100 if options.small else 1000
    lines = ["| page | judged | page made | size | zipped |", "|---|--:|--:|--:|--:|"]
    with tempfile.TemporaryDirectory() as temporary:
        for name, path, report in (
            ("one venture", EXAMPLES / "girls-club-porto.toml", venture_report),
            ("the call of 41", CALL, call_report),
            (f"a call of {count:,}", make_call(Path(temporary), count), call_report),
        ):
            start = time.perf_counter()
            run = taken(path)
            judged = time.perf_counter() - start
            seconds, page = measured(partial(report, run), options.rounds)
            lines.append(f"| {name} | {judged:.2f} s | {seconds:.2f} s | {len(page) / 1000:.0f} kB "
                         f"| {len(gzip.compress(page, mtime=0)) / 1000:.0f} kB |")
    text = ("\n".join(lines) + f"\n\nMedians of {options.rounds} rounds, charts drawn each time; "
            "judged: read and taken through the hub's phases, once.\n\n"
            + machine("vl-convert-python", "polars"))
    if options.small:
        print(text)
    else:
        write(TITLE, text)


if __name__ == "__main__":
    main()
