"""What the tests of signs share: the signs seen in one text, and in a whole dossier."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from hubflow.loading.toml_file import parse_toml
from hubflow.privacy.check import Rules, findings_of
from hubflow.privacy.signs import Finding

RULES = Rules()
See = Callable[..., tuple[Finding, ...]]


@pytest.fixture
def look() -> See:
    """The findings in a dossier's text."""

    def look(text: str, rules: Rules = RULES) -> tuple[Finding, ...]:
        return findings_of(parse_toml(text, "dossier.toml"), rules)

    return look


@pytest.fixture
def seen(look: See) -> Callable[[str], Sequence[str]]:
    """The ids of the signs in one text, as `solution.description` of a dossier."""

    def seen(text: str) -> list[str]:
        found = look(f"id = 'x'\nname = 'X'\n[solution]\ndescription = '''{text}'''\n")
        assert {finding.key for finding in found} <= {"solution.description"}
        return sorted({finding.id for finding in found})

    return seen
