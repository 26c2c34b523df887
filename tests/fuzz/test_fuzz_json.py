"""Any JSON is read, or told as bad: a funder's package, a table whose rows are JSON."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz.fuzzing import damaged, fuzzer, torn
from tests.fuzz.lawful_command import lawful
from tests.grants.conftest import GRANT

PACKAGE = {"title": "Grants", "publisher": {"name": "A made-up trust"}, "grants": [
    {**GRANT, "id": f"360G-madeup-{number}", "plannedDates": [
        {"startDate": "2019-06-01", "endDate": "2020-05-31", "duration": 12}],
     "beneficiaryLocation": [{"name": "Leeds", "countryCode": "GB"}]} for number in (1, 2)]}
ROWS = [{"id": f"v{number}", "name": "V", "place.country": "PT", "identify.group_size": number}
        for number in (1, 2, 3)]
DEEP: Any = json.loads("[" * 70 + "]" * 70)
VALUES: list[Any] = [
    None, True, 0, -1, 1.5, 1e308, 10**400, float("inf"), float("nan"), "", "x", "\ud800", "\x07",
    "\u202e", "é" * 9, "x" * 70_000, "2024-02-30", "2019-05-01T00:00:00Z", "GBP", "=1+1", "../../x",
    "con", [], {}, [[]], [None], [{}], {"a": {"b": []}}, {"": 1}, DEEP, 2**63, -(2**70)]
PIECES = ["{", "}", "[", "]", ",", ":", '"', "\\", "\\u0000", "\\ud800", "null", "1e999", "NaN",
          "-", "\n", "\0", "\ufeff", '"id": 1,', "[" * 90, "9" * 5000, "//", "'", "tru"]


def places(data: Any) -> list[tuple[Any, Any]]:
    """Return every container in plain data with each of its keys or positions."""
    keys = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    found = [(data, key) for key in keys]
    return found + [place for key in keys for place in places(data[key])]


def any_data(random: Random, data: Any) -> Any:
    """Return plain data of which some parts are gone, double, or something else."""
    changed = copy.deepcopy(data)
    for _ in range(random.randint(0, 3)):
        found = places(changed)
        if not found:
            break
        within, key = random.choice(found)
        form = random.randrange(5)
        if form == 0:
            del within[key]
        elif form == 1 and isinstance(within, dict):
            within[random.choice(["", "id", "x" * 300, "a.b", "ü", str(key).upper()])] = within[key]
        elif form == 2 and isinstance(within, list):
            within.append(copy.deepcopy(within[key]))
        else:
            within[key] = copy.deepcopy(random.choice(VALUES))
    return changed


def any_text(random: Random, text: str) -> bytes:
    """Return JSON, most of it as it was."""
    if random.random() < 0.3:
        text = torn(random, text, PIECES)
    coding = random.choice(["utf-8"] * 8 + ["utf-8-sig", "utf-16"])
    return damaged(random, text.encode(coding, "replace"))


@fuzzer(short=5)
def test_a_funders_package(random: Random) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = json.dumps(any_data(random, PACKAGE), indent=random.choice([None, 1]))
        (folder / "grants.json").write_bytes(any_text(random, text))
        ended = lawful(folder, "grants", "import", "grants.json", "--out", "made")
        if ended.code == 0:
            lawful(folder, "run", "-p", "porto", "made", "--json")


@fuzzer(short=4)
def test_a_table_of_json(random: Random) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = any_data(random, ROWS)
        text = "\n".join(map(json.dumps, rows if isinstance(rows, list) else [rows]))
        (folder / "ventures.ndjson").write_bytes(any_text(random, text))
        lawful(folder, "run", "-p", "porto", "ventures.ndjson", "--as-of", "2026-03-01",
               "--out", "results.ndjson")
