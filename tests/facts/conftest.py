"""What the tests of facts build: a dossier from its sections, and its facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from hubflow.engine.facts import FactRow, fact_row
from hubflow.model.dossier import Dossier

AS_OF = dt.date(2024, 6, 30)

Facts = Callable[..., FactRow]


@pytest.fixture
def dossier() -> Callable[..., Dossier]:
    """A dossier with these sections."""
    return lambda **sections: Dossier(**{"id": "venture", "name": "Venture", **sections})


@pytest.fixture
def facts(dossier: Callable[..., Dossier]) -> Facts:
    """The facts of a dossier with these sections, for a hub whose currency is the euro."""

    def row(
        as_of: dt.date = AS_OF, rates: dict[str, float] | None = None, **sections: Any
    ) -> FactRow:
        return fact_row(dossier(**sections), as_of, "EUR", rates or {})

    return row
