"""A small hub for tests of taking a venture to another place."""

from __future__ import annotations

from pathlib import Path

HUB = """
api = 1
[hub]
id = "riverside"
edition = "1"
name = "NAME"
place = { name = "NAME", country = "COUNTRY" }
language = "en"
currency = "EUR"
[[sources]]
id = "s"
title = "Its rules"
status = "assumption"
[stages.identify]
name = "Does the place have it"
[[stages.identify.requirements]]
id = "needs"
holds = "solution.mechanism_needs_met >= ASKED"
says = "So many needs are met."
source = "s"
[stages.identify.gate]
advance = {}
source = "s"
"""


def riverside(
    folder: Path, asked: int = 1, name: str = "Riverside", country: str = "IE"
) -> Path:
    """A folder with a hub that asks for so many needs that are met."""
    hub = folder / "riverside"
    hub.mkdir(exist_ok=True)
    text = HUB.replace("ASKED", str(asked)).replace("NAME", name).replace("COUNTRY", country)
    (hub / "methodology.toml").write_text(text, "utf-8")
    return hub
