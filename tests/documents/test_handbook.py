"""The handbook: all of a method is in it, and it changes with the method."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import tomli
from tests.hub_head import hub_head
from tests.quick_start import hubflow_here

from hubflow.documents.handbook import in_code
from hubflow.documents.safe_markdown import escape
from hubflow.engine.method.prepared_method import compiled_method
from hubflow.plugins.manager import load_hub
from hubflow.text.catalogue import words

REPO = Path(__file__).parents[2]
HUBS = {"porto": "pt", "westmidlands": "en"}
DAY = "2025-12-01"


def handbook(
    *args: str | Path, ok: bool = True, **environment: str
) -> subprocess.CompletedProcess[str]:
    done = hubflow_here("handbook", *args, environment=environment)
    assert (done.returncode == 0) == ok, done.stderr
    return done


def written(hub: str | Path, folder: Path, *args: str) -> str:
    out = folder / "rules.md"
    handbook("-p", hub, "--as-of", DAY, "--exact", "--out", out, *args)
    return out.read_text("utf-8")


@pytest.mark.parametrize("hub", HUBS)
@pytest.mark.parametrize("language", ["en", "pt"])
def test_all_of_the_method_is_in_it(hub: str, language: str, tmp_path: Path) -> None:
    text = written(hub, tmp_path, "--lang", language)
    compiled = compiled_method(load_hub(hub))
    method = compiled.methodology

    def there(texts: object) -> None:
        if texts:
            assert isinstance(texts, dict)
            said = texts.get(language) or texts.get("en")
            assert escape(said) in text, said

    for plan in compiled.phases:
        there(plan.phase.name)
        there(plan.phase.says)
        for activity in plan.phase.activities:
            there(activity)
        for each in (*plan.requirements, *plan.guarantees):
            rule = each.requirement
            assert in_code(rule.id) in text
            there(rule.says)
            there(rule.otherwise)
            assert rule.holds is None or in_code(rule.holds) in text
        for scored in plan.criteria:
            criterion = scored.criterion
            assert in_code(criterion.id) in text
            there(criterion.title)
            there(criterion.says)
            for meaning in criterion.rubric.values():
                there(meaning)
            assert criterion.measure is None or in_code(criterion.measure) in text
            assert criterion.applies is None or in_code(criterion.applies) in text
        if plan.phase.gate.says:
            assert escape(plan.phase.gate.says.get(language, "").rstrip(".")) in text
    for section in method.proposal.sections:
        there(section.heading)
        there(section.asks)
    for line in method.proposal.finance:
        there(line.name)
        assert in_code(line.amount) in text
    for instrument in method.instruments:
        there(instrument.name)
        assert in_code(instrument.id) in text
    for parameter in method.parameters:
        assert in_code(f"parameters.{parameter.id}") in text
    for fact in method.facts:
        assert in_code(f"local.{fact.id}") in text
    listed = text.rpartition("\n## ")[2]
    for number, source in enumerate(method.sources, start=1):
        assert f"{number}. {escape(source.title)}" in listed


@pytest.mark.parametrize("hub", HUBS)
def test_what_is_an_assumption_is_marked_where_it_stands(hub: str, tmp_path: Path) -> None:
    text = written(hub, tmp_path)
    method = load_hub(hub).methodology.methodology
    assumed = {s.id: n for n, s in enumerate(method.sources, 1) if s.status == "assumption"}
    named = {r.source for phase in method.phases for r in phase.requirements}
    named |= {c.source for phase in method.phases for c in phase.criteria}
    for number in {assumed[id] for id in named if id in assumed}:
        assert f"\\[{number}\\]†" in text
    for number in set(range(1, len(method.sources) + 1)) - set(assumed.values()):
        assert f"\\[{number}\\]†" not in text
    assert text.rstrip().endswith(f"*† {words(HUBS[hub])['assumption_legend']}*")


@pytest.mark.parametrize(("old", "new"), [
    ("places = 20", "places = 19"),
    ("weight = 1\n", "weight = 3\n"),
    ("scale = [1, 5]", "scale = [1, 7]"),
    ("max_words = 400", "max_words = 410"),
    ("ceiling = 20000", "ceiling = 21000"),
    ("2023-06-09 = 0.80", "2023-06-09 = 0.75"),
    ("BETWEEN 6 AND 36\"", "BETWEEN 6 AND 30\""),
    ("minimum_assessors = 1", "minimum_assessors = 2"),
    ("open = { to = 2023-06-08 }", "open = { to = 2026-06-08 }"),
    ("months = 24", "months = 25"),
])
def test_a_changed_number_changes_it(old: str, new: str, tmp_path: Path) -> None:
    rules = (REPO / "plugins/porto/hubflow_porto/methodology.toml").read_text("utf-8")
    assert old in rules
    hub = tmp_path / "hub"
    hub.mkdir()
    (hub / "methodology.toml").write_text(rules, "utf-8")
    before = written(hub, tmp_path)
    (hub / "methodology.toml").write_text(rules.replace(old, new, 1), "utf-8")
    assert written(hub, tmp_path) != before


def test_on_the_terminal_it_fits_and_a_file_holds_the_same_each_time(tmp_path: Path) -> None:
    shown = handbook("-p", "porto", "--as-of", DAY).stdout
    assert "regulamento" in shown
    assert max(map(len, shown.splitlines())) <= 80
    first = written("porto", tmp_path)
    out = tmp_path / "again.md"
    handbook("-p", "porto", "--as-of", DAY, "--exact", "--out", out, PYTHONHASHSEED="7")
    assert out.read_text("utf-8") == first
    assert str(tmp_path) not in first


def test_the_day_picks_values_and_open_instruments(tmp_path: Path) -> None:
    now = written("porto", tmp_path)
    out = tmp_path / "then.md"
    handbook("-p", "porto", "--as-of", "2020-01-01", "--out", out)
    then = out.read_text("utf-8")
    share = ("Parte pública das necessidades líquidas de financiamento: 80 % no Portugal 2030, "
             "antes 70 %")
    assert f"{share}: **80 %** (`parameters.co_financing`)" in now.replace("\xa0", " ")
    assert f"{share}: **70 %**" in then.replace("\xa0", " ")
    assert "parameters." not in then
    assert "está entre 6 e 36" in then, "rules are told in words"


def test_cases_are_told_in_words(tmp_path: Path) -> None:
    text = written(REPO / "examples" / "hubs" / "bizkaia-social-innovation-2021", tmp_path,
                   "--lang", "en").partition("Amount: the least of (")[2].partition("\n")[0]
    assert "(if “Assessment” ≥ 80, then “The most from 80 points on: not read”; if “A" in text
    assert "; otherwise “The most from 50 points on”)" in text
    assert "case" not in text
    assert " end" not in text.partition("`")[0]


def test_nothing_is_written_from_a_bad_method_or_to_a_bad_place(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    hub.mkdir()
    (hub / "methodology.toml").write_text('api = 1\n[hub]\nid = "x"\n', "utf-8")
    out = tmp_path / "rules.md"
    done = handbook("-p", hub, "--out", out, ok=False)
    assert done.returncode == 2
    assert not out.exists()
    (tmp_path / "file").write_text("here", "utf-8")
    done = handbook("-p", "porto", "--out", tmp_path / "file" / "rules.md", ok=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_text_of_the_method_stays_text(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    hub.mkdir()
    (hub / "methodology.toml").write_text(hub_head(
        "hub", "<b>Hub</b> | # one", place="Town", sources={"s": ("[x](y) *", "published")}) + """\
[[stages.identify.requirements]]
id = "a"
holds = "identify.group_size > 3"
says = "More\\n# than | three"
concept = "priority-group"
source = "s"
""", "utf-8")
    text = written(hub, tmp_path)
    assert "\\<b\\>Hub" in text
    assert re.search(r"^# than", text, re.MULTILINE) is None
    assert "\\[x\\](y)" in text


def test_both_languages_have_the_same_words() -> None:
    folder = REPO / "core/hubflow/text"
    for of in ("handbook", "dossier"):
        keys = [set(tomli.loads((folder / language / f"{of}.toml").read_text("utf-8")))
                for language in ("en", "pt")]
        assert keys[0] == keys[1]
