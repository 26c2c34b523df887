"""A methodology beside an older edition: what vanished, was renamed, or changed its meaning."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from hubflow.kit.checking.plugin_check import check_hub
from hubflow.kit.editions.edition_comparison import compare_editions
from hubflow.reading.method.methodology_file import LoadedMethodology, load_methodology


def edition(folder: Path, text: str) -> LoadedMethodology:
    folder.mkdir(exist_ok=True)
    path = folder / "methodology.toml"
    path.write_text(text.replace("NAME", "garden"), "utf-8")
    return load_methodology(path)


@pytest.mark.parametrize(
    ("old", "new", "check", "said"),
    [
        ('id = "fit"', 'id = "suits"', "HF602", '"suits" was "fit" before'),
        ('[stages.test.gate]', '[stages.test.gate]\nsays = "x"', "", ""),
        ('id = "visits"', 'id = "calls"', "HF602", '"calls" was "visits" before'),
        ('id = "fund"\nname = "Fund"', 'id = "capital"\nname = "Capital"', "HF601",
         'the line of the finance plan "fund" has vanished'),
        ('"strong"]', '"great"]', "HF601", 'the level "strong" has vanished'),
        ('["weak", "fair", "strong"]', '["strong", "fair", "weak"]', "HF603",
         "its order of labels was weak, fair, strong and is strong, fair, weak"),
        ('["weak", "fair", "strong"]', '["weak", "fair", "strong", "great"]', "", ""),
        ('concept = "innovation"', 'concept = "team"', "HF603",
         "its concept was innovation and is team"),
        ("scale = [1, 5]", "scale = [0, 10]", "HF603", "its scale was 1, 5 and is 0, 10"),
        ("[[0, 0], [20, 10]]", "[[0, 10], [20, 0]]", "HF603",
         "its direction of points was rising and is falling"),
        ("[[0, 0], [20, 10]]", "[[0, 0], [40, 10]]", "note", "its points"),
        ('type = "number"\nlow = 0', 'type = "yes_no"', "HF603",
         "its type was number and is yes_no"),
        ("score = 60", "score = 70", "note", "its gate was score 60.0"),
        ('id = "NAME"', 'id = "other"', "HF601", 'the hub was "garden"'),
        ('part_of = "public"\n', "", "HF603", "part_of"),
        ('judged = true\nscale = [1, 5]', 'measure = "identify.group_size"\nscale = [1, 5]',
         "HF603", "its judged was true and is false"),
        ('currency = "GBP"', 'currency = "EUR"', "HF603", "its currency was GBP and is EUR"),
        ("[proposal]\n", "[panel]\nminimum_assessors = 3\n[proposal]\n", "note",
         "its minimum_assessors was 1 and is 3"),
        ('status = "published"', 'status = "assumption"', "HF603", "its status was published"),
    ],
)
def test_what_became_of_a_part(
    zoo: ModuleType, tmp_path: Path, old: str, new: str, check: str, said: str
) -> None:
    assert old in zoo.METHOD
    changed = zoo.METHOD.replace(old, new)
    if "calls" in new:
        changed = changed.replace("local.visits", "local.calls")
    found = list(compare_editions(edition(tmp_path / "old", zoo.METHOD),
                                  edition(tmp_path / "new", changed)))
    findings = [finding for finding, is_note in found if not is_note]
    notes = [finding for finding, is_note in found if is_note]
    told = notes if check == "note" else findings
    if said:
        assert any(said in each.what for each in told), found
    if check == "note" or not check:
        assert findings == []
    else:
        assert check in {finding.check for finding in findings}
        assert all(finding.about for finding in findings)


def test_a_phase_that_vanished_is_told_once_and_not_each_of_its_criteria(
    zoo: ModuleType, tmp_path: Path
) -> None:
    start = zoo.METHOD.index("[[stages.test.criteria]]")
    end = zoo.METHOD.index("[proposal]")
    without = zoo.METHOD[:start] + '[stages.test]\nid = "pilot"\nname = "Pilot"\n' + (
        zoo.METHOD[end:])
    found = [finding for finding, is_note in compare_editions(
        edition(tmp_path / "old", zoo.METHOD), edition(tmp_path / "new", without)) if not is_note]
    assert [(finding.check, finding.about) for finding in found] == [("HF601", "phases.test")]


def test_every_id_of_an_edition_is_missed_when_it_goes(zoo: ModuleType, tmp_path: Path) -> None:
    """Nothing that dossiers, sheets or decisions refer to by id may vanish unnoticed."""
    ids = set(re.findall(r'^id = "([\w-]+)"', zoo.METHOD, re.MULTILINE)) - {"NAME"}
    old = edition(tmp_path / "old", zoo.METHOD)
    for number, id in enumerate(sorted(ids)):
        changed = re.sub(rf'("|local\.){id}("| )', rf"\g<1>{id}x\g<2>", zoo.METHOD)
        found = compare_editions(old, edition(tmp_path / f"new{number}", changed))
        assert {"HF601", "HF602"} & {each.check for each, is_note in found if not is_note}, id


@pytest.mark.usefixtures("forked_checks")
def test_the_level_is_run_and_what_is_known_can_be_expected(
    zoo: ModuleType, tmp_path: Path
) -> None:
    old = zoo.write(tmp_path, "garden")
    (tmp_path / "new").mkdir()
    new = zoo.write(tmp_path / "new", "garden")
    path = new / "methodology.toml"
    expected = ('[[expected_failures]]\ncheck = "HF601"\nwhere = "proposal.finance.fund"\n'
                'reason = "The fund was closed."\n')
    fund = path.read_text("utf-8").index('[[proposal.finance]]\nid = "fund"')
    path.write_text(path.read_text("utf-8")[:fund] + expected, "utf-8")
    report = check_hub(str(new), against=str(old))
    assert report.findings == []
    assert [each.finding.about for each in report.expected] == ["proposal.finance.fund"]
    assert {"HF601", "HF602", "HF603"} <= report.ran
    assert report.holds
    # without an older edition the level is not run, and the expectation is left alone
    assert check_hub(str(new)).holds
    unreadable = check_hub(str(new), against=str(tmp_path / "new"))
    assert not unreadable.holds
    assert "older edition cannot be read" in unreadable.not_run["HF601"]
