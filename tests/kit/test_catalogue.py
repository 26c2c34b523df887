"""The catalogue and the code that carries it out name the same levels."""

from __future__ import annotations

from hubflow.plugins.check_catalogue import AGAINST, HUB_LEVELS, LEVELS, checks, checks_of_levels


def test_every_level_has_a_name_and_checks() -> None:
    assert {check.level for check in checks().values()} == set(LEVELS)
    assert all(checks_of_levels(level) for level in LEVELS)
    assert {*HUB_LEVELS, AGAINST} <= set(LEVELS)
