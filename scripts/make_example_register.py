"""Make a register of the example call of 41, with its jury at work: ``make serve`` opens it.

A file of that name is replaced. Two of the three assessors have judged; the third has all of it
before them. Usage: ``python -m scripts.make_example_register FILE``.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import tempfile
from pathlib import Path

from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.register.recording.adding import add
from hubflow.register.recording.deciding import decide
from hubflow.register.standing.run_selection import standings_asked_for
from hubflow.register.standing.running import cohorts, run_cohort
from hubflow.register.standing.standing_table import known_standing
from hubflow.register.storage.journal import Journal
from hubflow.register.storage.opening import init_register

EXAMPLE = Path(__file__).parents[1] / "examples" / "call-labis-2023"
CALL = "labis-2023"
BY = "Example office"
ASSESSORS = ("assessor-a", "assessor-b", "assessor-c")
AT_WORK = "assessor-c"
"""The assessor whose judgements are left out."""


def make_register(url: str, on: dt.date | None = None, ventures: int = 41) -> None:
    """Make a register of the example's first ventures at an address where none is yet.

    Its first phase is decided on and its second one is recommended, so that a jury judges and a
    body decides.
    """
    on = on or dt.date.today()
    register, _ = init_register(url, on, BY)
    hub = load_hub("porto")
    with tempfile.TemporaryDirectory() as folder, register.writing() as journal:
        call = Path(folder) / EXAMPLE.name
        shutil.copytree(EXAMPLE.parent / "challenges", Path(folder) / "challenges")
        _copy_call(call, ventures)
        add(journal, hub, load_inputs([call], hub), on=on, by=BY)
        _run(journal, on)
        for standing in standings_asked_for(journal, hub.id, [], CALL):
            decide(journal, known_standing(journal, hub.id, standing.venture), "advance",
                   body="Example body", on=on, by=BY)
        _run(journal, on)
    register.close()


def _copy_call(folder: Path, ventures: int) -> None:
    """Copy the example's call with a list of assessors, without the sheet of the one at work."""
    folder.mkdir()
    shutil.copy(EXAMPLE / "call.toml", folder)
    ids = set()
    for dossier in sorted(EXAMPLE.glob("candidatura-*.toml"))[:ventures]:
        shutil.copy(dossier, folder)
        ids.add(dossier.stem)
    for name in ASSESSORS:
        head, *rows = (EXAMPLE / f"jury-{name}.csv").read_text("utf-8").splitlines()
        if name != AT_WORK:
            rows = [row for row in rows if row.partition(",")[0] in ids]
            (folder / f"jury-{name}.csv").write_text("\n".join([head, *rows, ""]), "utf-8")
    (folder / "assessors.toml").write_text(
        "".join(f'[[assessors]]\nid = "{name}"\n\n' for name in ASSESSORS), "utf-8")


def _run(journal: Journal, on: dt.date) -> None:
    standings = standings_asked_for(journal, "porto", [], CALL)
    for cohort in cohorts(standings, None):
        run_cohort(journal, "porto", cohort, on, BY, {})


if __name__ == "__main__":
    file = Path(sys.argv[1])
    for each in file.parent.glob(f"{file.name}*"):
        each.unlink()
    make_register(f"sqlite:///{file}")
