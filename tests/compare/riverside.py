"""A small hub for tests of taking a venture to another place."""

from __future__ import annotations

from pathlib import Path

from tests.hub_head import hub_head

HUB = hub_head(
    "riverside", "NAME", place="NAME", country="COUNTRY", currency="EUR",
    sources={"s": ("Its rules", "assumption")}) + """\
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
