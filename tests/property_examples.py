"""How many examples a property draws: few, so that the suite is quick, or many on request.

``HYPOTHESIS_PROFILE=thorough`` draws ten times as many. Each run draws others, so runs add up.
"""

from __future__ import annotations

import os

from hypothesis import settings

PROFILES = {"quick": 1, "thorough": 10}
_USUAL = 25


def load_profile() -> None:
    """Set how properties draw that say nothing themselves; no property has a time limit."""
    for name, times in PROFILES.items():
        settings.register_profile(name, max_examples=_USUAL * times, deadline=None)
    settings.load_profile(_profile())


def examples(quick: int) -> int:
    """Return how many examples a property draws that draws ``quick`` in a quick run."""
    return quick * PROFILES[_profile()]


def _profile() -> str:
    return os.environ.get("HYPOTHESIS_PROFILE") or "quick"
