"""How fast hubflow starts, as ratios to what nobody could undercut.

Three comparisons, each of two commands that take turns, so that a busy moment of the machine hits
both alike. Bytecode is compiled first, and the first rounds are thrown away.

1. ``hubflow --help`` against a bare click program that does nothing.
2. The same ``hubflow --help`` with 50 hubs installed, against none.
3. ``hubflow run`` of one dossier against ``python -c "import polars"``.

Run it with ``make bench``. It prints a table and writes it to ``benchmarks/RESULTS.md``.
"""

from __future__ import annotations

import argparse
import compileall
import importlib.metadata
import importlib.util
import os
import platform
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from measuring import write

REPO = Path(__file__).parents[1]
TITLE = "How fast hubflow starts"
PLUGINS = 50
WARM_UPS = 2

BARE = '''"""A click program that does nothing."""
import click


@click.group()
def main() -> None:
    """Do nothing."""
'''

SCRIPT = """import sys
from {module} import {function}
if __name__ == "__main__":
    sys.exit({function}())
"""

HUB = """api = 1
[hub]
id = "{name}"
edition = "1"
name = "Dummy"
place = {{ name = "Nowhere", country = "GB" }}
language = "en"
currency = "GBP"
"""


@dataclass(frozen=True)
class Side:
    """One of two commands that are compared."""

    name: str
    command: tuple[str, ...]
    path: Path


@dataclass(frozen=True)
class Comparison:
    """Two commands and how much longer the first may take."""

    ours: Side
    bar: Side
    goal: float


@dataclass(frozen=True)
class Timed:
    """The times of a comparison, in seconds, round by round."""

    comparison: Comparison
    ours: Sequence[float]
    bar: Sequence[float]

    @property
    def ratio(self) -> float:
        """How many times the other's time ours takes, by medians."""
        return median(self.ours) / median(self.bar)

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.ratio <= self.comparison.goal


def comparisons(folder: Path, dossier: Path, hub: str) -> list[Comparison]:
    """The three comparisons; what they need is written to ``folder``."""
    none = folder / "none"
    none.mkdir()
    (none / "bare_click.py").write_text(BARE, "utf-8")
    many = folder / "many"
    many.mkdir()
    for number in range(PLUGINS):
        _install_dummy(many, f"dummy{number:02}")
    python = sys.executable
    ours = _script(folder, "hubflow", "hubflow.cli.main", "program")
    bare = _script(folder, "bare", "bare_click", "main")
    for path in (none, many, _package_folder("hubflow")):
        compileall.compile_dir(path, quiet=2)
    help = Side("`hubflow --help`", (python, ours, "--help"), none)
    return [
        Comparison(help, Side("bare click program", (python, bare, "--help"), none), 1.5),
        Comparison(Side(f"`hubflow --help`, {PLUGINS} hubs more", help.command, many), help, 1.1),
        Comparison(
            Side("`hubflow run`, one dossier", (python, ours, "run", "-p", hub, str(dossier)),
                 none),
            Side('`python -c "import polars"`', (python, "-c", "import polars"), none),
            1.6,
        ),
    ]


def _script(folder: Path, name: str, module: str, function: str) -> str:
    """A script as an installer would write it."""
    path = folder / name
    path.write_text(SCRIPT.format(module=module, function=function), "utf-8")
    return str(path)


def _install_dummy(site: Path, name: str) -> None:
    """A hub as it lies in a folder of installed libraries."""
    package = site / f"hubflow_{name}"
    package.mkdir()
    (package / "__init__.py").write_text("", "utf-8")
    (package / "methodology.toml").write_text(HUB.format(name=name), "utf-8")
    information = site / f"hubflow_{name}-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: hubflow-{name}\nVersion: 1.0\n", "utf-8")
    (information / "entry_points.txt").write_text(
        f"[hubflow]\n{name} = hubflow_{name}\n", "utf-8")


def _package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def take_turns(comparison: Comparison, rounds: int) -> Timed:
    """Time both commands, each round in the other order."""
    times: dict[Side, list[float]] = {comparison.ours: [], comparison.bar: []}
    for turn in range(rounds + WARM_UPS):
        pair = [comparison.ours, comparison.bar]
        for side in pair if turn % 2 else reversed(pair):
            taken = _seconds(side)
            if turn >= WARM_UPS:
                times[side].append(taken)
    return Timed(comparison, times[comparison.ours], times[comparison.bar])


def _seconds(side: Side) -> float:
    environment = {**os.environ, "PYTHONPATH": str(side.path)}
    start = time.perf_counter()
    done = subprocess.run(side.command, env=environment, cwd=side.path, capture_output=True,
                          text=True, check=False)
    taken = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{side.name} failed:\n{done.stderr}")
    return taken


def table(timed: Sequence[Timed]) -> str:
    """The results as a Markdown table."""
    rows = [
        "| command | median | compared with | median | ratio | goal | met |",
        "|---|--:|---|--:|--:|--:|---|",
    ]
    for result in timed:
        ours, bar = result.comparison.ours, result.comparison.bar
        rows.append(
            f"| {ours.name} | {median(result.ours) * 1000:.0f} ms | {bar.name} "
            f"| {median(result.bar) * 1000:.0f} ms | {result.ratio:.2f} "
            f"| ≤ {result.comparison.goal:g} | {'yes' if result.met else 'no'} |"
        )
    return "\n".join(rows)


def report(timed: Sequence[Timed], rounds: int) -> str:
    """What RESULTS.md says: the table, and on what it was measured."""
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("hubflow", "click", "polars")
    )
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    return (
        f"{table(timed)}\n\n"
        f"Medians of {rounds} rounds; the two commands of a row took turns, bytecode compiled "
        "first. Times depend on the machine, ratios much less.\n\n"
        f"{platform.python_implementation()} {platform.python_version()}, {versions}; "
        f"{machine}. Measured by `make bench`.\n"
    )


def main() -> None:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=15, help="how often each command is timed")
    parser.add_argument("--small", action="store_true", help="one round, to see that it works")
    parser.add_argument("--hub", default="porto", help="the hub to run")
    parser.add_argument("--dossier", type=Path, default=REPO / "examples/girls-club-porto.toml")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        compileall.compile_dir(sysconfig.get_path("purelib"), quiet=2, workers=0)
        pairs = comparisons(Path(temporary), options.dossier.resolve(), options.hub)
        rounds = 1 if options.small else options.rounds
        timed = [take_turns(pair, rounds) for pair in pairs]
    text = report(timed, options.rounds)
    if options.small:
        print(text)
    else:
        write(TITLE, text)


if __name__ == "__main__":
    main()
