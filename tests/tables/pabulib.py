"""Read elections of participatory budgets in the format of Pabulib (pabulib.org/format).

A file has three sections, META, PROJECTS and VOTES, each a table with semicolons. As a program,
``python -m tests.tables.pabulib FOLDER`` holds hubflow's cuts to the winners that files name.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs
import polars as pl

from hubflow.plugins.manager import load_hub
from hubflow.tables.run_tables import open_run
from tests.conftest import AS_OF, HEADER

SECTIONS = ("META", "PROJECTS", "VOTES")
METHOD = """
[[facts]]
id = "support"
type = "number"
description = "How many votes or points did it get?"
[[facts]]
id = "cost"
type = "money"
description = "What does it cost?"
[[facts]]
id = "money"
type = "money"
description = "What does the election have?"
[[facts]]
id = "least"
type = "number"
description = "How much support does a project need?"
[stages.identify]
[[stages.identify.criteria]]
id = "support"
title = "Support"
concept = "need-scale"
measure = "local.support"
scale = [0, 10000000]
source = "rules"
[stages.identify.gate]
advance = [{{ budget = "local.money", cost = "local.cost", cut = "{cut}",
             when = "local.support >= local.least" }}]
source = "rules"
"""
RULES = {"greedy": "skip", "greedy-no-skip": "stop", "greedy-threshold": "skip"}
"""The rules of the format that go by rank, with hubflow's cuts."""


@attrs.frozen
class Election:
    """An election: its meta data, and its projects in the order of the file."""

    meta: Mapping[str, str]
    projects: Sequence[Mapping[str, str]]

    @property
    def threshold(self) -> float:
        """The least support that a project needs."""
        return float(self.meta.get("min_project_score_threshold") or 0)

    @property
    def winners(self) -> set[str]:
        """The projects that were funded, as the file says."""
        return {one["project_id"] for one in self.projects if one["selected"] == "1"}

    @property
    def is_whole(self) -> bool:
        """Whether each project has cost, support and whether it won."""
        return bool(self.projects) and all(
            one.get("selected") in ("0", "1") and _support(one) for one in self.projects)

    def table(self, call: str) -> pl.DataFrame:
        """Return the projects as a portfolio of one call."""
        return pl.DataFrame({
            "id": [f"{call}-{at}" for at in range(len(self.projects))], "call": call,
            "local.support": [float(_support(one)) for one in self.projects],
            "local.cost": [_amount(one["cost"]) for one in self.projects],
            "local.money": _amount(self.meta["budget"]), "local.least": self.threshold})


def _support(project: Mapping[str, str]) -> str:
    return project.get("score") or project.get("votes") or ""


def _amount(text: str) -> float:
    return float(text.replace(",", "."))


def read_election(text: str) -> Election:
    """Return the election of a file's text; votes are counted in it already, and left out."""
    rows: dict[str, list[list[str]]] = {name: [] for name in SECTIONS}
    section = ""
    for row in csv.reader(text.splitlines(), delimiter=";"):
        if row and row[0].strip().upper() in SECTIONS:
            section = row[0].strip().upper()
        elif section and row:
            rows[section].append([cell.strip() for cell in row])
    head, *projects = rows["PROJECTS"]
    return Election(dict(row[:2] for row in rows["META"][1:]),
                    [dict(zip(head, row, strict=False)) for row in projects])


def outcomes(
    elections: Sequence[Election], cut: str, folder: Path
) -> list[dict[str, str]]:
    """Return what hubflow recommends for each project of each election under a cut."""
    hub, table, out = folder / f"hub-{cut}", folder / "projects.parquet", folder / "out.parquet"
    hub.mkdir(exist_ok=True)
    (hub / "methodology.toml").write_text(HEADER + METHOD.format(cut=cut), "utf-8")
    pl.concat(one.table(f"e{at}") for at, one in enumerate(elections)).write_parquet(table)
    open_run(load_hub(f"{hub}/"), [table], as_of=AS_OF).written(out)
    found = pl.read_parquet(out).filter(phase="identify")
    said = dict(found.select("id", pl.col("recommendation").cast(pl.String)).iter_rows())
    return [{one["project_id"]: said[f"e{at}-{place}"]
             for place, one in enumerate(election.projects)}
            for at, election in enumerate(elections)]


def agrees(election: Election, found: Mapping[str, str]) -> bool:
    """Return whether the recommendations are the winners, and nothing but ties are left open."""
    return all(said == "undecided" or (said == "advance") == (id in election.winners)
               for id, said in found.items())


def _count(files: Sequence[Path]) -> Counter[str]:
    read = [read_election(path.read_text("utf-8-sig", errors="replace")) for path in files]
    elections = [election for election in read if election.is_whole]
    with tempfile.TemporaryDirectory() as folder:
        found = {cut: outcomes(elections, cut, Path(folder)) for cut in ("skip", "stop")}
    counts = Counter({"files": len(files), "elections": len(elections)})
    for at, election in enumerate(elections):
        held = [cut for cut, said in found.items() if agrees(election, said[at])]
        counts[" and ".join(held) or "neither"] += 1
        counts["with a tie"] += any("undecided" in said[at].values() for said in found.values())
    return counts


if __name__ == "__main__":
    print(_count(sorted(Path(sys.argv[1]).rglob("*.pb"))))
