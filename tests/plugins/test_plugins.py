"""Finding, loading and misusing plugins: good, broken and hostile ones."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.quick_start import hubflow_command

METHOD = """
api = 1
[hub]
id = "{name}"
edition = "1"
name = "Hub {name}"
place = {{ name = "Town", country = "GB" }}
language = "en"
currency = "GBP"
[[sources]]
id = "s"
title = "Its rules"
status = "published"
[[facts]]
id = "visits"
type = "number"
description = "How many visits."
[stages.identify]
[[stages.identify.criteria]]
id = "age"
title = "Age"
concept = "need-scale"
measure = "identify.age_from"
scale = [0, 10]
source = "s"
[[stages.identify.requirements]]
id = "visited"
holds = "local.visits >= 2"
says = "It was visited."
source = "s"
[stages.identify.gate]
advance = [{{ score = 50 }}]
source = "s"
"""


class Site:
    """A folder of distributions as pip would leave them, put on the path of a process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "v.toml").write_text(
            'id = "v"\nname = "V"\n[identify]\nage_from = 6\n[hubs.good]\nvisits = 3\n', "utf-8")

    def install(self, name: str, code: str = "", method: str | None = None,
                entry: str | None = None) -> None:
        package = self.folder / f"plug_{name}"
        package.mkdir()
        (package / "__init__.py").write_text(code, "utf-8")
        text = METHOD.format(name=name) if method is None else method
        if text:
            (package / "methodology.toml").write_text(text, "utf-8")
        info = self.folder / f"plug_{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: plug-{name}\nVersion: 1.0\n",
                                       "utf-8")
        (info / "entry_points.txt").write_text(
            f"[hubflow]\n{entry or name} = plug_{name}\n", "utf-8")

    def hubflow(self, *args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*hubflow_command(), *args], cwd=self.folder, text=True,
            capture_output=True, check=False,
            env={**os.environ, "PYTHONPATH": str(self.folder)},
        )

    def run(self, name: str) -> subprocess.CompletedProcess[str]:
        return self.hubflow("run", "-p", name, "v.toml", "--json")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


HOOK = "import hubflow\n@hubflow.hookimpl\n"


def test_a_third_party_hub_runs_like_ours(site: Site) -> None:
    site.install("good")
    done = site.run("good")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["hub"]["plugin"] == "plug-good 1.0"
    assert data["ventures"][0]["stages"][0]["recommendation"] == "advance"
    assert site.hubflow("run", "-p", "plug_good", "v.toml").returncode == 0


def test_listing_imports_no_plugin_and_one_broken_harms_no_other(site: Site) -> None:
    site.install("good")
    site.install("loud", code="raise RuntimeError('imported')")
    site.install("empty", method="")
    site.install("torn", method="api = ")
    done = site.hubflow("plugins", "--json")
    assert done.returncode == 0, done.stderr
    hubs = {hub["name"]: hub for hub in json.loads(done.stdout)}
    assert not hubs["good"]["problem"]
    assert not hubs["loud"]["problem"]
    assert "no methodology.toml" in hubs["empty"]["problem"]
    assert "not valid TOML" in hubs["torn"]["problem"]
    assert site.run("good").returncode == 0
    assert site.run("empty").returncode == 2


def test_several_hubs_and_none_chosen_is_an_error_that_lists_them(site: Site) -> None:
    site.install("good")
    done = site.hubflow("run", "v.toml")
    assert done.returncode == 2
    for name in ("good", "porto", "westmidlands"):
        assert name in done.stderr


def test_an_unknown_hub_gets_the_nearest_name(site: Site) -> None:
    done = site.hubflow("run", "-p", "portoo", "v.toml")
    assert done.returncode == 2
    assert '"porto"' in done.stderr


def test_two_distributions_of_one_name_are_told_apart(site: Site) -> None:
    site.install("one", entry="same")
    site.install("two", entry="same")
    done = site.run("same")
    assert done.returncode == 2
    assert "plug-one" in done.stderr
    assert "plug-two" in done.stderr


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (HOOK + "def hubflow_recomend(phase): ...", 'Did you mean "hubflow_recommend"?'),
        ("def hubflow_recommend(phase, table): ...", "not marked as a hook"),
        (HOOK + "def hubflow_facts(dosier): ...", 'Did you mean "dossier"?'),
        ("import polars as pl\ndef hubflow_reccommend(): ...", "there is no such hook"),
    ],
)
def test_misuse_of_hooks_is_reported(site: Site, code: str, said: str) -> None:
    site.install("good", code=code)
    done = site.run("good")
    assert done.returncode == 2, done.stderr
    assert "plug-good 1.0" in done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise RuntimeError('no')", "plugin plug-good 1.0 failed in import: RuntimeError: no"),
        ("import nothing_of_this_name", "ModuleNotFoundError"),
        (HOOK + "def hubflow_facts(dossier): 1 / 0",
         "failed in hubflow_facts (hub good, venture v): ZeroDivisionError"),
        (HOOK + "def hubflow_recommend(phase, table): raise KeyError('x')",
         "failed in hubflow_recommend (hub good, phase identify): KeyError"),
        (HOOK + "def hubflow_score_phase(phase, table): return table.select(lower='nothing')",
         "failed in hubflow_score_phase (hub good, phase identify)"),
        (HOOK + "def hubflow_score_phase(phase, table): return 7", "returned int"),
        (HOOK + "def hubflow_amend_methodology(methodology): return 'x'", "returned str"),
        (HOOK + "def hubflow_recommend(phase, table):\n    import polars as pl\n"
         "    return table.select(advance=pl.lit(False), revise=pl.lit(False), "
         "stop=pl.lit(False)).head(1)", "without any possible recommendation"),
        (HOOK + "def hubflow_run_finished(result): raise OSError('disk')", "hubflow_run_finished"),
    ],
)
def test_a_crash_names_hub_plugin_hook_and_place(site: Site, code: str, said: str) -> None:
    site.install("good", code=code)
    done = site.run("good")
    assert done.returncode == 3, done.stderr
    assert said in done.stderr.splitlines()[0]
    assert done.stdout == ""


def test_hooks_speak_and_the_result_says_who(site: Site) -> None:
    site.install("good", code=HOOK + """
def hubflow_facts(dossier):
    return {"visits": 1}
@hubflow.hookimpl
def hubflow_score_phase(phase, table):
    import polars as pl
    if phase.id == "identify":
        return table.select(lower=pl.col("age.lower") * 2.0, upper=pl.col("age.upper") * 2.0)
""")
    data = json.loads(site.run("good").stdout)
    phase = data["ventures"][0]["stages"][0]["phases"][0]
    assert (phase["score"]["lower"], phase["score"]["upper"]) == (12.0, 12.0)
    assert phase["from_plugin"] == "plug-good 1.0"
    assert phase["requirements"][0]["status"] == "fails"
    trace = site.hubflow("plugins", "-p", "good", "--trace").stdout
    assert "hubflow_score_phase" in trace


def test_a_plugin_reads_and_writes_formats_of_its_own(site: Site) -> None:
    site.install("good", code=HOOK + """
def hubflow_import(path):
    if path.suffix == ".txt":
        return [{"id": line, "name": line.upper(), "identify": {"age_from": 7}}
                for line in path.read_text().split()]
@hubflow.hookimpl
def hubflow_render(format, document, result, venture):
    if format == "txt":
        return f"{document} of {venture}"
@hubflow.hookimpl
def hubflow_export(format, result):
    if format == "count":
        return str(len(result.ventures))
""")
    (site.folder / "list.txt").write_text("one two", "utf-8")
    done = site.hubflow("run", "-p", "good", "list.txt", "v.toml", "--out", "out", "--format",
                        "txt", "--export", "count")
    assert done.returncode == 0, done.stderr
    assert (site.folder / "out" / "one" / "scorecard.txt").read_text() == "scorecard of one"
    assert (site.folder / "out" / "results.count").read_text() == "3"
    (site.folder / "list.txt").write_text("one one", "utf-8")
    again = site.hubflow("run", "-p", "good", "list.txt")
    assert again.returncode == 2
    assert "list.txt (record 2)" in again.stderr
    (site.folder / "other.bin").write_text("x", "utf-8")
    assert site.hubflow("run", "-p", "good", "other.bin").returncode == 2


def test_no_hook_removes_a_guarantee(site: Site) -> None:
    site.install("good", code=HOOK + """
def hubflow_recommend(phase, table):
    import polars as pl
    return table.select(advance=pl.lit(True), revise=pl.lit(False), stop=pl.lit(False),
                        _=pl.col("identify.age_from"))
""")
    (site.folder / "v.toml").write_text(
        'id = "v"\nname = "V"\n[identify]\nincludes_children = true\n'
        '[test.safeguarding]\npolicy = false\n', "utf-8")
    stages = json.loads(site.run("good").stdout)["ventures"][0]["stages"]
    assert [s["recommendation"] for s in stages[:3]] == ["advance", "revise", "not_reached"]


def test_the_receipt_covers_the_hooks_code(site: Site) -> None:
    site.install("good")
    first = json.loads(site.run("good").stdout)["receipt"]
    (site.folder / "plug_good" / "__init__.py").write_text("# changed\n", "utf-8")
    second = json.loads(site.run("good").stdout)["receipt"]
    assert first["hooks"] != second["hooks"]
    assert first["inputs"] == second["inputs"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("def hubflow_score_phase(phase, table):\n"
         "    import polars as pl\n"
         "    bad = pl.lit(float('nan'))\n"
         "    return table.select(bad.alias('lower'), bad.alias('upper'))\n", "no interval"),
        ("def hubflow_score_phase(phase, table):\n"
         "    import polars as pl\n"
         "    return table.select(pl.lit(90.0).alias('lower'), pl.lit(10.0).alias('upper'))\n",
         "no interval"),
        ("def hubflow_recommend(phase, table):\n"
         "    import polars as pl\n"
         "    none = pl.lit(None, pl.Boolean)\n"
         "    return table.select(none.alias(w) for w in ('advance', 'revise', 'stop'))\n",
         "without any possible recommendation"),
        ("def hubflow_amend_methodology(methodology):\n"
         "    import attrs\n"
         "    kept = tuple(p for p in methodology.phases if p.stage != 'incubate')\n"
         "    return attrs.evolve(methodology, phases=kept)\n", "has no phase"),
        ("def hubflow_amend_methodology(methodology):\n"
         "    import attrs\n"
         "    return attrs.evolve(methodology, phases=methodology.phases[::-1])\n",
         "order of the stages"),
        ("def hubflow_facts(dossier):\n    return {'nonsense': 3}\n", "not among the [[facts]]"),
    ],
)
def test_what_a_hook_gives_is_checked(site: Site, code: str, said: str) -> None:
    site.install("odd", HOOK + code)
    done = site.run("odd")
    assert done.returncode == 3, done.stderr
    assert said in done.stderr
    assert "odd" in done.stderr
