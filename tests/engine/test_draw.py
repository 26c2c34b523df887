"""A draw comes out of a closed list and a later seed, and anybody can work it out again."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from click.testing import CliRunner
from tests.engine.test_groups import METHOD, ventures

from hubflow.cli.main import cli
from hubflow.model.input_problems import BadInput
from tests.conftest import HEADER

CLOSED, SEEDED = (dt.datetime(2024, 5, day, 12, tzinfo=dt.UTC) for day in (1, 2))
SOURCE = '\nrank_by = {}\ndraw_from = "the beacon\'s first value on 2 May 2024"\n'
FIVE = {"a": ("start", 9), "b": ("start", 9), "c": ("grow", 9), "d": ("grow", 7), "e": ("grow", 2)}


def rules(rule: str, rank_by: str) -> str:
    return METHOD.format(rule=rule).rstrip() + SOURCE.format(rank_by)


def draw(**more: Any) -> dict[str, Any]:
    return {"phase": "identify", "closed": CLOSED, "list": "0" * 64, **more}


def lots(seed: str, ids: str) -> list[str]:
    return sorted(ids, key=lambda id: hashlib.sha256((seed + id).encode()).hexdigest())


@pytest.fixture
def advancing(run_method: Any, phase_of: Any) -> Any:
    def advancing(text: str, draws: list[dict[str, Any]]) -> tuple[list[str], dict[str, Any]]:
        result = run_method(text, ventures(FIVE), call={"id": "c", "draws": draws})
        found = {id: phase_of(result, id, "identify") for id in FIVE}
        return [id for id, each in found.items() if each.recommendation == "advance"], found
    return advancing


@pytest.mark.parametrize("seed", ["one", "two", "three"])
def test_a_lot_is_drawn_among_all_above_the_bar(advancing: Any, seed: str) -> None:
    text = rules("score = 50, places = 2", '["draw"]')
    who, found = advancing(text, [draw(seed=seed, seeded=SEEDED)])
    assert who == sorted(lots(seed, "abcd")[:2])
    assert found["e"].rank is None
    assert [found[id].rank.best for id in lots(seed, "abcd")] == [1, 2, 3, 4]
    assert "drawn with the seed" in " ".join(reason.text for reason in found["a"].reasons)


def test_a_draw_is_open_before_its_day(run_method: Any, phase_of: Any) -> None:
    text = rules("score = 50, places = 2", '["draw"]')
    call = {"id": "c", "draws": [draw(seed="one", seeded=SEEDED)]}
    before, after = (run_method(text, ventures(FIVE), call=call, as_of=SEEDED.date() - late)
                     for late in (dt.timedelta(1), dt.timedelta(0)))
    assert phase_of(before, "a", "identify").recommendation == "undecided"
    assert "with the seed" not in " ".join(
        reason.text for reason in phase_of(before, "a", "identify").reasons)
    assert phase_of(after, "a", "identify").recommendation != "undecided"


@pytest.mark.parametrize("seed", ["one", "two", "three"])
def test_a_lot_is_drawn_among_those_who_tie(advancing: Any, seed: str) -> None:
    text = rules("places = 2", '["score", "draw"]')
    who, found = advancing(text, [draw(seed=seed, seeded=SEEDED)])
    assert who == sorted(lots(seed, "abc")[:2])
    last = found[lots(seed, "abc")[2]]
    assert [reason.text for reason in last.reasons if reason.kind == "tie"] == [
        "The same score as the one before it, 90. That one comes first by: a lot drawn with the "
        f"seed {seed}, of which the source is: the beacon's first value on 2 May 2024."]
    assert last.draw.seed == seed


@pytest.mark.parametrize("seed", ["one", "two", "three"])
@pytest.mark.parametrize("cut", ["stop", "skip"])
def test_money_is_given_out_in_the_order_of_the_draw(
    advancing: Any, seed: str, cut: str
) -> None:
    text = rules(f'score = 50, budget = "25", cost = "10", cut = "{cut}"', '["draw"]')
    who, _ = advancing(text, [draw(seed=seed, seeded=SEEDED)])
    assert who == sorted(lots(seed, "abcd")[:2])


@pytest.mark.parametrize("draws", [[], [draw()]])
def test_without_a_seed_the_draw_is_open(advancing: Any, draws: list[dict[str, Any]]) -> None:
    who, found = advancing(rules("places = 2", '["score", "draw"]'), draws)
    assert who == []
    assert {found[id].recommendation for id in "abc"} == {"undecided"}
    assert found["d"].recommendation == "revise"
    (reason,) = (reason for reason in found["a"].reasons if reason.kind == "draw")
    assert "first value on 2 May 2024" in reason.text
    assert "call.toml" in reason.what_to_do
    assert advancing(rules("places = 4", '["score", "draw"]'), draws)[0] == list("abcd")


@pytest.mark.parametrize("rank_by", ['["draw"]', '["score", "draw"]'])
def test_who_is_alone_needs_no_lot(run_method: Any, phase_of: Any, rank_by: str) -> None:
    (only,) = ventures({"a": ("start", 9)})
    result = run_method(rules("places = 2", rank_by), [only])
    assert phase_of(result, "a", "identify").recommendation == "advance"


@pytest.mark.parametrize(("wrong", "key", "said"), [
    (draw(seed="s", seeded=CLOSED), "draws[0].seeded", "before the list was closed"),
    (draw(seed="s"), "draws[0]", "go together"),
    (draw(closed=dt.datetime(2024, 5, 1, 12)), "draws[0].closed", "time zone"),
    (draw(seed="s", seeded=SEEDED, commitment="1" * 64), "draws[0].seed", "not the seed whose"),
    (draw(list="abc"), "draws[0].list", ""),
])
def test_a_draw_that_proves_nothing_is_refused(
    advancing: Any, wrong: dict[str, Any], key: str, said: str
) -> None:
    with pytest.raises(BadInput) as bad:
        advancing(rules("places = 2", '["draw"]'), [wrong])
    assert [each for each in bad.value.problems if each.key == key and said in each.what], bad.value


@pytest.mark.parametrize(("text", "key", "said"), [
    (METHOD.format(rule="places = 1") + '\nrank_by = ["draw"]\n', "rank_by", "go together"),
    (METHOD.format(rule="places = 1") + '\ndraw_from = "a beacon"\n', "draw_from", "go together"),
    (rules("score = 1", '["draw"]'), "rank_by", "nothing is drawn"),
    (rules("places = 1", '["draw", "score"]'), "rank_by[0]", "nothing can come after"),
    (rules('budget = "9", cost = "1", cut = "best_set"', '["draw"]'), "advance[0].cut",
     "in place of the score"),
])
def test_a_gate_that_cannot_draw_is_refused(
    run_method: Any, text: str, key: str, said: str
) -> None:
    with pytest.raises(BadInput) as bad:
        run_method(text, [{"id": "v"}])
    assert [each for each in bad.value.problems
            if each.key == f"stages.identify.gate.{key}" and said in each.what], bad.value


@pytest.fixture
def call(tmp_path: Path) -> Path:
    """A folder with a hub and a call whose list is not closed yet."""
    (tmp_path / "hub").mkdir()
    (tmp_path / "hub" / "methodology.toml").write_text(
        HEADER + rules("score = 50, places = 2", '["draw"]'), "utf-8")
    (tmp_path / "call").mkdir()
    for each in ventures(FIVE):
        (tmp_path / "call" / f"{each['id']}.toml").write_text(
            tomli_w.dumps({"name": each["id"], **each}), "utf-8")
    close(tmp_path)
    return tmp_path


def close(folder: Path, *draws: dict[str, Any]) -> None:
    (folder / "call" / "call.toml").write_text(
        tomli_w.dumps({"id": "c", "date": dt.date(2024, 5, 1), "draws": list(draws)}), "utf-8")


def drawn(folder: Path, *options: str) -> tuple[int, str]:
    try:
        result = CliRunner().invoke(cli, ["draw", "-p", f"{folder / 'hub'}/", str(folder / "call"),
                                          *options], catch_exceptions=False)
    except BadInput as bad:
        return 2, str(bad)
    return result.exit_code, result.output


def test_the_list_is_closed_by_its_digest_and_verified(call: Path) -> None:
    code, shown = drawn(call)
    assert code == 0
    text, _, digest = shown.rpartition("digest ")
    assert digest.strip() == hashlib.sha256(text.encode()).hexdigest()
    assert [line.split()[1] for line in text.splitlines() if line.startswith("venture")] == list(
        "abcd")
    assert drawn(call, "--verify")[0] == 1
    close(call, draw(list=digest.strip()))
    code, shown = drawn(call, "--verify")
    assert code == 0
    assert "no seed yet" in shown
    close(call, draw(list=digest.strip(), seed="one", seeded=SEEDED))
    code, shown = drawn(call, "--verify")
    assert code == 0
    assert [line.split()[1] for line in shown.splitlines() if line.endswith("…")] == lots(
        "one", "abcd")
    close(call, draw(list=digest.strip(), seed="one", seeded=SEEDED, commitment="1" * 64))
    code, shown = drawn(call, "--verify")
    assert code == 2
    assert "not the seed whose digest was published" in shown
    close(call, draw(list=digest.strip(), seed="one", seeded=SEEDED))
    (call / "call" / "d.toml").unlink()
    code, shown = drawn(call, "--verify")
    assert code == 1
    assert "changed after it was closed" in shown


def test_a_list_is_not_closed_while_it_is_open_who_takes_part(call: Path) -> None:
    (each,) = ventures({"f": ("grow", None)})
    (call / "call" / "f.toml").write_text(tomli_w.dumps({"name": "f", **each}), "utf-8")
    code, shown = drawn(call)
    assert code != 0
    assert "it is open whether f takes part" in shown


def test_a_method_without_a_draw_has_no_list(call: Path) -> None:
    (call / "hub" / "methodology.toml").write_text(
        HEADER + METHOD.format(rule="places = 1"), "utf-8")
    assert "no phase of the method has a draw" in drawn(call)[1]
