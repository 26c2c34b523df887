"""The colours of pages and documents, light and dark, with a hub's own colour among them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import tomli

from hubflow.plugins.document import DocumentLook
from hubflow.reading.method.look_checks import LEAST_CONTRAST, contrast

Scheme = Literal["light", "dark"]

GROUNDS = ("paper", "shade")
"""The grounds on which text stands in the accent: the page, and the heads of tables."""


@functools.cache
def own_colours() -> Mapping[str, Mapping[str, str]]:
    """Return hubflow's own colours, as `#rrggbb`, by scheme and name."""
    text = (Path(__file__).parent / "colours.toml").read_text("utf-8")
    found: Mapping[str, Mapping[str, str]] = tomli.loads(text)
    return found


def colours(look: DocumentLook | None = None, scheme: Scheme = "light") -> Mapping[str, str]:
    """Return the colours of a scheme, as `#rrggbb` by name; the accent is the hub's.

    A hub chooses its accent for white. It is made darker or lighter as far as text in it needs to
    be read on every ground of the scheme (WCAG 2.2, level AA).
    """
    own = own_colours()[scheme]
    if look is None or not look.accent:
        return own
    accent = readable(look.accent, [own[ground] for ground in GROUNDS], own["ink"])
    return {**own, "accent": accent}


def readable(colour: str, grounds: list[str], ink: str) -> str:
    """Return a colour mixed with ink, no more than text in it needs to be read on all grounds.

    >>> readable("#8a1c1c", ["#ffffff"], "#000000"), readable("#8a1c1c", ["#12181c"], "#ffffff")
    ('#8a1c1c', '#b46e6e')
    """
    for hundredth in range(101):
        mixed = _mixed(colour, ink, hundredth / 100)
        if all(contrast(mixed, ground) >= LEAST_CONTRAST for ground in grounds):
            return mixed
    return ink


def _mixed(one: str, other: str, share: float) -> str:
    """Return a colour between two: ``share`` of the other."""
    parts = ((int(one[at:at + 2], 16), int(other[at:at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in parts)


def root_style(look: DocumentLook | None = None) -> str:
    """Return the style rules that name the colours and the typeface. What is printed is light."""
    light = f":root {{ {_named(colours(look))} --type: {_typeface(look)}{SYSTEM_TYPE}; }}"
    dark = f":root {{ {_named(colours(look, 'dark'))} }}"
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{ {dark} }}\n"


def _named(colours: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())


SYSTEM_TYPE = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
"""The typefaces of web pages, where a hub names none or the reader lacks it."""


def _typeface(look: DocumentLook | None) -> str:
    """Return a hub's typeface as a style names it, and a comma; empty without one."""
    name = look.typeface if look is not None else ""
    kept = "".join(each for each in name if each.isalnum() or each in " -")
    return f'"{kept}", ' if kept else ""
