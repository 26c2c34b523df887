"""Write plain data as TOML. Every TOML file that holds texts of dossiers is written here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomli_w

from hubflow.reading.text_gate import printable


def toml_text(data: Mapping[str, Any]) -> str:
    """Return plain data as TOML text, each text of it on one line."""
    return tomli_w.dumps(printable(data), multiline_strings=False)
