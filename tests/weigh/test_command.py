"""`hubflow weigh`: people are asked, on the terminal or in a table, and the weights are written."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from hubflow.cli.main import cli
from hubflow.plugins.manager import load_hub

METHOD = """# The method of a small hub.
api = 1
[hub]
id = "small"
edition = "1"
name = "A small hub"
place = { name = "Smalltown", country = "GB" }
language = "en"
currency = "GBP"
[[sources]]
id = "s"
title = "Its rules"
status = "published"

[stages.test.gate]
advance = { score = 50 }
source = "s"
[[stages.test.criteria]]
id = "reach"
title = "Reach"
concept = "capability"
judged = true
scale = [1, 5]
weight = 2  # as in the first year
source = "s"
[[stages.test.criteria]]
id = "need"
title = "Need"
concept = "need-severity"
judged = true
scale = [1, 5]
source = "s"
[[stages.test.criteria]]
id = "cost"
title = "Cost"
concept = "feasibility"
judged = true
scale = [1, 5]
source = "s"
"""


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "methodology.toml").write_text(METHOD, "utf-8")
    return folder


def weigh(hub: Path, *options: object, said: str = "") -> Result:
    return CliRunner().invoke(cli, ["weigh", "-p", str(hub), *map(str, options)], input=said)


def filled(hub: Path, method: str, answers: dict[str, list[list[str]]]) -> Path:
    """Return a table that people filled in: their cells after those that were written."""
    path = hub / f"{method}.csv"
    done = weigh(hub, "--with", method, "--sheet", path, "--people", len(answers))
    assert done.exit_code == 0, done.output
    headings, *rows = csv.reader(io.StringIO(path.read_text("utf-8-sig")))
    first = next(n for n, cell in enumerate(rows[0]) if not cell)
    roles = [role for role, said in answers.items() for _ in said]
    cells = [cells for said in answers.values() for cells in said]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows([role, *row[1:first], *said]
                         for role, row, said in zip(roles, rows, cells, strict=True))
    return path


def test_one_person_answers_on_the_terminal(hub: Path) -> None:
    before = (hub / "methodology.toml").read_text("utf-8")
    done = weigh(hub, "--with", "swing", "--role", "youth worker", "--json",
                 said="100\n120\n50\n50\n")  # 120 is more than can be, and is asked again
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [(each["id"], each["weight"]) for each in found["weights"]] == [
        ("reach", 50), ("need", 25), ("cost", 25)]
    assert found["band"] is None
    assert found["written"] is None
    assert (hub / "methodology.toml").read_text("utf-8") == before
    assert weigh(hub, "--with", "swing").exit_code == 2


def test_what_several_people_say_is_written_with_its_source(hub: Path) -> None:
    path = filled(hub, "swing", {"youth worker": [["100"], ["50"], ["50"]],
                                 "programme manager": [["80"], ["100"], ["20"]]})
    done = weigh(hub, "--with", "swing", "--answers", path, "--write", "--as-of", "2026-11-30")
    assert done.exit_code == 0, done.output
    assert "lowest to highest: 40–50" in done.output
    text = (hub / "methodology.toml").read_text("utf-8")
    assert text.startswith("# The method of a small hub.")
    assert "weight = 45  # as in the first year" in text
    methodology = load_hub(str(hub)).methodology.methodology
    (phase,) = [each for each in methodology.phases if each.criteria]
    assert [each.weight for each in phase.criteria] == [45, 37.5, 17.5]
    source = methodology.sources[-1]
    assert (source.id, source.status) == ("weights-test-2026-11-30", "interview")
    assert "youth worker, programme manager" in str(source.note)
    assert phase.score.source == source.id
    assert phase.score.band == 0.43  # 25 and 10 per cent for the cost, about 17.5
    # asked again on the same day: a second source beside the first
    assert weigh(hub, "--with", "swing", "--answers", path, "--write", "--as-of",
                 "2026-11-30").exit_code == 0
    assert load_hub(str(hub)).methodology.methodology.sources[-1].id.endswith("-2")


def test_cards_and_pairs_come_from_tables_too(hub: Path) -> None:
    cards = filled(hub, "cards", {"nurse": [["3", "", "5"], ["1", "1", ""], ["2", "", ""]]})
    done = weigh(hub, "--with", "cards", "--answers", cards, "--json")
    assert done.exit_code == 0, done.output
    shares = {each["id"]: each["weight"] for each in json.loads(done.stdout)["weights"]}
    # places 1, 2, 3 lie 2 and 1 steps apart: 1, 1 + 2 · 4/3, 5
    assert shares == pytest.approx(
        {"reach": 500 / (29 / 3), "need": 100 / (29 / 3), "cost": 1100 / 3 / (29 / 3)}, abs=0.01)

    pairs = filled(hub, "pairs", {"nurse": [["3"], ["9"], ["3"]], "cook": [["3"], ["1/9"], ["3"]]})
    done = weigh(hub, "--with", "pairs", "--answers", pairs)
    assert done.exit_code == 0, done.output
    assert "nurse: consistency ratio 0\n" in done.output
    assert "contradict each other" in done.output


def test_every_problem_of_a_table_is_told_at_once(hub: Path) -> None:
    path = filled(hub, "swing", {"nurse": [["90"], ["101"], [""]], "cook": [["90"], ["20"], ["5"]]})
    text = path.read_text("utf-8").replace("cook,cost", "cook,costs")
    path.write_text(text, "utf-8")
    done = weigh(hub, "--with", "swing", "--answers", path)
    said = str(done.exception)
    assert "swing.csv:3: points" in said
    assert "swing.csv:4: points: is blank" in said
    assert '"costs" is no criterion that is weighed here' in said
    assert "cook says nothing on cost" in said
    path.unlink()
    path = filled(hub, "swing", {"cook": [["90"], ["20"], ["5"]]})
    done = weigh(hub, "--with", "swing", "--answers", path)
    assert "cook: the most points are 90, not 100" in str(done.exception)


def test_a_workbook_is_read_back(hub: Path) -> None:
    path = hub / "ask.xlsx"
    assert weigh(hub, "--with", "swing", "--sheet", path, "--people", 2, "--lang", "pt"
                 ).exit_code == 0
    book = openpyxl.load_workbook(path)
    for each in book.worksheets:
        layout = each.sheet_properties.pageSetUpPr
        assert layout is not None
        assert layout.fitToPage
    sheet = book.worksheets[0]
    points: Any = [100, 50, 50, 100, 50, 50]
    for row, value in enumerate(points, 2):
        sheet.cell(row, 4).value = value
    book.save(path)
    done = weigh(hub, "--with", "swing", "--answers", path, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["band"] == 0


def test_robustness_draws_within_the_band_that_a_method_states(hub: Path) -> None:
    from hubflow.compare.robustness.drawn_weights import WeightDraw, draw_weights
    from hubflow.engine.method.prepared_method import compiled_method

    path = filled(hub, "swing", {"nurse": [["100"], ["50"], ["50"]],
                                 "cook": [["100"], ["60"], ["50"]]})
    assert weigh(hub, "--with", "swing", "--answers", path, "--write").exit_code == 0
    compiled = compiled_method(load_hub(str(hub)))
    (plan,) = [each for each in compiled.phases if each.weighted]
    own = [plan.weight(each) for each in plan.weighted]
    band = plan.phase.score.band
    assert band is not None
    drawn = draw_weights(plan, WeightDraw(draws=200, seed=1))
    shares = drawn / drawn.sum(axis=1, keepdims=True)
    for column, weight in enumerate(own):
        share = weight / sum(own)
        assert (abs(shares[:, column] - share) <= share * (band + 1e-9)).all()
    wide = draw_weights(plan, WeightDraw(draws=200, seed=1, band=1))
    assert wide.std() > drawn.std()
