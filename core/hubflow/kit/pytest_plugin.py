"""Collect a hub's cases with pytest: ``cases/*.toml`` beside a ``methodology.toml``.

Loaded by every pytest that runs where hubflow is installed, so it imports nothing heavy of
hubflow until a case is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub

_HUBS = pytest.StashKey[dict[Path, "LoadedHub"]]()


class CaseDiffers(Exception):
    """A hub's results differ from a case. ``str`` lists every difference on its line."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Return a case file as a collector."""
    if file_path.suffix != ".toml":
        return None
    from hubflow.model.files import METHODOLOGY, is_case

    if not is_case(file_path) or not (file_path.parent.parent / METHODOLOGY).is_file():
        return None
    return CaseCollector.from_parent(parent, path=file_path)


class CaseCollector(pytest.File):
    """A case file, which holds one test."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the case as a test."""
        yield CaseItem.from_parent(self, name=self.path.stem)


class CaseItem(pytest.Item):
    """One case, run by the hub in whose folder it lies."""

    def runtest(self) -> None:
        """Fail with the differences, in the hub's language; raise other problems unchanged."""
        from hubflow.kit.cases.cases import read_case
        from hubflow.kit.hub_language import speaking_of

        with speaking_of(self.path.parent.parent):
            check(self._hub(), read_case(self.path))

    def _hub(self) -> LoadedHub:
        """Return the hub, loaded once for all its cases."""
        from hubflow.plugins.manager import load_hub

        hubs = self.config.stash.setdefault(_HUBS, {})
        folder = self.path.parent.parent
        if folder not in hubs:
            hubs[folder] = load_hub(folder)
        return hubs[folder]

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the message of an error that users can act on, else the traceback."""
        from hubflow.model.input_problems import BadInput

        if isinstance(excinfo.value, BadInput | CaseDiffers):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the place of the case."""
        return self.path, None, f"case {self.name}"


def check(hub: LoadedHub, case: Any) -> None:
    """Raise :class:`CaseDiffers` if a hub's results differ from what a case expects."""
    from hubflow.kit.cases.cases import run_case

    differences = run_case(hub, case)
    if differences:
        raise CaseDiffers("\n".join(map(str, differences)))
