"""The issue map on a landscape sheet of A3, as PDF."""

from __future__ import annotations

import tempfile
from pathlib import Path

_SHEET = """#set document(date: none)
#set page(paper: "a3", flipped: true, margin: 10mm)
#align(center + horizon, image("map.svg", width: 100%, height: 100%, fit: "contain"))
"""


def pdf(svg: str) -> bytes:
    """Return a map as PDF; needs the extra ``documents``."""
    import typst

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "map.svg").write_text(svg, "utf-8")
        page = Path(folder) / "page.typ"
        page.write_text(_SHEET, "utf-8")
        made: bytes = typst.compile(str(page), format="pdf")
        return made
