"""A value or an interval on its scale, as a bar as small as a word."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

_WIDTH = 120.0


def bar(low: float, high: float, marks: Sequence[float] = ()) -> Markup:
    """Return a bar from ``low`` to ``high`` on a scale from 0 to 1, ``marks`` are thresholds.

    It says nothing that the text beside it does not say, and is hidden from screen readers.
    """
    left, right = (min(max(end, 0.0), 1.0) * _WIDTH for end in (low, high))
    width = max(right - left, 4.0)
    left = min(max(left - (2 if right - left < 4 else 0), 0), _WIDTH - width)
    # numbers alone are put in, so nothing needs to be escaped; a page may have a thousand bars
    lines = "".join(f'<path class="mark" d="M{mark * _WIDTH:.1f} 0v12"/>' for mark in marks)
    return Markup(
        '<svg class="bar" viewBox="0 0 120 12" aria-hidden="true"><path d="M0 6h120"/>'
        f'<rect x="{left:.1f}" y="2" width="{width:.1f}" height="8" rx="3"/>{lines}</svg>')
