"""Where a mechanism is shown: a hub's questions, `why`, the jury's document, the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tomli
from tests.hub_head import hub_head
from tests.quick_start import hubflow

from hubflow.jury.dossier_parts import DossierParts, Grid
from hubflow.plugins.importers import load_inputs
from hubflow.text.catalogue import words

CLUB = Path(__file__).parents[2] / "examples" / "girls-club-porto.toml"

METHOD = hub_head("small", "Small", place="Town", country="PT", currency="EUR") + """\
[stages.identify]
[[stages.identify.requirements]]
id = "steps"
holds = "solution.mechanism_steps >= 2"
says = "It is said how it works."
source = "s"
[[stages.identify.requirements]]
id = "needs"
holds = "solution.mechanism_needs_met = solution.mechanism_needs"
says = "The place has all that the effect needs."
otherwise = "Find out whether each need is met."
source = "s"
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    (folder / "methodology.toml").write_text(METHOD, "utf-8")
    return folder


def test_a_hub_asks_for_the_mechanism(hub: Path) -> None:
    template = hubflow("new-dossier", "-p", hub).stdout
    assert "The place has all that the effect needs. Find out whether each need" in template
    step = template.partition("# [[solution.mechanism]]\n")[2].partition("\n\n")[0]
    above, _, below = step.partition("# [[solution.mechanism.needs]]\n")
    assert "# leads_to = []" in above
    assert "# here =  # true / false" in below
    assert "Find out whether each need is met." in hubflow("handbook", "-p", hub).stdout


def test_a_hub_that_does_not_ask_asks_nothing() -> None:
    assert "mechanism" not in hubflow("new-dossier", "-p", "porto").stdout


STEPS = """id = "d"
name = "D"
[[solution.mechanism]]
id = "come"
what = "They come."
leads_to = ["stay"]
[[solution.mechanism.needs]]
id = "room"
what = "A room"
here = true
here_shown_by = "We rent it."
[[solution.mechanism]]
id = "stay"
what = "They stay."
[[solution.mechanism.needs]]
id = "time"
what = "Time"
"""


@pytest.mark.parametrize(("answer", "status"), [
    ("", "unknown"), ("here = true\n", "unknown"), ("here = 'unknown'\n", "unknown"),
    ("here = true\nhere_shown_by = 'They said so.'\n", "holds"), ("here = false\n", "fails"),
])
def test_a_need_that_nothing_shows_leaves_the_rule_open(
    hub: Path, tmp_path: Path, answer: str, status: str
) -> None:
    dossier = tmp_path / "d.toml"
    dossier.write_text(STEPS + answer, "utf-8")
    result = json.loads(hubflow("run", "-p", hub, dossier, "--json").stdout)
    phase = result["ventures"][0]["stages"][0]["phases"][0]
    assert [rule["status"] for rule in phase["requirements"]] == ["holds", status]


def test_the_mechanism_is_in_the_workbook_and_comes_back(hub: Path, tmp_path: Path) -> None:
    book, back = tmp_path / "d.xlsx", tmp_path / "back.toml"
    hubflow("new-dossier", "-p", hub, "--from", CLUB, "--out", book)
    hubflow("convert", book, "--out", back)
    first, second = (tomli.loads(path.read_text("utf-8"))["solution"]["mechanism"]
                     for path in (CLUB, back))
    assert first == second


def test_why_tells_what_the_effect_rests_on() -> None:
    told = hubflow("why", "-p", "porto", CLUB, "--json", "--as-of", "2024-12-11").stdout
    trees = json.loads(told)
    (node,) = [each for each in trees["girls-club-porto"] if each["kind"] == "mechanism"]
    assert [step["id"] for step in node["children"]] == [
        "hear-of-it", "sport-first", "people-who-stay", "speak-up", "become-trainers"]
    (need,) = [each for each in node["children"][0]["children"] if each["kind"] == "need"]
    assert [each["kind"] for each in need["children"]] == ["note", "source"]
    by_step = {step["id"]: step["assumption"] for step in node["children"]}
    assert by_step["hear-of-it"]
    assert not by_step["become-trainers"]
    stage = hubflow("why", "-p", "porto", CLUB, "--stage", "test", "--as-of", "2024-12-11").stdout
    assert "How it works" not in stage


def test_the_jury_reads_steps_and_needs() -> None:
    (entry,) = load_inputs([CLUB]).entries
    parts = DossierParts(entry.dossier, "en", {**words("en"), **words("en", of="jury")}, str)
    grids = {block.label: block for part in parts.parts() for block in part.blocks
             if isinstance(block, Grid)}
    assert len(grids["How it works"].rows) == 6
    assert len(grids["What its steps need"].rows) == 8
    # a link to a step shows what that step is
    assert "sport-first" not in " ".join(text for row in grids["How it works"].rows
                                         for text in row)


def test_the_report_has_the_picture_and_the_same_as_a_list(tmp_path: Path) -> None:
    page = tmp_path / "club.html"
    hubflow("report", "-p", "porto", CLUB, "--lang", "en", "--as-of", "2024-12-11", "--out", page)
    text = page.read_text("utf-8")
    assert 'id="mechanism"' in text
    listed = text.partition("The steps as a list")[2].partition("</details>")[0]
    assert listed.count("need: ") == 8
    assert "Confidence in speaking before others" in listed
    hubflow("report", "-p", "porto", CLUB.parent / "percursos.toml", "--as-of", "2024-12-11",
            "--out", page)
    assert 'id="mechanism"' not in page.read_text("utf-8")
