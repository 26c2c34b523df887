"""The map of methods as a picture: hubs that look at the same lie close together."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from hubflow.compare.alike.network import MapPoint
from hubflow.compare.methods import MethodsComparison
from hubflow.model.characters import harmless
from hubflow.text.catalogue import words

WIDTH, HEIGHT, MARGIN = 720, 480, 36
LETTER = 7.2
"""The width of a letter at 13 pixels, at most on average."""

STYLE = """<style>
.ground { fill: #fff } text { font: 13px system-ui, sans-serif; fill: #1a1a1a }
circle { fill: #0b62a8 } line { stroke: #999; stroke-width: 1 }
@media (prefers-color-scheme: dark) {
.ground { fill: #16181c } text { fill: #e8e8e8 } circle { fill: #7ab8ee } line { stroke: #777 } }
</style>"""


def map_svg(points: Sequence[MapPoint], title: str) -> str:
    """Return the map as an SVG picture of its own, light and dark; ``title`` says what it shows."""
    drawn = "".join(_hub(*each) for each in _labels(points))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'aria-label="{escape(title, {chr(34): "&quot;"})}"><title>{escape(title)}</title>'
            f'{STYLE}<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>{drawn}</svg>\n')


def map_file(comparison: MethodsComparison) -> dict[str, str]:
    """Return the map as a file by its name; empty if there are fewer than two hubs to draw."""
    if comparison.network is None or not comparison.network.map:
        return {}
    texts = words(comparison.language, of="compare")
    return {"map.svg": map_svg(comparison.network.map, texts["map"])}


def _hub(name: str, x: float, y: float, text_x: float, text_y: float) -> str:
    lead = (f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{text_x:.1f}" y2="{text_y - 4:.1f}"/>'
            if abs(text_y - 4 - y) > 9 else "")
    return (f'{lead}<circle cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
            f'<text x="{text_x:.1f}" y="{text_y:.1f}">{escape(harmless(name))}</text>')


def _labels(points: Sequence[MapPoint]) -> list[tuple[str, float, float, float, float]]:
    """Return each hub with its point and the start of its name; no two names overlap.

    Names are placed in the order of hubs' names, so that the order of hubs changes nothing.
    """
    across = [point.x for point in points]
    down = [point.y for point in points]
    scale = min((WIDTH - 2 * MARGIN - 170) / ((max(across) - min(across)) or 1),
                (HEIGHT - 2 * MARGIN) / ((max(down) - min(down)) or 1))
    taken: list[tuple[float, float, float]] = []
    found = []
    for point in sorted(points, key=lambda each: (-each.y, each.hub)):
        x = MARGIN + (point.x - min(across)) * scale
        y = MARGIN + (max(down) - point.y) * scale
        width = LETTER * len(point.hub)
        text_x = min(x + 9, WIDTH - width - 4)
        text_y = y + 4
        while any(abs(text_y - other_y) < 16 and text_x < other_x + other_width + 4
                  and other_x < text_x + width + 4 for other_x, other_y, other_width in taken):
            text_y += 4
        taken.append((text_x, text_y, width))
        found.append((point.hub, x, y, text_x, text_y))
    return found
