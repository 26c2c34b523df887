"""``hubflow grants`` as its users meet it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.hub_head import hub_head
from tests.quick_start import hubflow_here

from .conftest import GRANT

HUB = hub_head(sources={}) + """\
[publisher]
prefix = "360G-small"
name = "A small hub"
identifier = "360G-small-hub"
identifiers = { "Kitchen" = "360G-small-kitchen" }
[[sources]]
id = "s"
title = "Its rules"
status = "published"
"""
KITCHEN = """
id = "kitchen"
name = "Kitchen"
currency = "GBP"
[[incubate.parties]]
role = "implementing organisation"
name = "Kitchen"
[[incubate.awards]]
funder = "A small hub"
amount = 500
date = 2024-05-01
purpose = "Rent"
"""


def hubflow(folder: Path, *words: str, exit: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder; it must end with this code."""
    done = hubflow_here(*words, cwd=folder)
    assert done.returncode == exit, done.stdout + done.stderr
    return done


def test_a_package_comes_in_and_goes_out(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text(json.dumps(
        {"grants": [{**GRANT, "fromOpenCall": "Y", "awardDate": "31/05/2019"}]}), "utf-8")
    told = hubflow(tmp_path, "grants", "import", "package.json", "--out", "in", "--json").stdout
    said = json.loads(told)
    assert said["dossiers"] == ["gb-coh-00000012"]
    assert {change["field"]: change["to"] for change in said["changes"]} == {
        "awardDate": "2019-05-31", "fromOpenCall": "Yes"}
    assert sorted(path.name for path in (tmp_path / "in").iterdir()) == [
        "changes.csv", "gb-coh-00000012.toml"]
    hubflow(tmp_path, "run", "-p", "westmidlands", "in")
    printed = hubflow(tmp_path, "grants", "export", "in").stdout
    assert json.loads(printed)["grants"] == [
        {**GRANT, "awardDate": "2019-05-31", "fromOpenCall": "Yes",
         "recipientOrganization": [{"id": "GB-COH-00000012", "name": "Kitchen",
                                    "companyNumber": "00000012"}]}]
    hubflow(tmp_path, "grants", "export", "in", "--out", "o.csv", "--out", "o.xlsx")
    for name in ("o.csv", "o.xlsx"):
        again = hubflow(tmp_path, "grants", "import", name, "--out", f"in-{name[2:]}")
        assert "Changed" not in again.stdout
        assert "Not carried" not in again.stdout


def test_nothing_is_written_where_something_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text(json.dumps(
        {"grants": [{**GRANT, "awardDate": "03/04/2019"}]}), "utf-8")
    words = ("grants", "import", "package.json", "--out", "in")
    told = hubflow(tmp_path, *words, exit=2).stderr
    assert "may mean 2019-04-03 (day first) or 2019-03-04 (month first)" in told
    assert not (tmp_path / "in").exists()
    hubflow(tmp_path, *words, "--dates", "day-first")
    (tmp_path / "in" / "gb-coh-00000012.toml").write_text("id = 1", "utf-8")
    assert "is there already" in hubflow(tmp_path, *words, "--dates", "day-first", exit=2).stderr
    (tmp_path / "kitchen.toml").write_text(KITCHEN, "utf-8")
    told = hubflow(tmp_path, "grants", "export", "kitchen.toml", "--out", "o.json", exit=2).stderr
    assert told.splitlines()[-1] == "3 problems; nothing was done."
    assert not (tmp_path / "o.json").exists()
    for wrong in (["--out", "o.pdf"], ["--prefix", "abc"], ["--identifier", "A=GB-COH-1"],
                  ["--register", "sqlite:///x.db"]):
        hubflow(tmp_path, "grants", "export", "kitchen.toml", *wrong, exit=2)
    assert "no award" in hubflow(tmp_path, "grants", "export", "kitchen.toml", "--funder", "B",
                                 exit=2).stderr


def test_the_sound_grants_come_in_and_the_others_are_listed(tmp_path: Path) -> None:
    name = "evil\u202e\x1b[2J"
    (tmp_path / "package.json").write_text(json.dumps({"grants": [
        {**GRANT, "title": " A kitchen"},
        {**GRANT, "id": "360G-madeup-2", "title": "\x1b[31mred"},
        {**GRANT, "id": "360G-madeup-3", "currency": "\u200beuro"},
        {**GRANT, "id": "360G-madeup-4", "recipientOrganization": [{"name": name}]}, 7]}), "utf-8")
    done = hubflow(tmp_path, "grants", "import", "package.json", "--out", "in", exit=1)
    assert "4 grants were left out: see in/left-out.csv." in done.stderr
    assert "grants[1].title: holds a character that no text may hold (U+001B" in done.stderr
    assert r'"\u200beuro"' in done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    listed = (tmp_path / "in" / "left-out.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[2] for line in listed] == [
        "key", "grants[1].title", "grants[2].currency", "grants[3].recipientOrganization[0].name",
        "grants[4]"]
    hubflow(tmp_path, "grants", "export", "in", "--out", "o.json")
    (tmp_path / "in" / "kitchen.toml").write_text(KITCHEN, "utf-8")
    done = hubflow(tmp_path, "grants", "export", "in", "--out", "o.json", exit=1)
    assert "1 award was left out: see o-left-out.csv." in done.stderr
    assert len(json.loads((tmp_path / "o.json").read_text("utf-8"))["grants"]) == 1
    assert (tmp_path / "o-left-out.csv").exists()


def test_a_hub_supplies_prefix_and_identifiers_and_the_register_awards(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    (tmp_path / "hub" / "methodology.toml").write_text(HUB, "utf-8")
    (tmp_path / "kitchen.toml").write_text(KITCHEN, "utf-8")
    done = hubflow(tmp_path, "grants", "export", "kitchen.toml", "-p", "./hub", "--out", "o.json")
    assert "360G-small-kitchen-2024-05-01" in done.stdout
    said = json.loads((tmp_path / "o.json").read_text("utf-8"))
    assert said["publisher"] == {"name": "A small hub", "identifier": "360G-small-hub"}
    (grant,) = said["grants"]
    assert grant["fundingOrganization"] == [{"id": "360G-small-hub", "name": "A small hub"}]
    assert grant["recipientOrganization"] == [{"id": "360G-small-kitchen", "name": "Kitchen"}]
    hubflow(tmp_path, "register", "init")
    hubflow(tmp_path, "register", "add", "-p", "./hub", "kitchen.toml")
    assert "check digit" in hubflow(
        tmp_path, "register", "award", "kitchen", "--funder", "B", "--amount", "5",
        "--funder-id", "PT-NIPPC-501964842", exit=2).stderr
    hubflow(tmp_path, "register", "award", "kitchen", "--funder", "B", "--amount", "700", "--id",
            "r/2", "--funder-id", "GB-CHC-1090095", "--purpose", "Wages")
    printed = hubflow(tmp_path, "grants", "export", "--register", "sqlite:///hub.db", "-p", "./hub")
    assert [(grant["id"], grant["amountAwarded"]) for grant in json.loads(printed.stdout)[
        "grants"]] == [("360G-small-kitchen-2024-05-01", 500), ("360G-small-r_2", 700)]
