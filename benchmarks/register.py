"""How fast the register records, beside what SQLite and the disk allow, and how fast its board is.

1. Events appended in one batch, with chain, guards and indexes, as events a second; beside them
   rows of JSON with a chained digest, put into a bare table.
2. Events appended one by one, each safe on the disk before the next, beside a loop that writes as
   many bytes as SQLite's log takes for an event and calls ``fdatasync``: at the end of a growing
   file, and over bytes that the file has already, which saves the disk the file's new length.
   SQLite's log grows until its first checkpoint and is then written over, so it does both.
3. ``board`` over many ventures with many entries, in two sizes: an edition, dossiers, decisions and
   ledger months, recorded in blocks as they would come in over the years, and folded by the
   register itself.

Where the speed comes from, in microseconds an event of a batch, by ``process_time``, each the least
of seven runs: JSON by msgspec instead of the standard library's encoder saves 2.6; 64 MB for pages,
so that those of the indexes are not read again within a batch, 0.5; what is left, 7.1, is 2.7 for
JSON, three digests and the row, 3.5 for SQLite's insert (of which 1.7 for the two indexes) and 1.0
for the commit with its checkpoint. The bare table took 5.1.

Of an event on its own, on a file in memory, where a sync costs nothing: 200 at first; 72 with the
driver's cursor instead of SQLAlchemy's statements; 64 with one kept connection. After a real sync,
when the processor's caches are cold, Python takes about twice as long.

Run it with ``make bench``; ``--share 0.1`` makes a smaller board.
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
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from statistics import median
from typing import Any

from measuring import machine, write

from hubflow.model.method.pipeline_stages import STAGES
from hubflow.register.standing.wall import board
from hubflow.register.storage.deriving import derive
from hubflow.register.storage.entries import Draft, EntryKind
from hubflow.register.storage.opening import init_register

OUT = Path(__file__).parents[1] / "out"
"""On the repository's own disk: a folder in memory would sync at once."""

TITLE = "How fast the register is"
DAY = dt.date(2025, 1, 1)
BEGUN = dt.date(2022, 1, 1)
_BLOCK = 50_000
_EACH = 30
"""Entries of a venture on the board."""

_LOGGED = 50
"""Events by which the bytes of one are found, fewer than SQLite's log holds before a checkpoint."""


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


def durable(folder: Path, count: int, rounds: int) -> tuple[float, float, float, int]:
    """Events a second one by one; the disk's syncs a second at the end of a file, and within one;
    and the bytes of each. In turns, so that all meet the same disk."""
    register, _ = init_register(f"sqlite:///{folder / 'durable.db'}", DAY, "m")

    def record(events: int) -> None:
        for number in range(events):
            with register.writing() as journal:
                journal.append([draft(number, 1000)])

    log = folder / "durable.db-wal"
    before = log.stat().st_size
    record(_LOGGED)
    size = (log.stat().st_size - before) // _LOGGED
    block = b"x" * size
    within = folder / "within"
    within.write_bytes(block * count)
    ours, growing, fixed = [], [], []
    with (folder / "growing").open("wb", buffering=0) as end, \
            within.open("r+b", buffering=0) as inside:
        os.fsync(inside.fileno())
        for _ in range(rounds):
            ours.append(_rate(count, lambda: record(count)))
            growing.append(_rate(count, lambda: _synced(end, block, count)))
            inside.seek(0)
            fixed.append(_rate(count, lambda: _synced(inside, block, count)))
    register.close()
    return median(ours), median(growing), median(fixed), size


def _rate(count: int, work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)


def _synced(file: FileIO, block: bytes, count: int) -> None:
    for _ in range(count):
        file.write(block)
        os.fdatasync(file.fileno())


def wall(folder: Path, ventures: int, each: int, rounds: int) -> tuple[float, float, float]:
    """Seconds that a board takes over so many ventures with so many entries each; how many
    entries a second were appended before, and how many a second folded."""
    path = folder / f"wall-{ventures}.db"
    register, _ = init_register(f"sqlite:///{path}", DAY, "m")
    with register.writing() as journal:
        journal.append([edition()])
    appending = 0.0
    for turn in range(each):
        for first in range(0, ventures, _BLOCK):
            drafts = [event(number, turn) for number in range(first, min(first + _BLOCK, ventures))]
            start = time.perf_counter()
            with register.writing() as journal:
                journal.append(drafts)
            appending += time.perf_counter() - start
    start = time.perf_counter()
    with register.writing() as journal:
        derive(journal)
    folding = time.perf_counter() - start
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        with register.reading() as journal:
            found = board(journal, ["h"], DAY)
        times.append(time.perf_counter() - start)
        assert sum(column.count for column in found.columns) == ventures
        assert {column.state for column in found.columns} == set(STAGES)
    register.close()
    path.unlink()
    return median(times), ventures * each / appending, ventures * each / folding


def edition() -> Draft:
    """A method of one phase a stage."""
    return Draft(kind="edition", hub="h", subject="1", on=BEGUN, body={
        "phases": [{"stage": stage, "id": stage, "subject": "venture", "name": stage}
                   for stage in STAGES],
        "name": "Measured", "language": "en", "currency": "EUR", "methodology": "", "hooks": "",
        "plugin": "", "checkpoints": [6, 12, 18, 24], "text": ""}, personal={"by": "measuring"})


def event(number: int, turn: int) -> Draft:
    """What comes of a venture at a turn: its dossier, what leads it to its stage, then months."""
    steps = number % len(STAGES)
    on = BEGUN + dt.timedelta(turn * 30 + number % 30)
    kind: EntryKind
    body: dict[str, Any]
    if turn == 0:
        kind, body = "dossier", {
            "kind": "venture", "edition": "1", "call": None, "challenge": None, "currency": "EUR",
            "decisions": [], "trade_start": BEGUN.isoformat(), "periods": [], "pauses": []}
    elif turn <= steps:
        kind, body = "decision", {
            "phase": STAGES[turn - 1], "decision": "advance", "run": 0, "recommendation": "",
            "departs": False, "evidence": []}
    else:
        kind, body = "ledger", {
            "start": on.replace(day=1).isoformat(), "end": on.replace(day=28).isoformat(),
            "basis": "month", "sales": number, "costs": 900.5}
    personal = {"by": "measuring"} | (
        {"name": f"Venture {number}", "letters": [], "text": ""} if kind == "dossier" else
        {"body": "", "reasons": "", "learning": ""} if kind == "decision" else {})
    return Draft(kind=kind, hub="h", subject=f"venture-{number:06}", on=on, body=body,
                 personal=personal)


def main() -> None:
    """Measure, and write the section of the results."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true", help="few events, to see that it works")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--share", type=float, default=1, help="a smaller board")
    options = parser.parse_args()
    scale = 100 if options.small else 1
    ventures = int(100_000 * options.share) // scale
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as name:
        folder = Path(name)
        bare_rows = raw(folder, 100_000 // scale, options.rounds)
        batched = batch(folder, 100_000 // scale, options.rounds)
        ours, end, inside, size = durable(folder, 200 // scale, options.rounds * 5)
        tenth, _, _ = wall(folder, ventures // 10, _EACH, options.rounds)
        whole, appended, folded = wall(folder, ventures, _EACH, options.rounds)
    lines = [
        "| work | hubflow | beside | | ratio | goal | met |", "|---|--:|---|--:|--:|--:|---|",
        f"| events in one batch | {batched:,.0f} a second | raw chained inserts "
        f"| {bare_rows:,.0f} a second | {batched / bare_rows:.2f} | ≥ 100,000 a second "
        f"| {_met(batched >= 100_000)} |",
        f"| events one by one, each on the disk | {ours:,.0f} a second | fdatasync of as many "
        f"bytes ({size:,}), the file growing | {end:,.0f} a second | {ours / end:.2f} | ≥ 0.9 "
        f"| {_met(ours / end >= 0.9)} |",
        f"| the same | {ours:,.0f} a second | within a file that is there "
        f"| {inside:,.0f} a second | {ours / inside:.2f} | | |",
        f"| board of {ventures:,} ventures, {ventures * _EACH:,} entries | {whole * 1000:.0f} ms "
        f"| a tenth of both | {tenth * 1000:.0f} ms | {whole / tenth:.1f} | < 1 s, ratio ≤ 10 "
        f"| {_met(whole < 1 and whole / tenth <= 10)} |",
        f"| that register, recorded in blocks of {_BLOCK:,} | {appended:,.0f} a second | | | | | |",
        f"| its standings, all folded anew | {folded:,.0f} entries a second | | | | | |",
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
