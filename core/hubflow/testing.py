"""The names that plugins' own tests may use. They are loaded when they are first used.

:class:`HubKit` runs everything for a plugin in one class of tests; the functions run a hub's
cases one by one.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hubflow.kit.cases.cases import Case, cases_of, read_cases, run_case
    from hubflow.kit.cases.difference import Difference
    from hubflow.kit.hub_kit import HubKit

_HOMES = {
    "Case": "cases.cases",
    "Difference": "cases.difference",
    "HubKit": "hub_kit",
    "cases_of": "cases.cases",
    "read_cases": "cases.cases",
    "run_case": "cases.cases",
}

__all__ = ["Case", "Difference", "HubKit", "cases_of", "read_cases", "run_case"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'hubflow.testing' has no attribute {name!r}")
    return getattr(import_module(f"hubflow.kit.{_HOMES[name]}"), name)
