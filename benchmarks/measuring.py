"""Work of hubflow's and of its peers, timed in turns, and a section of ``RESULTS.md`` for each.

The sides of a comparison take turns, each round in the other order, so that a busy moment of the
machine hits all alike; the first round is thrown away. Memory is that of a process of its own that
does the work of one side alone.
"""

from __future__ import annotations

import gc
import os
import platform
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

RESULTS = Path(__file__).parent / "RESULTS.md"


@dataclass(frozen=True)
class Row:
    """One peer: how many times as long as hubflow it has to take at least, if that is asked."""

    work: str
    ours: float
    peer: str
    theirs: float
    goal: float | None

    @property
    def ratio(self) -> float:
        """How many times hubflow's time the peer takes, by medians."""
        return self.theirs / self.ours


def take_turns(sides: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median seconds of each side.

    Neither what the side before left behind nor taking apart what was made counts.
    """
    times: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(rounds + 1):
        names = list(sides)
        for name in names if turn % 2 else reversed(names):
            gc.collect()
            start = time.perf_counter()
            made = sides[name]()
            taken = time.perf_counter() - start
            del made
            if turn:
                times[name].append(taken)
    return {name: median(taken) for name, taken in times.items()}


def peak_of(script: str, *arguments: str) -> float:
    """Peak megabytes of a process that runs a script, which ends by :func:`tell_peak`."""
    done = subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True,
                          check=True)
    return float(done.stdout.split()[-1])


def peak_megabytes() -> float:
    """The most memory that this process had.

    Linux counts a parent's memory into what ``getrusage`` says of a child, so its own is asked for.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text("utf-8"), re.MULTILINE)
        if found:
            return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def tell_peak() -> None:
    """Print the most memory that this process had, in megabytes."""
    print(peak_megabytes())


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| work | hubflow | peer | peer's time | ratio | goal | met |",
             "|---|--:|---|--:|--:|--:|---|"]
    for row in rows:
        goal, met = ("", "") if row.goal is None else (
            f"≥ {row.goal:g}", "yes" if row.ratio >= row.goal else "no")
        lines.append(f"| {row.work} | {_shown(row.ours)} | {row.peer} | {_shown(row.theirs)} "
                     f"| {row.ratio:.1f} | {goal} | {met} |")
    return "\n".join(lines)


def _shown(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 10 else f"{seconds:.1f} s"


def machine(*libraries: str) -> str:
    """On what it was measured."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("hubflow", *libraries))
    return (f"{platform.python_implementation()} {platform.python_version()}, {versions}; "
            f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors.")


def write(title: str, text: str) -> None:
    """Put a section in the results in place of the one with this title."""
    section = f"# {title}\n\n{text.strip()}\n"
    found = RESULTS.read_text("utf-8") if RESULTS.exists() else ""
    sections = [part for part in re.split(r"^(?=# )", found, flags=re.MULTILINE) if part.strip()]
    titles = [part.partition("\n")[0] for part in sections]
    if f"# {title}" in titles:
        sections[titles.index(f"# {title}")] = section
    else:
        sections.append(section)
    RESULTS.write_text("\n".join(part.strip() + "\n" for part in sections), "utf-8")
    print(section)
