"""A hub in a folder whose cases tests write, and the zoo of bad plugins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from tests.hub_head import hub_head
from tests.register.conftest import hubflow  # noqa: F401 - a fixture

METHOD = hub_head() + """
[stages.understand]
gate = { advance = { score = 60 }, source = "s" }
[[stages.understand.criteria]]
id = "listening"
title = "People listened to"
concept = "service-user-involvement"
measure = "understand.service_users_involved"
points = [[0, 0], [30, 10]]
scale = [0, 10]
weight = 2
source = "s"
[[stages.understand.criteria]]
id = "promise"
title = "Promise"
concept = "innovation"
judged = true
scale = [0, 10]
weight = 1
source = "s"
[[stages.understand.requirements]]
id = "prior-art"
holds = "understand.prior_art >= 1"
says = "Others' practice is known."
otherwise = "Look at what others do."
concept = "prior-art"
source = "s"

[[instruments]]
id = "grant"
stage = "trade"
name = "A grant"
eligible = "incubate.net_funding_need > 0"
amount = "incubate.net_funding_need / 3"
open = { to = 2024-01-01 }
source = "s"
[[proposal.finance]]
id = "third"
name = "A third"
amount = "incubate.net_funding_need / 3"
source = "s"
[proposal]
total = "incubate.net_funding_need"
[[proposal.sections]]
id = "need"
heading = "The need"
answer = "incubate.proposal.need"
"""

DOSSIER = """
[dossier]
id = "bees"
name = "Bees on the roof"
currency = "GBP"
identify = { includes_children = false, includes_adults_at_risk = false }
incubate = { net_funding_need = 100, proposal = { need = "Honey." } }
[[dossier.understand.activities]]
kind = "interview"
people = 20
service_users = 20
[[dossier.hubs.small.judgements]]
phase = "understand"
criterion = "promise"
score = 5
"""

HEAD = 'says = "Twenty people are listened to."\nas_of = 2024-06-01\n'

Write = Callable[..., Path]


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """The folder of the hub, without cases."""
    folder = tmp_path / "hub"
    (folder / "cases").mkdir(parents=True)
    (folder / "methodology.toml").write_text(METHOD, "utf-8")
    return folder


@pytest.fixture
def write(hub: Path) -> Write:
    """Write a case of the hub: what it expects, with a head and a dossier unless others are given.
    """

    def case(expect: str, *, name: str = "bees", head: str = HEAD, dossier: str = DOSSIER) -> Path:
        path = hub / "cases" / f"{name}.toml"
        path.write_text(head + dossier + expect, "utf-8")
        return path

    return case


@pytest.fixture
def dossier() -> str:
    """The dossier of the usual case."""
    return DOSSIER


@pytest.fixture(scope="session")
def zoo() -> ModuleType:
    """The module ``zoo.py`` beside this one."""
    from tests.kit import zoo

    return zoo
