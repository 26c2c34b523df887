"""Bad plugins: each gives the finding that it is meant to give, and names the culprit."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.kit import zoo

from hubflow.kit.checking.plugin_check import check_hub
from hubflow.plugins.check_catalogue import checks

REAL_PROCESS = {"raises_on_import", "ends_the_process", "spoils_builtins", "spoils_hubflow"}
"""Animals of each check of what a plugin does to its process; all others run in a fork."""


def test_the_hub_that_is_spoilt_holds_before(tmp_path: Path) -> None:
    report = check_hub(str(zoo.write(tmp_path, "good")))
    assert report.findings == []
    assert set(report.required) == report.ran
    assert report.holds


@pytest.mark.parametrize("spoilt", zoo.ZOO, ids=str)
def test_a_bad_plugin_gives_the_intended_finding(
    tmp_path: Path, spoilt: Any, request: pytest.FixtureRequest
) -> None:
    if spoilt.id not in REAL_PROCESS:
        request.getfixturevalue("forked_checks")
    package = zoo.write(tmp_path, "bad", spoilt)
    report = check_hub(str(package), seconds=2 if spoilt.id == "hangs" else 60)
    told = "\n".join(map(str, report.findings))
    found = [str(finding) for finding in report.findings if finding.check == spoilt.check]
    assert found, told
    for name in spoilt.names:
        assert any(name in each for each in found), told
    if spoilt.only:
        assert {finding.check for finding in report.findings} == {spoilt.check}, told
    assert not report.holds
    left_out = set(report.required) - report.ran
    assert left_out == set(report.not_run), "what did not run is told, with why"


@pytest.mark.usefixtures("forked_checks")
def test_a_method_over_facts_of_its_own_alone_is_not_comparable(tmp_path: Path) -> None:
    package = zoo.write(tmp_path, "lonely")
    path = package / "methodology.toml"
    text = path.read_text("utf-8").replace(" AND identify.authority_named", "")
    path.write_text(text.replace("understand.service_users_involved", "local.visits").replace(
        'concept = "', 'concept = "local:our-'), "utf-8")
    (found,) = [each for each in check_hub(str(package)).findings if each.check == "HF503"]
    assert "They read only local.visits" in found.to_do


@pytest.mark.usefixtures("forked_checks")
def test_a_call_that_nobody_looked_at_lately_is_a_note(tmp_path: Path) -> None:
    package = zoo.write(tmp_path, "stale")
    path = package / "methodology.toml"
    source = re.search(r'^id = "(.*)"', path.read_text("utf-8").partition("[[sources]]")[2], re.M)
    assert source is not None
    with path.open("a", encoding="utf-8") as file:
        file.write(f"""
[[instruments]]
id = "grant"
stage = "trade"
name = "Grant"
source = "{source[1]}"
[[instruments.calls]]
id = "spring"
from = 2020-01-01
checked = 2020-01-01
""")
    report = check_hub(str(package))
    assert report.findings == []
    assert report.holds
    (note,) = [each for each in report.notes if each.check == "HF113"]
    assert "last checked on 2020-01-01" in note.what


@pytest.mark.usefixtures("forked_checks")
def test_a_source_that_nobody_names_may_say_in_its_note_why_it_is_kept(tmp_path: Path) -> None:
    package = zoo.write(tmp_path, "kept")
    path = package / "methodology.toml"
    text = path.read_text("utf-8") + (
        '\n[[sources]]\nid = "older"\ntitle = "Older rules"\nstatus = "published"\n')
    for note, found in ("", ["HF108"]), ('note = "Read; it says less than the new ones."', []):
        path.write_text(text + note, "utf-8")
        assert [each.check for each in check_hub(str(package)).findings] == found


@pytest.mark.usefixtures("forked_checks")
def test_what_0_counts_as_on_a_scale_across_it_is_a_note(tmp_path: Path) -> None:
    package = zoo.write(tmp_path, "mixed", zoo.Spoilt("mixed", "HF314", (), (
        'concept = "problem-solution-fit"\njudged = true\nscale = [1, 5]',
        'concept = "problem-solution-fit"\njudged = true\nscale = [-2, 6]')))
    (note,) = [each for each in check_hub(str(package)).notes if each.check == "HF314"]
    assert "0 counts as 25%" in note.what
    assert "adjustment" in note.to_do


def test_every_check_of_a_hub_has_an_animal() -> None:
    shown = {spoilt.check for spoilt in zoo.ZOO}
    elsewhere = {"HF101", "HF102", "HF113", "HF503"}
    assert {id for id, check in checks().items() if check.level <= 5} == shown | elsewhere
