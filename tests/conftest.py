"""What many tests build: a hub from methodology text, dossiers from plain data, a run of both."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import tests.environment  # noqa: F401
import tomli_w
from tests.hub_head import hub_head
from tests.kept_hubs import hub_of_text
from tests.property_examples import load_profile
from tests.quick_start import checking_process, forks

from hubflow.engine.pipeline.run import run
from hubflow.model.results import PhaseResult, RunResult, VentureResult
from hubflow.plugins.importers import load_inputs
from hubflow.text.spoken import speaking

load_profile()

HEADER = "\n" + hub_head(
    "testhub", "Test hub", place="Testtown",
    sources={"rules": ("The rules of the test hub", "published"),
             "guess": ("A choice made here", "assumption")})

AS_OF = dt.date(2024, 6, 1)

Runner = Callable[..., RunResult]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests: else one worker may end with such a test alone."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Take a worker more than there are cores: tests wait for browsers, databases, processes."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture
def run_method(tmp_path: Path, request: pytest.FixtureRequest) -> Runner:
    """Run methodology text (after the usual header) over dossiers given as plain data."""
    count = itertools.count()

    def runner(
        rules: str,
        dossiers: Sequence[Mapping[str, Any]],
        *,
        call: Mapping[str, Any] | None = None,
        header: str = HEADER,
        **options: Any,
    ) -> RunResult:
        folder = tmp_path / f"run{next(count)}"
        method, inputs = folder / "hub", folder / "dossiers"
        method.mkdir(parents=True)
        (method / "methodology.toml").write_text(header + rules, "utf-8")  # for commands
        inputs.mkdir()
        for dossier in dossiers:
            data = {"name": dossier["id"], **dossier}
            (inputs / f"{dossier['id']}.toml").write_text(tomli_w.dumps(data), "utf-8")
        if call is not None:
            (inputs / "call.toml").write_text(tomli_w.dumps(dict(call)), "utf-8")
        hub = hub_of_text(header + rules, request)
        options.setdefault("as_of", AS_OF)
        return run(hub, load_inputs([inputs]), **options)

    return runner


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """No test hears the language of a command that another one ran in this process."""
    with speaking(lambda: "en"):
        yield


@pytest.fixture
def venture_of() -> Callable[[RunResult, str], VentureResult]:
    """Find one venture of a result."""
    return lambda result, id: next(v for v in result.ventures if v.id == id)


@pytest.fixture
def phase_of() -> Callable[[RunResult, str, str], PhaseResult]:
    """Find one phase of one venture of a result."""

    def find(result: RunResult, id: str, phase_id: str) -> PhaseResult:
        venture = next(v for v in result.ventures if v.id == id)
        phases = [phase for stage in venture.stages for phase in stage.phases]
        return next(phase for phase in phases if phase.phase == phase_id)

    return find


@pytest.fixture
def forked_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check plugins in forks, where nothing depends on what a new process of Python is."""
    if forks():
        monkeypatch.setattr("hubflow.kit.checking.plugin_check.checking_process", checking_process)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what could not be tested for want of a program: nobody should take that for a pass."""
    servers = [str(path) for path in Path("/usr/lib/postgresql").glob("*/bin")]
    wanted = {
        "CHROMIUM": (("chromium-headless-shell", "chromium", "chromium-browser"),
                     "pages in a browser", None),
        "WEBKIT": (("WebKitWebDriver",), "the workbench in WebKit", None),
        "FIREFOX": (("firefox-esr", "firefox"), "the workbench in Firefox", None),
        "XVFB": (("Xvfb",), "the workbench in WebKit", None),
        "POSTGRESQL": (("initdb",), "the register on PostgreSQL",
                       os.pathsep.join([os.environ.get("PATH", ""), *servers])),
    }
    for name, (commands, tested, path) in wanted.items():
        if not any(shutil.which(command, path=path) for command in commands):
            terminalreporter.write_line(
                f"NO {name} HERE: the tests of {tested} were skipped. As root, `make test` "
                "installs it where apt-get is at hand.", red=True, bold=True)
