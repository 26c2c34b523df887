"""Draw charts as SVG by Vega-Lite in the page's own colours, each with its text and table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
from markupsafe import Markup

from hubflow.documents.safe_markdown import one_line
from hubflow.text.locales import locale_of

VEGA_LITE = "5.20"
"""The version of the charts' language; pinned, so that the same data give the same drawing."""

_COLOURS: Mapping[str, Any] = {
    "axis": {
        "labelColor": "var(--ink)", "titleColor": "var(--faint)", "gridColor": "var(--line)",
        "domainColor": "var(--line)", "tickColor": "var(--line)", "labelFontSize": 13.5,
        "titleFontSize": 13.5, "titleFontWeight": "normal", "labelLimit": 260,
    },
    "legend": {"labelColor": "var(--ink)", "titleColor": "var(--faint)", "labelFontSize": 13.5,
               "symbolStrokeColor": "var(--faint)", "columns": 3, "labelLimit": 140},
    "header": {"labelColor": "var(--ink)"},
    "text": {"color": "var(--ink)", "fontSize": 12},
    "view": {"stroke": None},
}

SERIES = ("var(--one)", "var(--two)", "var(--three)", "var(--four)", "var(--five)", "var(--six)")
"""Colours of series, told apart also by those who see no colours: they differ in lightness."""

_TAG = re.compile(r"<[a-z][^>]*>")
_IDLE = re.compile(r' (?:pointer-events="none"|opacity="1"|aria-[a-z]+="[^"]*"|role="[^"]*"'
                   r'|class="[^"]*"|font-family="[^"]*"|clip-path="[^"]*"|xmlns:xlink="[^"]*"|version="1.1")')
_CLIPS = re.compile(r"<defs>.*?</defs>", re.DOTALL)
_LONG = re.compile(r"(\d\.\d\d)\d+")


_NARROW = 150
"""The width of a chart's field on a telephone, in pixels, beside labels of at most 140."""

BROADEST, NARROWEST = 540, 340
"""The most pixels that a whole chart takes on a page and on a telephone: so wide it is never made
smaller, and its type stays as large as it was drawn, 12 pixels, 9 points on paper.
"""

_WHOLE = re.compile(r'<svg [^>]*?width="([\d.]+)"')

_ON_A_TELEPHONE: Mapping[str, Any] = {
    **_COLOURS,
    "axis": {**_COLOURS["axis"], "labelLimit": 140, "labelFontSize": 11.5},
    "legend": {**_COLOURS["legend"], "columns": 2, "labelLimit": 120},
}


@attrs.frozen(kw_only=True)
class Chart:
    """A drawing with what it says: a title, a sentence, and all its numbers as a table.

    ``narrow`` is the same drawing for a telephone.
    """

    svg: Markup
    narrow: Markup
    title: str
    says: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def chart(
    spec: Mapping[str, Any], language: str, *, title: str, says: str, head: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> Chart:
    """Draw a Vega-Lite specification; the colours in it are the page's variables."""
    narrow = {**spec, "width": min(spec["width"], _NARROW)} if "width" in spec else spec
    return Chart(
        svg=_within(spec, language, _COLOURS, BROADEST),
        narrow=_within(narrow, language, _ON_A_TELEPHONE, NARROWEST), title=title,
        says=says, head=tuple(head), rows=tuple(tuple(row) for row in rows))


def _within(
    spec: Mapping[str, Any], language: str, config: Mapping[str, Any], most: float
) -> Markup:
    """Return a drawing of at most so many pixels across: its field gives way to its labels."""
    svg = drawn(spec, language, config)
    whole = _WHOLE.search(svg)
    over = float(whole[1]) - most if whole else 0.0
    if over <= 0 or "width" not in spec:
        return svg
    return drawn({**spec, "width": max(80, spec["width"] - over - 2)}, language, config)


def drawn(
    spec: Mapping[str, Any], language: str = "en", config: Mapping[str, Any] = _COLOURS
) -> Markup:
    """Return the SVG of a specification, hidden from screen readers: they read the text."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(
        _clean({"background": None, "config": config, **spec}), vl_version=VEGA_LITE,
        allowed_base_urls=[], format_locale=_numbers(language),
    )
    # clips are numbered through the life of a process; nothing here needs them
    slim = _TAG.sub(_slimmed, _CLIPS.sub("", svg))
    return Markup(slim.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))


def _numbers(language: str) -> dict[str, Any]:
    """Return the number format of axes, in the terms of d3."""
    own = locale_of(language)
    return {"decimal": own.decimal, "thousands": own.thousands, "grouping": [3],
            "currency": ["", ""], "percent": own.percent.format(number="")}


def _clean(part: Any) -> Any:
    """Return part of a specification without the characters that XML, and so SVG, refuses."""
    if isinstance(part, str):
        return _drawable(part)
    if isinstance(part, Mapping):
        return {key: _clean(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_clean(value) for value in part]
    return part


def _drawable(text: str) -> str:
    """Return a text short enough for a chart; the table beside the chart holds it whole.

    The drawing library cuts long labels between the halves of a character beyond U+FFFF, such as
    an emoji, and then fails.
    """
    return "".join(char if ord(char) <= 0xFFFF else "\u25a1" for char in one_line(text))


def _slimmed(tag: re.Match[str]) -> str:
    """Return a tag without empty attributes, and with lengths of at most two decimals."""
    return _LONG.sub(r"\1", _IDLE.sub("", tag[0]))


def distinct(labels: Sequence[str]) -> list[str]:
    """Return labels that are all drawn differently, so that none shares another's place."""
    found: list[str] = []
    for label in map(_drawable, labels):
        number = 1
        told = label
        while told in found:
            number += 1
            told = f"{label} ({number})"
        found.append(told)
    return found


def values(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Data of a specification."""
    return {"values": list(rows)}


def quantity(field: str, **more: Any) -> dict[str, Any]:
    """An axis of numbers."""
    return {"field": field, "type": "quantitative", "title": None, **more}


def named(field: str, **more: Any) -> dict[str, Any]:
    """An axis of names in the order of the data."""
    return {"field": field, "type": "nominal", "sort": None, "title": None, **more}
