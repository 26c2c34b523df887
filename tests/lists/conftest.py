"""A call that gives out money by two groups of criteria, with a tie, a reserve and who left."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.hub_head import hub_head
from tests.register.conftest import Hubflow, hubflow

__all__ = ["Hubflow", "hubflow"]

METHOD = hub_head(
    "mill", "Mill hub", place="Milltown", country="PT", language="pt", currency="EUR",
    sources={"s": ("Made up for this test", "assumption")}) + """\
[call]
final = "definitiva"
source = "s"
complaints = { pt = "Ao júri, por escrito.", en = "To the jury, in writing." }
anonymous_lists = ["preliminary"]
[[call.steps]]
id = "provisoria"
name = { pt = "Lista provisória", en = "First list" }
complaint_days = 10
[[call.steps]]
id = "definitiva"
name = { pt = "Lista definitiva", en = "Last list" }
[[call.steps]]
id = "homologada"
name = { pt = "Homologada", en = "Ratified" }
[[facts]]
id = "need"
description = "Need"
type = "number"
[[facts]]
id = "team"
description = "Team"
type = "number"
[[facts]]
id = "asks"
description = "What it asks for"
type = "money"
[[stages.identify.phases]]
id = "escolha"
name = { pt = "Escolha", en = "Choice" }
[[stages.identify.phases.requirements]]
id = "place"
says = { pt = "Há um lugar.", en = "There is a place." }
otherwise = { pt = "Diga onde.", en = "Say where." }
holds = "local.need >= 3"
source = "s"
[[stages.identify.phases.groups]]
id = "merit"
title = { pt = "Mérito", en = "Merit" }
weight = 1
source = "s"
[[stages.identify.phases.criteria]]
id = "need"
title = { pt = "Necessidade", en = "Need" }
concept = "local:need"
measure = "local.need"
scale = [0, 10]
group = "merit"
weight = 1
source = "s"
[[stages.identify.phases.criteria]]
id = "team"
title = { pt = "Equipa", en = "Team" }
concept = "local:team"
measure = "local.team"
scale = [0, 10]
group = "merit"
weight = 1
source = "s"
[stages.identify.phases.gate]
advance = [{ score = 40, budget = "call.budget", cost = "local.asks", cut = "stop" }]
rank_by = ["score", "need"]
reserve = 1
otherwise = "stop"
says = { pt = "O dinheiro vai para as melhores.", en = "The money goes to the best." }
source = "s"
"""
VENTURES = {"azenha": (9, 8, 600), "barca": (7, 8, 300), "caneiro": (8, 7, 300),
            "doca": (6, 6, 500), "eira": (5, 5, 100), "fonte": (10, 10, 100),
            "gruta": (2, 2, 100)}
"""The two scores of each venture, and what it asks for; `fonte` withdraws."""

CALL = """
id = "outono"
hub = "mill"
name = "Concurso de outono"
date = 2025-09-30
budget = 1_000
[[members]]
id = "fonte"
standing = "withdrawn"
date = 2025-09-15
reason = "Sem tempo."
"""
STEPS = """
[[steps]]
step = "provisoria"
date = 2025-09-20
by = "O júri"
"""


@pytest.fixture
def call(tmp_path: Path) -> str:
    """The folder of the call; its hub is ./mill."""
    return write_call(tmp_path)


def write_call(within: Path) -> str:
    """Write the call and its hub; return the call's folder."""
    (within / "mill").mkdir()
    (within / "mill" / "methodology.toml").write_text(METHOD, "utf-8")
    folder = within / "outono"
    folder.mkdir()
    (folder / "call.toml").write_text(CALL + STEPS, "utf-8")
    for id, (need, team, asks) in VENTURES.items():
        (folder / f"{id}.toml").write_text(
            f'id = "{id}"\nname = "A {id}"\n[hubs.mill]\nneed = {need}\nteam = {team}\n'
            f"asks = {asks}\n", "utf-8")
    return "outono"
