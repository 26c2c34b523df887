"""`hubflow why`: every number, where it came from, and what is assumed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from tests.hub_head import hub_head
from tests.quick_start import hubflow_here

from hubflow.cli.main import cli

EXAMPLES = Path(__file__).parents[2] / "examples"


def why(*args: str) -> str:
    done = hubflow_here("why", "-p", "porto", *args)
    assert done.returncode == 0, done.stderr
    return done.stdout


def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node["children"]:
        yield from walk(child)


def test_the_tree_reaches_every_fact_and_its_source() -> None:
    club = str(EXAMPLES / "girls-club-porto.toml")
    tree = json.loads(why(club, "--stage", "incubate", "--json", "--as-of", "2026-01-01"))
    nodes = [node for top in tree["girls-club-porto"] for node in walk(top)]
    assert {node["value"] for node in nodes if node["kind"] in {"stage", "phase"}} <= {
        "advance", "revise", "stop", "undecided", "not_reached"}
    by_id = {node["id"]: node for node in nodes}
    assert by_id["incubate.net_funding_need"]["value"] == 100_000
    assert by_id["incubate.net_funding_need"]["assumption"]
    assert by_id["parameters.co_financing"]["value"] == 0.8
    assert not by_id["parameters.co_financing"]["assumption"]
    for node in nodes:
        if node["kind"] in {"fact", "parameter"} and node["value"] is not None:
            assert [child for child in node["children"] if child["kind"] == "source"], node["id"]
    assert [n["value"] for n in nodes if n["kind"] == "judgement"] == [True] * 3


def test_a_hub_without_a_format_for_proposals_asks_for_none(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    (tmp_path / "hub" / "methodology.toml").write_text(
        'api = 1\n[hub]\nid = "lea"\nedition = "1"\nname = "Lea"\nlanguage = "en"\n'
        'currency = "GBP"\nplace = { name = "Leaton", country = "GB" }\n'
        '[[sources]]\nid = "ours"\ntitle = "Made up"\nstatus = "assumption"\n'
        '[[stages.identify.criteria]]\nid = "need"\ntitle = "How great?"\njudged = true\n'
        'concept = "need-severity"\nscale = [0, 10]\nweight = 1\nsource = "ours"\n', "utf-8")
    (tmp_path / "oak.toml").write_text('id = "oak"\nname = "Oak"\n', "utf-8")
    told = CliRunner().invoke(
        cli, ["why", "-p", str(tmp_path / "hub"), str(tmp_path / "oak.toml")]).output
    told = " ".join(told.replace("│", " ").split())
    assert "The hub has no format for a proposal, so it asks for none" in told
    assert "Is the proposal complete" not in told
    assert "Made up† " in told
    assert told.count("† Rests on an assumption") == 1


def test_scores_weights_and_assumptions_are_told() -> None:
    text = why(str(EXAMPLES / "girls-club-porto.toml"), "--stage", "identify", "--lang", "en")
    assert "16.67%" in text
    assert "17%" not in text
    assert "†" in text
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "\033" not in text


def test_a_figure_has_the_digits_that_rules_need_and_json_all() -> None:
    """No rule names a number near the share that was earned, so that whole per cents tell it."""
    club = str(EXAMPLES / "girls-club-porto.toml")
    nodes = [node for top in json.loads(why(club, "--json", "--stage", "trade", "-p",
             "westmidlands", "--lang", "en"))["girls-club-porto"] for node in walk(top)]
    shares = {node["said"]: node["value"] for node in nodes if node["id"] == "trade.earned_share"}
    assert set(shares) == {"32%"}
    assert {node["said"] for node in nodes if node["id"] == "parameters.mostly_trade"} == {"75%"}
    assert 0.3234 < shares["32%"] < 0.3235


def test_conflicting_sources_are_shown_side_by_side(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    hub.mkdir()
    (hub / "methodology.toml").write_text(hub_head(
        "small", "Small", place="Town", country="PT", currency="EUR") + """\
[stages.identify]
[[stages.identify.requirements]]
id = "came"
holds = "test.people_came >= 200"
says = "Two hundred came."
source = "s"
""", "utf-8")
    done = hubflow_here("why", "-p", hub, EXAMPLES / "projeto-familia.toml", "--stage", "identify")
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.replace("│", " ").split())
    assert "Fundação Calouste Gulbenkian: Títulos de Impacto Social, Projeto Família *: 180" in told
    assert "Portugal Inovação Social: página do programa sobre o Projeto Família: 216" in told


def test_rules_of_the_same_name_are_told_apart_by_phase(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    hub.mkdir()
    text = hub_head("small", "Small")
    for stage, measure in (("identify", "identify.age_from"), ("understand", "identify.age_to")):
        text += f"""
[[stages.{stage}.criteria]]
id = "c"
title = "C"
concept = "need-scale"
measure = "{measure}"
scale = [0, 99]
source = "s"
[stages.{stage}.gate]
source = "s"
"""
    (hub / "methodology.toml").write_text(text)
    dossier = tmp_path / "v.toml"
    dossier.write_text('id = "v"\nname = "V"\n[identify]\nage_from = 3\nage_to = 9\n')
    done = hubflow_here("why", "-p", hub, dossier, "--json")
    assert done.returncode == 0, done.stderr
    nodes = [n for top in json.loads(done.stdout)["v"] for n in walk(top) if n["id"] == "c"]
    assert ["age_from" in n["rule"] for n in nodes] == [True, False]
    assert ["age_to" in n["rule"] for n in nodes] == [False, True]


def test_income_that_counts_as_none_is_named(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    hub.mkdir()
    (hub / "methodology.toml").write_text(hub_head(
        "weir", "Weir", place="Weir", sources={"s": ("Made up", "assumption")}) + """\
[[stages.identify.requirements]]
id = "earns"
holds = "trade.earned_income > 100"
says = "It earns."
source = "s"
""", "utf-8")
    periods = [("01-01", "01-31", "sales = 60\noutcome_payments = 0"),
               ("02-01", "02-29", "contracts = 50"), ("03-01", "03-31", "sales = 0")]
    ledger = "".join(f"[[trade.ledger]]\nstart = 2024-{start}\nend = 2024-{end}\n{earned}\n"
                     for start, end, earned in periods)
    (tmp_path / "shop.toml").write_text(
        f'id = "shop"\nname = "Shop"\ncurrency = "GBP"\n[trade]\nlegal_form = "cooperative"\n'
        f'start = 2024-01-01\n{ledger}', "utf-8")
    text = " ".join(why(str(tmp_path / "shop.toml"), "-p", str(hub), "--as-of", "2024-06-01",
                        "--lang", "en").replace("│", "").split())
    assert "trade.ledger.sales is not stated in 1 of the periods" in text
    assert "(2024-02 to 2024-02): it counts as none there" in text
    assert "trade.ledger.contracts is not stated in 2 of the periods" in text
