"""Simulate calls with assessors of known severity, and count what hubflow finds of it.

Each call has ventures of true quality, assessors with a severity of their own and noise, and a
design in which each venture is judged by two or three of them. What every assessor would say of
every venture is fixed, so another draw of assessors from the same panel can be run as well: the
recommendations that differ are those that hung on who judged. ``python -m
tests.jury.panel_simulation --calls 400`` runs it at length.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import attrs

from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.engine.severity.severity_records import severity_of
from hubflow.model.results import RunResult
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub

MOST = 40
METHOD = """
api = 1
[hub]
id = "drawn"
edition = "1"
name = "Drawn Hub"
place = {{ name = "Riverside", country = "GB" }}
language = "en"
currency = "GBP"
[[sources]]
id = "ours"
title = "Chosen by us"
status = "assumption"
[stages.identify]
gate = {{ {gate}, otherwise = "stop", source = "ours" }}
"""
CRITERION = """
[[stages.identify.criteria]]
id = "{id}"
title = "{id}"
concept = "local:{id}"
judged = true
scale = [0, 20]
source = "ours"
"""
CRITERIA = ("need", "team", "plan")
DOSSIER = 'id = "{id}"\nname = "{id}"\nlanguage = "en"\ncurrency = "GBP"\n'

Scores = Mapping[tuple[str, str], Sequence[float]]


@attrs.frozen
class Panel:
    """What everybody in a panel would say of each venture, and how many judge each."""

    ventures: Sequence[str]
    assessors: Sequence[str]
    each: int
    says: Scores

    @classmethod
    def drawn(cls, chance: Random) -> Panel:
        """Return a panel whose severity is as strong as its noise, half of it, or twice."""
        ventures = [f"v{n:02}" for n in range(chance.randint(16, MOST))]
        assessors = [f"a{n}" for n in range(chance.randint(4, 9))]
        noise = chance.choice((5.0, 8.0, 12.0))
        severity = {a: chance.gauss(0, noise * chance.choice((0.5, 1.0, 2.0)))
                    for a in assessors}
        says = {}
        for venture in ventures:
            quality = chance.gauss(55, 15)
            for assessor in assessors:
                whole = quality + severity[assessor] + chance.gauss(0, noise)
                says[venture, assessor] = [
                    min(20, max(0, round((whole + chance.gauss(0, 5)) / 5))) for _ in CRITERIA]
        return cls(ventures, assessors, chance.choice((2, 3)), says)

    def design(self, chance: Random) -> list[tuple[str, str]]:
        """Return who judges whom."""
        return [(venture, assessor) for venture in self.ventures
                for assessor in chance.sample(self.assessors, self.each)]


@attrs.frozen
class Found:
    """Counts over calls: recommendations that another draw changed, and those that were named."""

    ventures: int = 0
    changed: int = 0
    changed_named: int = 0
    named: int = 0
    calls: int = 0
    untold: int = 0

    def plus(self, other: Found) -> Found:
        """Return both together."""
        return Found(*(a + b for a, b in zip(
            attrs.astuple(self), attrs.astuple(other), strict=True)))


class Simulation:
    """Calls of one method in one folder, run by hubflow itself."""

    def __init__(self, folder: Path, gate: str) -> None:
        self.folder = folder
        (folder / "hub").mkdir(exist_ok=True)
        (folder / "hub" / "methodology.toml").write_text(
            METHOD.format(gate=gate) + "".join(CRITERION.format(id=id) for id in CRITERIA))
        self.hub = load_hub(str(folder / "hub"))

    def run(self, panel: Panel, design: Sequence[tuple[str, str]]) -> RunResult:
        """Return the result of a call judged by a design."""
        call = self.folder / f"call-{len(panel.ventures)}"
        if not call.exists():
            call.mkdir()
            (call / "call.toml").write_text('id = "spring"\nhub = "drawn"\ndate = 2025-03-01\n')
            for id in panel.ventures:
                (call / f"{id}.toml").write_text(DOSSIER.format(id=id))
        sheet = self.folder / "sheet.csv"
        sheet.write_text("venture,phase,criterion,assessor,score\n" + "".join(
            f"{venture},identify,{criterion},{assessor},{score}\n"
            for venture, assessor in design
            for criterion, score in zip(CRITERIA, panel.says[venture, assessor], strict=True)))
        cases = CaseSet.of(self.hub, load_inputs([call], self.hub))
        return cases.result(cases.prepared(panel=[sheet]))

    def call(self, seed: str) -> Found:
        """Return what was found in one call, and what another draw changed."""
        chance = Random(seed)
        panel = Panel.drawn(chance)
        first = self.run(panel, panel.design(chance))
        (severity,) = severity_of(first)
        if severity.why_not:
            return Found(calls=1, untold=1)
        before, after = (_said(each) for each in (first, self.run(panel, panel.design(chance))))
        named = {one.venture for one in severity.ventures if one.hangs}
        changed = {id for id in before if before[id] != after[id]}
        return Found(len(before), len(changed), len(changed & named), len(named), 1)


def _said(result: RunResult) -> dict[str, str]:
    return {one.id: one.stages[0].phases[0].recommendation for one in result.ventures}


def simulated(calls: int, gate: str, seed: int = 1) -> Found:
    """Return the counts over so many calls."""
    with tempfile.TemporaryDirectory() as folder:
        simulation = Simulation(Path(folder), gate)
        found = Found()
        for number in range(calls):
            found = found.plus(simulation.call(f"{seed}/{number}"))
        return found


def main() -> None:
    """Print the counts for a selection by places and one by a least score."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--calls", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    for gate in ("advance = { places = 8 }", "advance = { score = 60 }"):
        found = simulated(chosen.calls, gate, chosen.seed)
        print(gate, found)
        print(f"  changed by another draw: {found.changed / found.ventures:.1%} of ventures; "
              f"named of these: {found.changed_named / found.changed:.2%}; "
              f"named in all: {found.named / found.ventures:.1%} of ventures; "
              f"named and not changed: {1 - found.changed_named / found.named:.1%} of the named")


if __name__ == "__main__":
    main()
