"""A test class that runs all tests for a plugin."""

from __future__ import annotations

import functools
from typing import ClassVar

import pytest

from hubflow.kit.cases.cases import Case, case_paths, read_case, run_case
from hubflow.kit.checking.findings import Report
from hubflow.kit.checking.plugin_check import check_hub
from hubflow.kit.hub_language import speaking_of
from hubflow.model.input_problems import BadInput
from hubflow.plugins.check_catalogue import HUB_LEVELS, checks_of_levels
from hubflow.plugins.manager import LoadedHub, load_hub
from hubflow.text.spoken import say


class HubKit:
    """The tests of a hub; inherit from it, and pytest runs them.

    .. code-block:: python

        from hubflow.testing import HubKit

        class TestPorto(HubKit):
            hub = "porto"

    ``hub`` is what ``hubflow -p`` takes: an installed hub, a folder, a module. Each check of
    ``hubflow check`` is a test, and so is each case. A finding that the methodology expects, with
    its reason, is an expected failure; one that is expected and not found fails.
    """

    hub: ClassVar[str]

    @pytest.fixture
    def loaded_hub(self) -> LoadedHub:
        """Return the hub with its hooks."""
        return _loaded(self.hub)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make one test for each check, and one for each case."""
        if "check" in metafunc.fixturenames:
            metafunc.parametrize("check", [check.id for check in checks_of_levels(*HUB_LEVELS)])
        if "case" in metafunc.fixturenames:
            paths = case_paths(_loaded(self.hub).methodology.file.path.parent)
            metafunc.parametrize("case", [read_case(path) for path in paths],
                                 ids=[path.stem for path in paths])

    def test_check(self, check: str) -> None:
        """Assert that the check ran and found only what the methodology expects."""
        report = _report(self.hub)
        found = [str(finding) for finding in report.findings if finding.check == check]
        if found:
            pytest.fail("\n".join(found), pytrace=False)
        if check not in report.ran:
            pytest.fail(say("kit.was_not_run", check=check, why=report.not_run.get(check, "")),
                        pytrace=False)
        reasons = [each.reason for each in report.expected if each.finding.check == check]
        if reasons:
            pytest.xfail("; ".join(dict.fromkeys(reasons)))

    def test_case(self, loaded_hub: LoadedHub, case: Case) -> None:
        """Assert that the hub's results are what the case expects."""
        told = _differences(loaded_hub, case)
        if told:
            pytest.fail(told, pytrace=False)


@functools.cache
def _loaded(hub: str) -> LoadedHub:
    with speaking_of(hub):
        try:
            return load_hub(hub)
        except BadInput as bad:
            problems = str(bad)
    return pytest.fail(problems, pytrace=False)


@functools.cache
def _report(hub: str) -> Report:
    """Return all checks, run once for all tests."""
    with speaking_of(hub):
        return check_hub(hub)


def _differences(hub: LoadedHub, case: Case) -> str:
    """Return how a case differs, or what is wrong with it; empty if it holds."""
    with speaking_of(hub.methodology.file.path):
        try:
            return "\n".join(map(str, run_case(hub, case)))
        except BadInput as bad:
            return str(bad)
