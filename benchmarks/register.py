"""How fast the register records, beside what SQLite and the disk allow, and how fast its board is.

1. Events appended in one batch, with chain, guards and indexes, as events a second.
2. Events appended one by one, each safe on the disk before the next, against a loop of
   ``fdatasync`` on a file of the same folder.
3. ``board`` over many ventures with many entries, in two sizes.

Run it with ``make bench``.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import hashlib
import json
import os
import sqlite3
import tempfile
import time
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from measuring import machine, write

from hubflow.model.methodology import STAGES
from hubflow.register.board import board
from hubflow.register.entries import Draft
from hubflow.register.journal import init_register
from hubflow.register.schema import dues, standings

OUT = Path(__file__).parents[1] / "out"
"""On the repository's own disk: a folder in memory would sync at once."""

TITLE = "How fast the register is"
DAY = dt.date(2025, 1, 1)
_BLOCK = 50_000


def draft(number: int, ventures: int) -> Draft:
    """A ledger month of one of so many ventures."""
    return Draft(kind="ledger", hub="h", subject=f"venture-{number % ventures:06}", on=DAY,
                 body={"start": "2025-01-01", "end": "2025-01-31", "basis": "month",
                       "sales": number, "costs": 900.5},
                 personal={"by": "measuring"})


def batch(folder: Path, count: int, rounds: int) -> float:
    """Events a second in batches."""
    rates = []
    for turn in range(rounds):
        register, _ = init_register(f"sqlite:///{folder / f'batch-{turn}.db'}", DAY, "m")
        drafts = [draft(number, 1000) for number in range(count)]
        start = time.perf_counter()
        with register.writing() as journal:
            journal.append(drafts)
        rates.append(count / (time.perf_counter() - start))
        register.close()
    return median(rates)


def raw(folder: Path, count: int, rounds: int) -> float:
    """Rows a second into a bare table, each with the digest of itself and the one before."""
    rates = []
    for turn in range(rounds):
        with contextlib.closing(sqlite3.connect(folder / f"raw-{turn}.db")) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("CREATE TABLE rows (seq INTEGER PRIMARY KEY, body, digest)")
            drafts = [draft(number, 1000) for number in range(count)]
            start = time.perf_counter()
            previous, rows = "", []
            for seq, each in enumerate(drafts):
                body = json.dumps([each.kind, each.subject, each.body, each.personal])
                previous = hashlib.sha256(f"{previous}{body}".encode()).hexdigest()
                rows.append((seq, body, previous))
            with database:
                database.executemany("INSERT INTO rows VALUES (?, ?, ?)", rows)
            rates.append(count / (time.perf_counter() - start))
    return median(rates)


def durable(folder: Path, count: int, rounds: int) -> tuple[float, float]:
    """Events a second one by one, and the disk's own syncs a second, in turns."""
    register, _ = init_register(f"sqlite:///{folder / 'durable.db'}", DAY, "m")
    ours, bare = [], []
    handle = os.open(folder / "synced", os.O_CREAT | os.O_WRONLY)
    for _ in range(rounds):
        start = time.perf_counter()
        for number in range(count):
            with register.writing() as journal:
                journal.append([draft(number, 1000)])
        ours.append(count / (time.perf_counter() - start))
        start = time.perf_counter()
        for _ in range(count):
            os.write(handle, b"x" * 4096)
            os.fdatasync(handle)
        bare.append(count / (time.perf_counter() - start))
    os.close(handle)
    register.close()
    return median(ours), median(bare)


def wall(folder: Path, ventures: int, entries: int, rounds: int) -> float:
    """Seconds that a board takes over so many ventures and entries."""
    register, _ = init_register(f"sqlite:///{folder / f'wall-{ventures}.db'}", DAY, "m")
    with register.writing() as journal:
        for first in range(0, entries, _BLOCK):
            journal.append([draft(number, ventures)
                            for number in range(first, min(first + _BLOCK, entries))])
        _stand(journal.connection, ventures)
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        with register.reading() as journal:
            found = board(journal, ["h"], DAY)
        times.append(time.perf_counter() - start)
        assert sum(column.count for column in found.columns) == ventures
    register.close()
    return median(times)


def _stand(connection: sa.Connection, ventures: int) -> None:
    """Put every venture somewhere, with something due."""
    rows = [{"hub": "h", "venture": f"venture-{n:06}", "kind": "venture", "name": f"Venture {n}",
             "call": "", "challenge": "", "edition": "1", "stage": STAGES[n % 6],
             "phase": STAGES[n % 6], "state": STAGES[n % 6],
             "since": (DAY - dt.timedelta(n % 900)).isoformat(), "recommendation": ""}
            for n in range(ventures)]
    connection.execute(sa.insert(standings), rows)
    connection.execute(sa.insert(dues), [
        {"hub": "h", "venture": row["venture"], "what": "run", "detail": "",
         "due_on": row["since"]} for row in rows])


def main() -> None:
    """Measure, and write the section of the results."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true", help="few events, to see that it works")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    scale = 100 if options.small else 1
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as name:
        folder = Path(name)
        bare_rows = raw(folder, 100_000 // scale, options.rounds)
        batched = batch(folder, 100_000 // scale, options.rounds)
        ours, bare = durable(folder, 500 // scale, options.rounds)
        tenth = wall(folder, 10_000 // scale, 300_000 // scale, options.rounds)
        whole = wall(folder, 100_000 // scale, 3_000_000 // scale, options.rounds)
    lines = [
        "| work | hubflow | beside | | ratio | goal | met |", "|---|--:|---|--:|--:|--:|---|",
        f"| events in one batch | {batched:,.0f} a second | raw chained inserts "
        f"| {bare_rows:,.0f} a second | {batched / bare_rows:.2f} | ≥ 100,000 a second "
        f"| {_met(batched >= 100_000)} |",
        f"| events one by one, each on the disk | {ours:,.0f} a second | fdatasync "
        f"| {bare:,.0f} a second | {ours / bare:.2f} | ≥ 0.9 | {_met(ours / bare >= 0.9)} |",
        f"| board of 100,000 ventures, 3 million entries | {whole * 1000:.0f} ms "
        f"| a tenth of both | {tenth * 1000:.0f} ms | {whole / tenth:.1f} | < 1 s, ratio ≤ 10 "
        f"| {_met(whole < 1 and whole / tenth <= 10)} |",
    ]
    text = "\n".join(lines) + (
        f"\n\nMedians of {options.rounds} rounds. {machine('sqlalchemy')} "
        "Measured by `make bench`.")
    if options.small:
        print(text)
    else:
        write(TITLE, text)


def _met(met: bool) -> str:
    return "yes" if met else "no"


if __name__ == "__main__":
    main()
