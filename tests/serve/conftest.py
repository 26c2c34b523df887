"""A workbench over a copy of the example call, and people who are signed in."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import httpx
import pytest
from scripts.make_example_register import EXAMPLE, make_register
from starlette.testclient import TestClient

from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.plugins.workbench.workbench_page import Role, RoleGrant, Visitor, WorkbenchPage
from hubflow.register.recording.adding import add
from hubflow.register.storage.locking import Patience
from hubflow.register.storage.opening import open_register
from hubflow.serve.application import Workbench
from hubflow.serve.drafting.method_drafts import MethodDrafts
from hubflow.serve.drafting.weight_interviews import begin_interview, weighable
from hubflow.serve.entrance.invitations import Invitations
from hubflow.serve.entrance.safety import Origins
from hubflow.serve.entrance.seals import SealKeeper
from hubflow.serve.page_table import workbench_pages
from hubflow.serve.register_access import SharedRegister

ORIGIN = "http://127.0.0.1:8000"
CALL = "/porto/calls/labis-2023"
FIRST = "candidatura-01"
VENTURES = 12
"""So many of the example's ventures are in the register."""
DRAFT = "/porto/method/drafts/autumn"
INTERVIEW = "/porto/weights/autumn/1-swing"
"""A draft of the hub's method, begun from its edition, and a question for weights beside it."""
MECHANISM = "girls-club-porto"
"""A venture outside the call that says how it works: :func:`add_mechanism` records it."""


def today() -> str:
    """The day, asked for when it is needed: a suite may run across midnight."""
    return dt.date.today().isoformat()


@attrs.frozen
class Desk:
    """A workbench, its register's address, and clients of it."""

    bench: Workbench
    url: str

    def client(self, *, origin: str = ORIGIN, **headers: str) -> TestClient:
        """A browser that is not signed in."""
        return TestClient(self.bench.application(), base_url=origin, follow_redirects=False,
                          headers={"origin": origin, "accept-language": "en", **headers})

    def person(self, *roles: Role, name: str = "Ana Sample", hub: str = "",
               call: str = "") -> TestClient:
        """A browser in which a person with some roles is signed in."""
        client = self.client()
        address, _ = Invitations(self.bench.keeper, ORIGIN).make(Visitor(
            name=name, grants=tuple(RoleGrant(role=role, hub=hub, call=call) for role in roles)), 1)
        assert client.post(address).status_code == 303
        return client


def marks_in(answer: httpx.Response) -> dict[str, str]:
    """The hidden fields that say what a form had seen, by name."""
    return dict(re.findall(r'name="(seen[\w-]*)"[^>]*? value="([^"]*)"', answer.text))


def workbench(url: str, *, keeper: SealKeeper | None = None, origin: str = ORIGIN,
              pages: list[WorkbenchPage] | None = None, drafts: Path | None = None,
              language: str = "en") -> Workbench:
    """A workbench over a register; it speaks English unless it is to speak the hub's language."""
    return Workbench(
        drafts=MethodDrafts(drafts) if drafts else None, language=language,
        register=SharedRegister(open_register(url, Patience(20))),
        pages=workbench_pages() if pages is None else pages,
        keeper=keeper or SealKeeper.of(), origins=Origins((origin,)))


def add_mechanism(url: str) -> None:
    """Record the venture that says how it works."""
    hub, register = load_hub("porto"), open_register(url, Patience(20))
    with register.writing() as journal:
        add(journal, hub, load_inputs([EXAMPLE.parent / f"{MECHANISM}.toml"], hub),
            on=dt.date.today(), by="tests")
    register.close()


def add_draft(folder: Path) -> None:
    """Begin the draft in a folder for drafts, and ask for weights."""
    hub = load_hub("porto").methodology.file
    draft = MethodDrafts(folder).begin("porto", "autumn", "2024", hub.text, hub.path.parent, "Rui")
    begin_interview(draft, next(iter(weighable(hub.text, "en"))), "swing")


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of the example call with twelve ventures, made once."""
    path = tmp_path_factory.mktemp("example") / "hub.db"
    make_register(f"sqlite:///{path}", ventures=VENTURES)
    add_draft(path.parent / "methods")
    return path


@pytest.fixture
def open_desk(example: Path, tmp_path: Path) -> Iterator[Callable[[], Desk]]:
    """What opens one more workbench over the test's own copy of the register."""
    path = tmp_path / "hub.db"
    shutil.copy(example, path)
    shutil.copytree(example.parent / "methods", tmp_path / "methods")
    opened: list[Desk] = []

    def desk() -> Desk:
        opened.append(Desk(workbench(f"sqlite:///{path}", drafts=tmp_path / "methods"),
                           f"sqlite:///{path}"))
        return opened[-1]

    yield desk
    for each in opened:
        each.bench.register.register.close()


@pytest.fixture
def desk(open_desk: Callable[[], Desk]) -> Desk:
    """A workbench that the test may write with."""
    return open_desk()


@pytest.fixture(scope="module")
def reading_desk(example: Path) -> Iterator[Desk]:
    """A workbench that tests of a module share: they record nothing."""
    found = Desk(workbench(f"sqlite:///{example}", drafts=example.parent / "methods"),
                 f"sqlite:///{example}")
    yield found
    found.bench.register.register.close()
