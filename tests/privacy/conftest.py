"""What the tests of signs share: the signs seen in one text, and in a whole dossier."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from hubflow.privacy.privacy_check import PrivacyRules, findings_of
from hubflow.privacy.signs import PrivacyFinding
from hubflow.reading.toml.source import parse_toml

RULES = PrivacyRules()
See = Callable[..., tuple[PrivacyFinding, ...]]


def places(found: Sequence[PrivacyFinding]) -> list[tuple[str, int, str]]:
    """The check, line and key of each finding."""
    return [(finding.id, finding.line, finding.key) for finding in found]


@pytest.fixture
def look() -> See:
    """The findings in a dossier's text."""

    def look(text: str, rules: PrivacyRules = RULES) -> tuple[PrivacyFinding, ...]:
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
