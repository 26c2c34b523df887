"""Write the synthetic areas in ``examples/hubs/indices-of-deprivation``.

The areas and their scores in the seven domains are made up, by a seeded generator: each area has
a general level of deprivation, and each domain follows it more or less. Run it again and the same
bytes are written:

    python scripts/make_areas.py [FILE]
"""

from __future__ import annotations

import csv
import io
import random
import sys
from pathlib import Path

SEED = 2019
AREAS = 1000
FILE = Path(__file__).parent.parent / "examples/hubs/indices-of-deprivation/areas.csv"

DOMAINS = {"income": 0.9, "employment": 0.9, "education": 0.8, "health": 0.8, "crime": 0.6,
           "housing": 0.1, "environment": 0.3}
"""How closely each domain follows an area's general level."""


def areas() -> str:
    """The table as CSV."""
    random_numbers = random.Random(SEED)
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["id", "name", *(f"local.{domain}" for domain in DOMAINS)])
    for number in range(1, AREAS + 1):
        level = random_numbers.gauss(0, 1)
        scores = [
            round(weight * level + (1 - weight**2) ** 0.5 * random_numbers.gauss(0, 1), 6)
            for weight in DOMAINS.values()
        ]
        writer.writerow([f"synthetic-{number:04}", f"Synthetic area {number}", *scores])
    return lines.getvalue()


def main() -> None:
    """Write the file."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    path.write_text(areas(), "utf-8")


if __name__ == "__main__":
    main()
