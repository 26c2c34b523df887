"""A call goes through the steps that its hub's method has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Hubflow, begin_register, set_up_once
from .test_commands import METHOD, dossier, method, sheet

CALL = """
[call]
final = "lista"
source = "s"
[[call.steps]]
id = "recebida"
name = { en = "Received", pt = "Recebida" }
[[call.steps]]
id = "audiencia"
name = { en = "Hearing", pt = "Audiência" }
optional = true
[[call.steps]]
id = "lista"
name = { en = "Final list", pt = "Lista final" }
[[call.steps]]
id = "publicada"
name = { en = "Published", pt = "Publicada" }
"""


@set_up_once
def called(hubflow: Hubflow, tmp_path: Path) -> None:
    """A register with a hub of four steps, and one venture in its call."""
    hub = method(tmp_path / "hub")
    with (tmp_path / "hub" / "methodology.toml").open("a", encoding="utf-8") as file:
        file.write(CALL)
    begin_register()
    hubflow("register", "add", "-p", hub, dossier(tmp_path, "oak"), "--call", "spring", "--on",
            "2025-01-01", "--by", "Office")


def step(hubflow: Hubflow, name: str, on: str, code: int = 0) -> str:
    """Take a step; what is said of it."""
    done = hubflow("register", "step", "spring", name, "--by", "The jury", "--on", on, code=code)
    return done.out + done.err


def test_the_hubs_own_steps_are_taken_in_their_order(called: Hubflow) -> None:
    assert "Ahead: Received, Hearing (may be left out), Final list, Published." in called(
        "register", "step", "spring").out
    refused = step(called, "Final list", "2025-01-02", code=2)
    assert '"Final list" comes after "Received"' in refused
    assert 'Allowed are: "Received".' in refused
    assert "Known: Received, Hearing" in step(called, "ratified", "2025-01-02", code=2)
    assert 'Did you mean "Received"?' in step(called, "receved", "2025-01-02", code=2)
    step(called, "recebida", "2025-01-02")
    assert "before 2025-01-02" in step(called, "hearing", "2025-01-01", code=2)

    called("register", "run", "-p", "./hub", "--on", "2025-01-03")
    refused = called("register", "decide", "oak", "advance", "--by", "B", "--reasons", "r",
                     "--on", "2025-01-04", code=2).err
    assert 'nothing is decided before "Final list"' in refused
    assert "preliminary: the call is at “Received”" in called("register", "board").out
    ran = json.loads(called("register", "run", "-p", "./hub", "--what-if", "--json").out)
    assert ran[0]["call_is"].startswith("preliminary")

    step(called, "LISTA FINAL", "2025-01-05")  # past the hearing, in another language
    said = json.loads(called("register", "show", "oak", "--json").out)
    assert (said["step"], said["call_is"]) == ("lista", "“Final list”, not yet “Published”")
    called("register", "decide", "oak", "advance", "--by", "B", "--reasons", "r", "--on",
           "2025-01-05")
    assert "Allowed are: \"Published\"." in step(called, "hearing", "2025-01-06", code=2)
    step(called, "published", "2025-01-06")
    assert json.loads(called("register", "show", "oak", "--json").out)["call_is"] == ""
    called("register", "verify")
    called("register", "replay")


def test_a_call_keeps_the_steps_that_it_began_under(called: Hubflow, tmp_path: Path) -> None:
    step(called, "received", "2025-01-02")
    newer = method(tmp_path / "newer", "2")
    called("register", "add", "-p", newer, dossier(tmp_path, "elm"), "--call", "autumn", "--on",
           "2025-02-01")
    assert "Ahead: Hearing (may be left out), Final list" in called(
        "register", "step", "spring").out
    assert "ratified" in called("register", "step", "autumn").out


@pytest.mark.parametrize(("old", "new", "said"), [
    ('final = "lista"', 'final = "listas"',
     'call.final: "listas" is none of the steps. Did you mean "lista"?'),
    ('final = "lista"', 'final = "audiencia"', "the step with the final list cannot be left out"),
    ('source = "s"\n[[call.steps]]', '[[call.steps]]', "call.source: is missing"),
    ('source = "s"\n[[call.steps]]', 'source = "x"\n[[call.steps]]', "not among the [[sources]]"),
    ('id = "audiencia"', 'id = "recebida"', "is used twice"),
    ("optional = true", "optonal = true", 'Did you mean "optional"?'),
    ('id = "lista"', 'id = "lista"\nphase = "indentify"', '"indentify" is no phase of this'),
    ('id = "lista"', 'id = "lista"\nleads_on = true', "there is no `phase` past which it leads"),
    ("optional = true", 'optional = true\nphase = "identify"\nleads_on = true',
     "a final list cannot be left out"),
])
def test_what_is_wrong_with_steps_is_told(
    hubflow: Hubflow, tmp_path: Path, old: str, new: str, said: str
) -> None:
    method(tmp_path / "hub")
    with (tmp_path / "hub" / "methodology.toml").open("a", encoding="utf-8") as file:
        file.write(CALL.replace(old, new, 1))
    done = hubflow("check", "./hub", code=1)
    assert said in done.out
    assert "HF105" in done.out


LOCKED = """
[call]
final = "list"
source = "s"
[[call.steps]]
id = "list"
name = "The list"
phase = "understand"
"""


def test_an_order_that_locks_itself_is_a_finding(hubflow: Hubflow, tmp_path: Path) -> None:
    method(tmp_path / "hub")
    file = tmp_path / "hub" / "methodology.toml"
    before = file.read_text("utf-8")
    file.write_text(before + LOCKED, "utf-8")
    said = hubflow("check", "./hub", code=1).out
    assert '"list" cannot be carried out: understand is reached past identify' in said
    assert 'decisions wait for "list", which is this very step' in said
    first = LOCKED.replace("[[call.steps]]", (
        '[[call.steps]]\nid = "first"\nname = "The first list"\nphase = "identify"\n'
        "leads_on = true\n[[call.steps]]"), 1)
    file.write_text(before + first, "utf-8")
    assert "cannot be carried out" not in hubflow("check", "./hub", code=None).out
    later = LOCKED + ('[[call.steps]]\nid = "first"\nname = "The first list"\n'
                      'phase = "identify"\nleads_on = true\n')
    file.write_text(before + later, "utf-8")
    assert 'wait for "first", which comes after this step' in hubflow("check", "./hub", code=1).out


def test_the_published_rules_tell_the_steps(called: Hubflow) -> None:
    called("handbook", "-p", "./hub", "--out", "rules.md")
    rules = Path("rules.md").read_text("utf-8")
    assert "The steps of a call" in rules
    assert "2. **Hearing** (where there is occasion)" in rules


def test_a_signer_with_a_semicolon_is_refused_and_not_made_two(called: Hubflow) -> None:
    take = ("register", "step", "spring", "recebida", "--by", "B", "--on", "2025-01-02", "--sign")
    refused = called(*take, "Ana Reis; chair", code=2).err
    assert '"Ana Reis; chair" has a semicolon' in refused
    assert "a --sign of their own" in refused
    assert "signed by Ana Reis, chair" in called(*take, "Ana Reis, chair").out


def test_a_step_on_which_something_rests_is_not_withdrawn(called: Hubflow) -> None:
    seq = {}
    for day, name in enumerate(("recebida", "lista"), start=2):
        step(called, name, f"2025-01-0{day}")
        seq[name] = json.loads(called("register", "history", "spring", "--json").out)[-1]["seq"]
    withdraw = ("register", "correct", "--withdraw", "--reasons", "r")
    assert "step of the call) was recorded after it" in called(
        *withdraw, str(seq["recebida"]), code=2).err
    called("register", "run", "-p", "./hub", "--on", "2025-01-04")
    run = json.loads(called("register", "history", "oak", "--json").out)[-1]["seq"]
    called("register", "decide", "oak", "advance", "--by", "B", "--on", "2025-01-05",
           "--reasons", "r")
    decided = json.loads(called("register", "history", "oak", "--json").out)[-1]["seq"]
    for resting in (run, seq["lista"]):
        told = called(*withdraw, str(resting), code=2).err
        assert f"entry {decided} (decision" in told
        assert "rests on it" in told
    for number in (decided, run, seq["lista"], seq["recebida"]):
        called(*withdraw, str(number))
    assert "No step of spring is recorded" in called("register", "step", "spring").out
    called("register", "verify")


def test_a_correction_is_of_a_day_on_which_there_was_a_venture(called: Hubflow) -> None:
    called("register", "award", "oak", "--funder", "F", "--amount", "5", "--on", "2025-01-02")
    assert "before 2025-01-01" in called(
        "register", "correct", "5", "--set", "amount=6", "--reasons", "r", "--on", "2024-12-31",
        code=2).err


LISTED = """
[call]
final = "list"
source = "s"
[[call.steps]]
id = "list"
name = "The list"
phase = "identify"
"""


def with_a_list(
    hubflow: Hubflow, tmp_path: Path, *ventures: str, method: str = METHOD
) -> str:
    """Make a register of a hub with one step, the list, and ventures in its call; return the hub.
    """
    (tmp_path / "hub").mkdir()
    (tmp_path / "hub" / "methodology.toml").write_text(
        method.format(edition="1", score=50) + LISTED, "utf-8")
    begin_register()
    hubflow("register", "add", "-p", "./hub", *(dossier(tmp_path, id) for id in ventures),
            "--call", "spring", "--on", "2025-01-01")
    return "./hub"


def test_a_list_of_a_phase_waits_until_everybody_in_it_was_judged(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    hub = with_a_list(hubflow, tmp_path, "oak", "elm", "fir")

    def refused(on: str) -> str:
        hubflow("register", "run", "-p", hub, "--call", "spring", "--on", on)
        return step(hubflow, "list", on, code=2)

    assert "judgement is not complete on The elm, The fir, The oak" in refused("2025-01-02")
    hubflow("register", "judge", sheet(tmp_path, "oak ana 4"), "--on", "2025-01-03")
    assert "judgement is not complete on The elm, The fir." in refused("2025-01-03")
    hubflow("register", "member", "elm", "withdrawn", "--by", "Office", "--reasons", "r", "--on",
            "2025-01-04")
    assert "judgement is not complete on The fir." in refused("2025-01-04")
    hubflow("register", "judge", sheet(tmp_path, "fir ana 1"), "--on", "2025-01-05")
    hubflow("register", "run", "-p", hub, "--call", "spring", "--on", "2025-01-05")
    assert "The list" in step(hubflow, "list", "2025-01-05")


def test_a_list_does_not_wait_for_a_jury_that_is_evenly_divided(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    in_labels = METHOD.replace("[1, 5]", '["low", "mid", "high"]').replace(
        "score = {score}", 'criteria = {{ depth = "mid" }}')
    hub = with_a_list(hubflow, tmp_path, "oak", "elm", method=in_labels)
    hubflow("register", "judge", sheet(tmp_path, "oak ana low", "oak rui mid"), "--on",
            "2025-01-02")
    hubflow("register", "run", "-p", hub, "--call", "spring", "--on", "2025-01-02")
    assert "judgement is not complete on The elm." in step(hubflow, "list", "2025-01-03", code=2)
    hubflow("register", "judge", sheet(tmp_path, "elm ana high", "elm rui low"), "--on",
            "2025-01-03")
    hubflow("register", "run", "-p", hub, "--call", "spring", "--on", "2025-01-03")
    assert "The list" in step(hubflow, "list", "2025-01-03")


def test_a_final_list_stays_as_it_was_and_one_made_anew_names_the_one_that_it_corrects(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    hub = with_a_list(hubflow, tmp_path, "oak", "elm")
    hubflow("register", "judge", sheet(tmp_path, "oak ana 4", "oak rui 5", "elm ana 4"), "--on",
            "2025-01-02")
    hubflow("register", "run", "-p", hub, "--call", "spring", "--on", "2025-01-02")
    step(hubflow, "list", "2025-01-03")

    def listed(*options: str) -> tuple[str, str]:
        done = hubflow("list", "--register", "--call", "spring", "-p", hub, "--phase", "identify",
                       "--out", "list.csv", *options)
        return (tmp_path / "list.csv").read_text("utf-8-sig"), " ".join(done.err.split())

    first, nothing = listed()
    assert (first.count("3 January 2025"), nothing) == (2, "")  # as of, and published on
    assert "Final list: " in first
    hubflow("register", "decide", "--call", "spring", "--as-recommended", "--by", "B", "--on",
            "2025-01-04")
    same, since = listed()
    assert same == first
    assert ("This is the list as it was on 3 January 2025 (“The list”). Decisions since are not in "
            "it.") in since
    decided, nothing = listed("--anew")
    assert "Corrected" not in decided
    assert "The results are those of the final list of 3 January 2025" in decided
    assert ("Decision" in decided, "Decision" in first, nothing) == (True, False, "")
    rows = tmp_path / "abstains.csv"
    rows.write_text("venture,phase,criterion,assessor,score,conflict\noak,identify,depth,rui,,yes",
                    "utf-8")
    hubflow("register", "judge", rows.name, "--on", "2025-01-05")
    same, since = listed()
    assert same == first
    assert "What was recorded since changes it for The oak. With --anew" in since
    changed, _ = listed("--anew")
    assert "Corrected final list: " in changed
    assert ("This list corrects the final list of 3 January 2025 (“The list”): what was recorded "
            "since changes it for The oak.") in changed
    assert changed.count("3 January 2025") == 1
    assert "The oak. Score: 87.5, now 75; Depth: 4.5, now 4." in changed
    assert "- The oak. Score: 87.5, now 75; Depth: 4.5, now 4." in since
    (row,) = json.loads(hubflow(
        "list", "--register", "--call", "spring", "-p", hub, "--phase", "identify", "--json",
        ).out)["changes"]
    assert row["name"] == "The oak"
    assert [row["values"][0][key] for key in ("column", "before", "after")] == [
        "score", "87.5", "75"]


def test_a_corrected_list_keeps_place_and_signers_and_names_departures_and_who_is_out_since(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    hub = with_a_list(hubflow, tmp_path, "oak", "elm")
    hubflow("register", "judge", sheet(tmp_path, "oak ana 4", "elm ana 5"), "--on", "2025-01-02")
    hubflow("register", "run", "-p", hub, "--call", "spring", "--on", "2025-01-02")
    hubflow("register", "step", "spring", "list", "--by", "The jury", "--on", "2025-01-03",
            "--published-at", "The town hall", "--sign", "The chair", "--complaints-until",
            "2025-01-20")
    hubflow("register", "decide", "oak", "stop", "--by", "B", "--reasons", "Too far.", "--learning",
            "Ask.", "--on", "2025-01-04")
    hubflow("register", "decide", "elm", "advance", "--by", "B", "--on", "2025-01-04")
    hubflow("register", "add", "-p", hub, dossier(tmp_path, "fir"), "--call", "spring", "--on",
            "2025-01-05")
    hubflow("register", "member", "fir", "late", "--by", "B", "--reasons", "By post.", "--on",
            "2025-01-05")
    listed = ("list", "--register", "--call", "spring", "-p", hub, "--phase", "identify", "--kind",
              "final", "--out", "l.csv", "--as-of", "2025-01-06", "--anew")
    hubflow(*listed)
    anew = (tmp_path / "l.csv").read_text("utf-8-sig")
    assert "changes it for The oak, The fir. Decisions taken since are shown." in anew
    assert "The oak. Decision: –, now stop (departs from the recommendation)." in anew
    assert ("The fir did not stand in that list and is left out of the ranking now. Not in the "
            "race: late. By post.") in anew
    for text in ("Published at,The town hall", "For,The chair", "Published on,\n"):
        assert text in anew.replace("\r", "")
    assert "20 January" not in anew
    hubflow(*listed, "--published-on", "2025-01-07")
    assert "Published on,7 January 2025" in (tmp_path / "l.csv").read_text("utf-8-sig")


def test_who_moved_out_of_its_call_stays_on_the_published_list_and_the_corrected_one_says_so(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    hub = with_a_list(hubflow, tmp_path, "oak", "elm")
    hubflow("register", "judge", sheet(tmp_path, "oak ana 4", "elm ana 5"), "--on", "2025-01-02")
    hubflow("register", "run", "-p", hub, "--call", "spring", "--on", "2025-01-02")
    step(hubflow, "list", "2025-01-03")
    listing = ("list", "--register", "--call", "spring", "-p", hub, "--phase", "identify")
    hubflow(*listing, "--out", "one.csv")
    (tmp_path / "hub" / "methodology.toml").write_text(
        METHOD.format(edition="2", score=50) + LISTED, "utf-8")
    hubflow("register", "move", "elm", "--to", "2", "-p", hub, "--leave-call", "--by", "B",
            "--reasons", "R", "--record", "--on", "2025-01-04")
    said = hubflow(*listing, "--out", "two.csv").err
    assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()
    assert "The elm stood in that list and is no longer in the call. " in said
    hubflow(*listing, "--anew", "--out", "three.csv")
    anew = (tmp_path / "three.csv").read_text("utf-8-sig")
    assert "The elm stood in that list and is no longer in the call. Score: 100; " in anew
    assert "\nThe elm," not in anew
