"""Add-ons: in every receipt, in a fixed order, told, left out at will; a broken one is named."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import pytest
from tests.plugins.test_plugins import METHOD

from hubflow.cli.main import main
from hubflow.text.entry_points import installed_entry_points

HOOK = "import attrs, hubflow\nimport polars as pl\n@hubflow.hookimpl\n"

HALVES = HOOK + """
def hubflow_score_phase(phase, rules):
    if phase.id == "identify":
        return rules.score().with_columns(pl.col("lower", "upper") / 2)
"""

RENAMES = HOOK + """
def hubflow_amend_methodology(methodology):
    gate = attrs.evolve(methodology.phases[0].gate, says="By {word}.")
    first = attrs.evolve(methodology.phases[0], gate=gate)
    name = methodology.hub.name["en"] + " {word}"
    return attrs.evolve(methodology, phases=(first, *methodology.phases[1:]),
                        hub=attrs.evolve(methodology.hub, name={{"en": name}}))
"""


@attrs.frozen
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


class Site:
    """A hub's folder, a dossier, and folders of distributions that are put on the path."""

    def __init__(self, folder: Path, run: Callable[..., Done]) -> None:
        self.folder = folder
        self.hubflow = run
        (folder / "good").mkdir()
        (folder / "good" / "methodology.toml").write_text(METHOD.format(name="good"), "utf-8")
        (folder / "v.toml").write_text(
            'id = "v"\nname = "V"\n[identify]\nage_from = 6\n[hubs.good]\nvisits = 3\n', "utf-8")

    def install(self, name: str, code: str, distribution: str = "") -> Path:
        """Return a new folder with a distribution that offers an add-on."""
        of = distribution or f"dist-{name}"
        module = f"addon_{of.replace('-', '_')}"
        place = self.folder / f"site-{of}"
        (place / module).mkdir(parents=True)
        (place / module / "__init__.py").write_text(code, "utf-8")
        info = place / f"{of.replace('-', '_')}-0.1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {of}\nVersion: 0.1\n",
                                       "utf-8")
        (info / "entry_points.txt").write_text(f"[hubflow.addons]\n{name} = {module}\n", "utf-8")
        return place

    def result(self, *options: str) -> dict[str, object]:
        """Return the JSON of a run."""
        done = self.hubflow("run", "-p", "./good", "v.toml", "--json", *options)
        assert done.code == 0, done.err
        found: dict[str, object] = json.loads(done.out)
        return found


@pytest.fixture
def site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Site]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HUBFLOW_REGISTER", raising=False)
    modules = set(sys.modules)

    def run(*arguments: str) -> Done:
        installed_entry_points.cache_clear()
        monkeypatch.setattr(sys, "argv", ["hubflow", *arguments])
        capfd.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        said = capfd.readouterr()
        return Done(int(str(code)), said.out, said.err)

    yield Site(tmp_path, run)
    installed_entry_points.cache_clear()
    for name in set(sys.modules) - modules:
        if name.startswith(("addon_", "_hubflow_folder_")):
            del sys.modules[name]


def test_an_add_on_stands_in_the_receipt_and_what_it_changed_is_told(
    site: Site, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(site.install("strict", HALVES))
    data = site.result()
    (added,) = data["receipt"]["add_ons"]  # type: ignore[index]
    assert (added["name"], added["distribution"], added["version"]) == (
        "strict", "dist-strict", "0.1")
    assert len(added["digest"]) == 64
    assert data["changes"] == [{"plugin": "strict (dist-strict 0.1)",
                                "hook": "hubflow_score_phase", "what": ["identify"]}]
    site.hubflow("run", "-p", "./good", "v.toml", "--out", "out")
    text = (site.folder / "out" / "v" / "scorecard.md").read_text("utf-8")
    assert "strict (dist-strict 0.1) gives the score, in place of the weights: identify" in text
    assert f"add-ons: strict (dist-strict 0.1) {added['digest'][:12]}" in text
    listed = site.hubflow("plugins").out
    assert "strict  an add-on, which joins every hub" in listed
    rows = json.loads(site.hubflow("plugins", "--json").out)
    assert [row["digest"] for row in rows if row["kind"] == "add-on"] == [added["digest"]]


def test_without_leaves_an_add_on_out_and_the_receipt_says_so(
    site: Site, monkeypatch: pytest.MonkeyPatch,
) -> None:
    bare = site.result()
    monkeypatch.syspath_prepend(site.install("strict", HALVES))
    assert site.result()["ventures"] != bare["ventures"]
    for name in ("strict", "dist-strict"):
        data = site.result("--without", name)
        assert data["ventures"] == bare["ventures"]
        assert data["receipt"]["add_ons"] == []  # type: ignore[index]
        assert data["receipt"]["left_out"] == {  # type: ignore[index]
            "strict (dist-strict 0.1)": "--without"}
    done = site.hubflow("run", "-p", "./good", "v.toml", "--without", "strikt")
    assert done.code == 2
    assert 'no add-on called "strikt" is installed. Did you mean "strict"?' in done.err


def test_the_order_of_add_ons_is_not_that_of_the_path(
    site: Site, monkeypatch: pytest.MonkeyPatch,
) -> None:
    places = [site.install(name, RENAMES.format(word=word), of)
              for name, word, of in (("b", "three", "b"), ("a", "one", "a-first"),
                                     ("a", "two", "a-second"))]
    path = list(sys.path)
    found = []
    for order in (places, places[::-1]):
        monkeypatch.setattr(sys, "path", [*map(str, order), *path])
        found.append(site.result())
    assert found[0] == found[1]
    assert found[0]["hub"]["name"] == "Hub good one two three"  # type: ignore[index]
    assert [each["distribution"] for each in found[0]["receipt"]["add_ons"]] == [  # type: ignore
        "a-first", "a-second", "b"]
    changed = found[0]["changes"][0]["what"]  # type: ignore[index]
    assert changed == ["hub.name.en (Hub good → Hub good one)", "phases.identify.gate.says (added)"]


@pytest.mark.parametrize(("code", "said"), [
    ("raise SystemExit(0)", "importing it failed: SystemExit: 0."),
    ("import nothing_of_this_name", "importing it failed: ModuleNotFoundError"),
    (HOOK + "def hubflow_recomend(phase): ...", "hubflow_recomend: there is no such hook."),
])
def test_a_broken_add_on_is_named_and_ends_no_run(
    site: Site, monkeypatch: pytest.MonkeyPatch, code: str, said: str,
) -> None:
    monkeypatch.syspath_prepend(site.install("torn", code))
    monkeypatch.syspath_prepend(site.install("strict", HALVES))
    done = site.hubflow("run", "-p", "./good", "v.toml", "--json")
    assert done.code == 0
    assert "Add-on torn (dist-torn 0.1) cannot be used and takes no part" in done.err
    assert said in done.err
    data = json.loads(done.out)
    assert [each["name"] for each in data["receipt"]["add_ons"]] == ["strict"]
    assert said in data["receipt"]["left_out"]["torn (dist-torn 0.1)"]
    assert any("torn (dist-torn 0.1)" in note for note in data["notes"])
    quiet = site.hubflow("run", "-p", "./good", "v.toml", "--without", "torn")
    assert "cannot be used" not in quiet.err


def test_an_add_on_that_fails_in_a_hook_is_named_with_its_distribution(
    site: Site, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(site.install(
        "torn", HOOK + "def hubflow_recommend(phase): raise SystemExit(0)"))
    done = site.hubflow("run", "-p", "./good", "v.toml", "--json")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("plugin torn (dist-torn 0.1) failed in hubflow_recommend (hub good, "
                               "phase identify): SystemExit: 0")
    assert done.err.endswith("--without torn leaves this add-on out.\n")


def test_a_replay_knows_the_add_ons_of_its_runs(
    site: Site, monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = list(sys.path)
    place = str(site.install("strict", HALVES))
    site.hubflow("register", "init")
    added = site.hubflow("register", "add", "v.toml", "-p", "./good", "--by", "Office")
    assert added.code == 0, added.err
    assert site.hubflow("register", "run", "-p", "./good", "--by", "Office").code == 0
    monkeypatch.setattr(sys, "path", [place, *path])
    clean = site.hubflow("register", "replay", "-p", "./good")
    assert clean.code == 0, clean.out  # an add-on that took no part then takes none now
    assert site.hubflow("register", "run", "-p", "./good", "--by", "Office").code == 0
    told = site.hubflow("register", "replay", "-p", "./good")
    assert told.code == 0, told.out
    assert "strict (dist-strict 0.1) gives the score, in place of the weights: identify" in told.out
    monkeypatch.setattr(sys, "path", path)
    gone = site.hubflow("register", "replay", "-p", "./good")
    assert gone.code == 1
    assert "The add-on strict (dist-strict 0.1) of the run of entry" in gone.out
    assert "takes no part here" in gone.out


def test_a_portfolio_tells_of_add_ons_and_what_they_change(
    site: Site, monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts = "\n@hubflow.hookimpl\ndef hubflow_facts(dossier): return {'visits': 3}\n"
    monkeypatch.syspath_prepend(site.install("strict", HALVES + facts))
    (site.folder / "list.csv").write_text("id,name,identify.age_from\nv,V,6\n", "utf-8")
    done = site.hubflow("run", "-p", "./good", "list.csv", "--json")
    assert done.code == 0, done.err
    data = json.loads(done.out)
    assert [each["name"] for each in data["receipt"]["add_ons"]] == ["strict"]
    assert [(each["hook"], each["what"]) for each in data["changes"]] == [
        ("hubflow_score_phase", ["identify"]), ("hubflow_facts", [])]
    shown = site.hubflow("run", "-p", "./good", "list.csv").out
    assert "strict (dist-strict 0.1) works out facts\n" in shown
    without = json.loads(site.hubflow(
        "run", "-p", "./good", "list.csv", "--json", "--without", "strict").out)
    assert without["changes"] == []
    assert "strict (dist-strict 0.1)" in without["receipt"]["left_out"]
