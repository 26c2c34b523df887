"""Check the look of a hub's documents: colours that can be read, images that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hubflow.reading.records.flaws import RecordFlaw
from hubflow.text.spoken import say

LEAST_CONTRAST = 4.5
"""The least contrast of text with its ground: WCAG 2.2, success criterion 1.4.3, level AA."""

LARGEST_LOGO = 1_000_000
"""Bytes of a logo: every document carries it."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_BEGINS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
"""The first bytes of an image, and its format."""


def look_flaws(look: Mapping[str, Any], folder: Path | None) -> Iterator[RecordFlaw]:
    """Yield what is wrong with `[hub.look]`; ``folder`` is the methodology's, where it has one."""
    accent, logo, at = look.get("accent"), look.get("logo"), ("hub", "look")
    if isinstance(accent, str):
        if not _COLOUR.fullmatch(accent):
            yield RecordFlaw((*at, "accent"), say("method-checks.no_colour", colour=accent),
                             say("method-checks.write_colour"))
        elif (found := contrast(accent, "#ffffff")) < LEAST_CONTRAST:
            yield RecordFlaw((*at, "accent"),
                             say("method-checks.contrast", found=found, least=LEAST_CONTRAST),
                             say("method-checks.darker_colour"))
    if isinstance(logo, str) and folder is not None and folder.is_dir():
        what = _logo_flaw(logo, folder)
        if what:
            yield RecordFlaw((*at, "logo"), what, say("method-checks.put_an_image"))


def _logo_flaw(name: str, folder: Path) -> str:
    path = folder / name
    if Path(name).name != name or not path.is_file() or path.is_symlink():
        return say("method-checks.logo_no_file", logo=name)
    if path.stat().st_size > LARGEST_LOGO:
        return say("method-checks.logo_too_large", logo=name, most=LARGEST_LOGO)
    if image_format(path.read_bytes()):
        return ""
    return say("method-checks.logo_no_image", logo=name)


def image_format(content: bytes) -> str:
    """Return the format of an image by its first bytes, `png` or `jpg`; empty for others."""
    return next((format for begin, format in _BEGINS.items() if content.startswith(begin)), "")


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by WCAG 2.2, from 1 to 21.

    >>> round(contrast("#000000", "#ffffff")), round(contrast("#0b5563", "#ffffff"), 1)
    (21, 8.4)
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour: WCAG 2.2, definition of relative luminance."""
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
                        for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
