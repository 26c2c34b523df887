"""The map of methods as a picture: hubs that look at the same lie close together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

from hubflow.compare.alike.network import MapPoint
from hubflow.compare.methods import MethodsComparison
from hubflow.documents.design.palette import own_colours
from hubflow.model.characters import harmless
from hubflow.text.catalogue import words

WIDTH, HEIGHT, MARGIN = 720, 480, 36
LETTER = 7.2
"""The width of a letter of 13 pixels, on average at most."""

def map_svg(points: Sequence[MapPoint], names: Mapping[str, str], title: str) -> str:
    """Return the map as an SVG picture of its own, light and dark; ``title`` says what it shows.

    ``names`` are what people call the hubs.
    """
    label = escape(title, {chr(34): "&quot;"})
    ground = f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>'
    return map_drawing(points, names, f' role="img" aria-label="{label}"',
                       f"<title>{escape(title)}</title>{_style()}{ground}") + "\n"


def map_drawing(
    points: Sequence[MapPoint], names: Mapping[str, str], attributes: str = "", before: str = ""
) -> str:
    """Return the map as SVG inside a page, whose style sheet knows the class ``method-map``."""
    drawn = "".join(_hub(*each) for each in _labels(points, names))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" class="method-map" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}"{attributes}>{before}{drawn}</svg>')


def _style() -> str:
    """Return the picture's colours; it stands in no page whose style names them."""
    light, dark = own_colours()["light"], own_colours()["dark"]
    return (f"<style>{_rules(light)} text {{ font: 13px system-ui, sans-serif }} "
            f"@media (prefers-color-scheme: dark) {{ {_rules(dark)} }}</style>")


def _rules(colours: Mapping[str, str]) -> str:
    return (f".ground {{ fill: {colours['paper']} }} text {{ fill: {colours['ink']} }} "
            f"circle {{ fill: {colours['accent']} }} line {{ stroke: {colours['faint']} }}")


def map_file(comparison: MethodsComparison) -> dict[str, str]:
    """Return the map as a file by its name; empty if there are fewer than two hubs to draw."""
    if comparison.network is None or not comparison.network.map:
        return {}
    texts = words(comparison.language, of="compare")
    return {"map.svg": map_svg(comparison.network.map, comparison.names, texts["map"])}


def _hub(name: str, x: float, y: float, text_x: float, text_y: float) -> str:
    left = text_x < x
    end = text_x + LETTER * len(name) if left else text_x
    anchor = ' text-anchor="end"' if left else ""
    lead = (f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{end:.1f}" y2="{text_y - 4:.1f}"/>'
            if abs(text_y - 4 - y) > 9 else "")
    return (f'{lead}<circle cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
            f'<text x="{end:.1f}" y="{text_y:.1f}"{anchor}>{escape(harmless(name))}</text>')


def _labels(
    points: Sequence[MapPoint], called: Mapping[str, str]
) -> list[tuple[str, float, float, float, float]]:
    """Return each hub with its point and the start of its name.

    A name stands beside its point, or as near to it as it covers no other name or point. Names are
    placed by height and then by name, so that the order of hubs changes nothing.
    """
    across = [point.x for point in points]
    down = [point.y for point in points]
    scale = min((WIDTH - 2 * MARGIN - 170) / ((max(across) - min(across)) or 1),
                (HEIGHT - 2 * MARGIN) / ((max(down) - min(down)) or 1))
    placed = [(called[point.hub], MARGIN + (point.x - min(across)) * scale,
               MARGIN + (max(down) - point.y) * scale)
              for point in sorted(points, key=lambda each: (-each.y, each.hub))]
    dots = [(x - 6, y - 6, 12.0, 12.0) for _, x, y in placed]
    names: list[Box] = []
    found = []
    for number, (hub, x, y) in enumerate(placed):
        others = [*names, *dots[:number], *dots[number + 1:]]
        box = min(_boxes(x, y, LETTER * len(hub)),
                  key=lambda box: sum(_overlap(box, other) for other in others))
        names.append(box)
        found.append((hub, x, y, box[0], box[1] + 12))
    return found


Box = tuple[float, float, float, float]
"""The left and upper end of a box, its width and height."""


def _boxes(x: float, y: float, width: float) -> Iterator[Box]:
    """Yield the boxes in which a name can stand, the nearest to its point first."""
    for away in range(0, 120, 8):
        for at in dict.fromkeys((y - 8 + away, y - 8 - away)):
            for left in (x + 9, x - 9 - width):
                if 2 <= left <= WIDTH - width - 2 and 2 <= at <= HEIGHT - 18:
                    yield left, at, width, 16.0
    yield min(x + 9, WIDTH - width - 2), y - 8, width, 16.0


def _overlap(one: Box, other: Box) -> float:
    """Return the area that two boxes share."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0.0, across) * max(0.0, down)
