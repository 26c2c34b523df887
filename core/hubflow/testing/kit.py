"""One class that runs everything there is to run for a plugin."""

from __future__ import annotations

import functools
from typing import ClassVar

import pytest

from hubflow.model.problems import BadInput
from hubflow.plugins.manager import LoadedHub, load_hub
from hubflow.testing.cases import Case, case_paths, read_case, run_case


class HubKit:
    """The tests of a hub, to be inherited; pytest finds them in the class below it.

    .. code-block:: python

        from hubflow.testing import HubKit

        class TestPorto(HubKit):
            hub = "porto"

    ``hub`` is what ``hubflow -p`` takes: an installed hub, a folder, a module.
    """

    hub: ClassVar[str]

    @pytest.fixture
    def loaded_hub(self) -> LoadedHub:
        """The hub with its hooks."""
        return _loaded(self.hub)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One test for each case."""
        if "case" in metafunc.fixturenames:
            paths = case_paths(_loaded(self.hub).methodology.file.path.parent)
            metafunc.parametrize("case", [read_case(path) for path in paths],
                                 ids=[path.stem for path in paths])

    def test_there_are_cases(self, loaded_hub: LoadedHub) -> None:
        """Whoever inherits the tests has some."""
        folder = loaded_hub.methodology.file.path.parent
        assert case_paths(folder), f"there are no cases beside the methodology in {folder}"

    def test_case(self, loaded_hub: LoadedHub, case: Case) -> None:
        """The hub says what the case expects."""
        told = _differences(loaded_hub, case)
        if told:
            pytest.fail(told, pytrace=False)


@functools.cache
def _loaded(hub: str) -> LoadedHub:
    try:
        return load_hub(hub)
    except BadInput as bad:
        problems = str(bad)
    return pytest.fail(problems, pytrace=False)


def _differences(hub: LoadedHub, case: Case) -> str:
    """What a case differs in, or what is wrong with it; empty where nothing is."""
    try:
        return "\n".join(map(str, run_case(hub, case)))
    except BadInput as bad:
        return str(bad)
