"""Write the synthetic call of 41 dossiers in ``examples/call-labis-2023``.

The numbers of applications by problem (22, 13, 6) and of those at the bootcamp (10, 7, 3) are
those published of the first edition of LAB.IS. Everything else is made up, by a seeded generator,
and marked so in every file: names, texts, scores. Run it again and the same bytes are written:

    python scripts/make_call.py [FOLDER]
"""

from __future__ import annotations

import csv
import io
import random
import sys
from pathlib import Path

SEED = 2023
FOLDER = Path(__file__).parent.parent / "examples" / "call-labis-2023"

PROBLEMS = (
    ("older-people-alone-porto", 22, 10, "pessoas idosas isoladas"),
    ("young-people-leaving-care-porto", 13, 7, "jovens que saem do acolhimento"),
    ("disability-exclusion-porto", 6, 3, "pessoas com deficiência"),
)
APPROACHES = ("encontros semanais", "visitas de vizinhos", "oficinas de ofícios",
              "um clube desportivo", "uma horta comum", "acompanhamento por pares",
              "um coro aberto", "uma cozinha partilhada")
CRITERIA = ("inovacao", "adequacao", "impacto-sistemico", "viabilidade", "perfil",
            "recursos-locais")
ASSESSORS = ("assessor-a", "assessor-b", "assessor-c")
PLACES = {"candidatura": 41, "bootcamp": 20, "aceleracao": 10}
CONFLICT = ("assessor-c", 41)
"""The assessor who abstains, and the rank of the application that it concerns."""

CALL = """\
# A synthetic call: see README.md.
id = "labis-2023"
hub = "porto"
name = "LAB.IS, 1.ª edição (sintética)"
date = 2024-06-30
"""

README = """\
# A synthetic call of 41

Forty-one made-up applications to the first edition of LAB.IS, for trying out a call. Only the
numbers are real: 22, 13 and 6 applications by problem, 10, 7 and 3 of them at the bootcamp, and
the funnel of 20, up to 10, up to 5. Names, texts and scores are made up by
`scripts/make_call.py`; no real application or jury is behind them.

- `call.toml`: the call. Its date is the day on which everything is looked at.
- `candidatura-01.toml` … `candidatura-41.toml`: the dossiers; their challenges lie in
  `../challenges`.
- `jury-assessor-a.csv` … `jury-assessor-c.csv`: three assessors' sheets. One of them declares a
  conflict of interest and abstains.

```console
$ hubflow run -p porto examples/call-labis-2023
...
```
"""

HEAD = """\
# Synthetic: made up by scripts/make_call.py. No real application is behind it.
id = "{id}"
name = "Candidatura sintética {number:02}"
summary = "Sintética, para experimentar um concurso: {approach} para {group}."
challenge = "{challenge}"
place = {{ name = "Porto", country = "PT" }}
language = "pt"
currency = "EUR"

[[sources]]
id = "synthetic"
title = "Made up by a seeded script"
status = "illustrative"
covers = ["identify.*", "understand.*", "solution.*", "test.*"]

[identify]
implemented_in_place = false

[solution]
description = "{approach_capital} para {group} (texto sintético)."
"""

ACCELERATED = """
[[understand.activities]]
kind = "focus group"
date = 2023-10-{day:02}
people = {people}
service_users = {users}
findings = "Texto sintético."

[test]
plan = "Plano de piloto sintético, de seis meses."{presentation}

[test.safeguarding]
policy = true
policy_review = 2025-12-31
designated_lead = true
people_in_contact = {staff}
people_checked = {staff}
risk_assessment = true
authority_agreement = true
route_for_concerns = true
"""

PILOT = """
[[test.pilots]]
name = "Piloto sintético"
start = 2024-01-08
end = 2024-06-14
invited = {invited}
came = {came}
stayed = {stayed}
completed = {completed}
voluntary = true
cost = {cost}

[[test.feedback]]
whom = "service users"
people = {completed}
satisfied = {satisfied}
"""


def ranked(rng: random.Random) -> list[tuple[str, str]]:
    """The 41 applications, best first: their challenge and group, 10 + 7 + 3 among the 20."""
    chosen, others = [], []
    for challenge, applications, at_bootcamp, group in PROBLEMS:
        chosen += [(challenge, group)] * at_bootcamp
        others += [(challenge, group)] * (applications - at_bootcamp)
    rng.shuffle(chosen)
    rng.shuffle(others)
    return chosen + others


def spread(rng: random.Random, total: int, cells: int) -> list[int]:
    """Scores of 1 to 5 that add up to ``total``."""
    scores = [total // cells] * cells
    for cell in rng.sample(range(cells), total % cells):
        scores[cell] += 1
    for _ in range(3 * cells):
        up, down = rng.sample(range(cells), 2)
        if scores[up] < 5 and scores[down] > 1:
            scores[up] += 1
            scores[down] -= 1
    return scores


def dossier(rng: random.Random, number: int, rank: int, challenge: str, group: str) -> str:
    """One dossier: the further it gets in the funnel, the more it holds."""
    approach = rng.choice(APPROACHES)
    text = HEAD.format(id=f"candidatura-{number:02}", number=number, approach=approach,
                       approach_capital=approach.capitalize(), group=group, challenge=challenge)
    users, staff = rng.randint(6, 14), rng.randint(2, 6)
    presentation = "\npublic_presentation = 2024-06-20" if rank <= 5 else ""
    if rank <= 10:
        text += ACCELERATED.format(day=rng.randint(1, 28), people=users + rng.randint(1, 6),
                                   users=users, staff=staff, presentation=presentation)
    if rank <= 5:
        invited = rng.randint(30, 45)
        came = invited - rng.randint(4, 9)
        stayed = came - rng.randint(1, 4)
        completed = stayed - rng.randint(0, 3)
        text += PILOT.format(invited=invited, came=came, stayed=stayed, completed=completed,
                             cost=rng.randrange(15000, 20001, 100),
                             satisfied=rng.choice((0.8, 0.85, 0.9, 0.95)))
    return text


def sheets(rng: random.Random, numbers: list[int]) -> dict[str, str]:
    """The assessors' sheets; the sum of an application's scores falls with its rank."""
    files = {assessor: io.StringIO() for assessor in ASSESSORS}
    writers = {a: csv.writer(file, lineterminator="\n") for a, file in files.items()}
    for writer in writers.values():
        writer.writerow(("venture", "phase", "criterion", "assessor", "score", "note", "conflict"))
    cells = len(ASSESSORS) * len(CRITERIA)
    for phase, places in PLACES.items():
        for rank in range(1, places + 1):
            scores = iter(spread(rng, 88 - rank, cells))
            for assessor, writer in writers.items():
                abstains = (assessor, rank) == CONFLICT
                for criterion in CRITERIA:
                    score = next(scores)
                    writer.writerow((f"candidatura-{numbers[rank - 1]:02}", phase, criterion,
                                     assessor, "" if abstains else score, "",
                                     "yes" if abstains else ""))
    return {assessor: file.getvalue() for assessor, file in files.items()}


def main(folder: Path) -> None:
    """Write the call into ``folder``."""
    rng = random.Random(SEED)
    applications = ranked(rng)
    numbers = list(range(1, len(applications) + 1))
    rng.shuffle(numbers)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "call.toml").write_text(CALL, "utf-8")
    (folder / "README.md").write_text(README, "utf-8")
    for rank, ((challenge, group), number) in enumerate(
        zip(applications, numbers, strict=True), start=1
    ):
        path = folder / f"candidatura-{number:02}.toml"
        path.write_text(dossier(rng, number, rank, challenge, group), "utf-8")
    for assessor, text in sheets(rng, numbers).items():
        (folder / f"jury-{assessor}.csv").write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
