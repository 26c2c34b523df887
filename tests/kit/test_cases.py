"""Cases: what is compared, how it is told, and what is wrong in a case."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from hubflow import BadInput, load_hub
from hubflow.testing import cases_of, read_cases, run_case

Write = Callable[..., Path]
HEAD = 'says = "A case."\nas_of = 2024-06-01\n'
PHASE = "[expect.bees.phases.understand]\n"


def differences(hub: Path) -> list[str]:
    """The differences of all cases, without the file."""
    loaded = load_hub(hub)
    return [re.sub(r"^.*?cases/", "", str(difference))
            for case in cases_of(loaded) for difference in run_case(loaded, case)]


def problems(hub: Path) -> list[str]:
    loaded = load_hub(hub)
    (case,) = cases_of(loaded)
    with pytest.raises(BadInput) as bad:
        run_case(loaded, case)
    return [re.sub(r"^.*?cases/", "", str(problem)) for problem in bad.value.problems]


HOLDS = [
    '[expect.bees]\nstage = "understand"',
    PHASE + 'recommendation = "revise"',
    PHASE + 'possible = ["revise"]',
    PHASE + 'decision = "none"',
    PHASE + "score = 61.111111",
    PHASE + "score = 61.1111111111111",
    PHASE + "score = [61.111111, 61.111111]",
    PHASE + 'rank = "none"',
    PHASE + "levels = { listening = 6.666667, promise = 5 }",
    PHASE + 'not_met = ["prior-art"]',
    PHASE + "not_known = []\nmissing = []",
    PHASE + 'to_do = ["Look at what others do."]',
    '[expect.bees.phases.test]\nrecommendation = "not_reached"',
    "[expect.bees.proposal]\ncomplete = false\ntotal = 100\nsections = ['need']",
    "[expect.bees.proposal.finance]\nthird = 33.33",
    "[expect.bees.instruments]\ngrant = 33.33",
    "[expect.bees.instruments]\ngrant = true",
    "[expect.bees.instruments]\ngrant = 'closed'",
]


@pytest.mark.parametrize("expect", HOLDS)
def test_what_holds_makes_no_difference(hub: Path, write: Write, expect: str) -> None:
    write(expect)
    assert differences(hub) == []


DIFFERS = [
    ('[expect.bees]\nstage = "test"', "bees: stage: expected test, came out understand."),
    (PHASE + 'possible = ["advance"]',
     "bees, understand: possible: expected [advance], came out [revise]."),
    (PHASE + 'decision = "advance"',
     "bees, understand: decision: expected advance, came out none."),
    (PHASE + "score = 61.11111",
     "bees, understand: score: expected 61.11111, came out 61.111111."),
    (PHASE + 'score = "none"',
     "bees, understand: score: expected none, came out 61.111111."),
    (PHASE + "score = [50, 70]",
     "bees, understand: score: expected [50, 70], came out 61.111111."),
    (PHASE + "rank = 1", "bees, understand: rank: expected 1, came out none."),
    (PHASE + "levels = { promise = [4, 6] }",
     "bees, understand: levels.promise: expected [4, 6], came out 5."),
    (PHASE + "not_met = []", "bees, understand: not_met: expected [], came out [prior-art]."),
    (PHASE + 'to_do = ["Rest."]',
     "bees, understand: to_do: expected [Rest.], came out [Look at what others do.]."),
    ("[expect.bees.proposal]\ncomplete = true",
     "bees: proposal.complete: expected yes, came out no."),
    ("[expect.bees.proposal]\nfinance = { third = 'unknown' }",
     "bees: proposal.finance.third: expected unknown, came out 33.33."),
    ("[expect.bees.instruments]\ngrant = false",
     "bees: instruments.grant: expected no, came out yes."),
    ("[expect.bees.instruments]\ngrant = 'open'",
     "bees: instruments.grant: expected open, came out closed."),
    ("[expect.bees.instruments]\ngrant = 'amount unknown'",
     "bees: instruments.grant: expected amount unknown, came out 33.33."),
]


@pytest.mark.parametrize(("expect", "told"), DIFFERS)
def test_what_does_not_hold_is_told_with_its_line(
    hub: Path, write: Write, expect: str, told: str
) -> None:
    path = write(expect)
    line = len(path.read_text("utf-8").splitlines())
    (difference,) = differences(hub)
    assert difference == f"bees.toml:{line}: {told}"


def test_another_recommendation_is_told_with_the_reasons(hub: Path, write: Write) -> None:
    write(PHASE + 'recommendation = "advance"')
    (told,) = differences(hub)
    assert ("expected advance, came out revise. Condition not met: Others' practice is known."
            in told)


def test_missing_evidence_leaves_intervals(hub: Path, write: Write, dossier: str) -> None:
    dossier = dossier[:dossier.index("[[dossier.hubs")]
    write(PHASE + "score = [44.444444, 77.777778]\nlevels = { promise = [0, 10] }\n"
          'missing = ["promise"]', dossier=dossier)
    assert differences(hub) == []


def test_a_case_does_not_depend_on_today(hub: Path, write: Write) -> None:
    write('[expect.bees]\nstage = "understand"', head='says = "No day."\n')
    assert problems(hub) == [
        "bees.toml: as_of: is missing. The day on which everything is looked at: what a case "
        "shows must not depend on today."]


def test_everything_wrong_is_told_at_once_with_the_nearest_name(
    hub: Path, write: Write, dossier: str
) -> None:
    write("""
[expect.bee]
stge = "test"
[expect.bees.phases.understanding]
[expect.bees.phases.understand]
recomendation = "advance"
score = "many"
levels = { lisening = 3, promise = 11 }
not_met = ["priorart"]
missing = ["understand.service_user_involved"]
[expect.bees.proposal]
finance = { thrid = 3 }
[expect.bees.instruments]
grnt = 3
""", dossier=dossier.replace('"interview"', '"intervie"'))
    told = "\n".join(problems(hub))
    for line in (
        'kind: "intervie" is not a word known here. Did you mean "interview"?',
        'expect.bee: no dossier of the case has the id "bee". Did you mean "bees"?',
        'stge: unknown key. Did you mean "stage"?',
        'the method has no phase "understanding" here. Did you mean "understand"?',
        'recomendation: unknown key. Did you mean "recommendation"?',
        'score: "many" is not a word known here.',
        'levels.lisening: the method has no criterion "lisening" here. Did you mean "listening"?',
        "levels.promise: 11 is not on the scale of promise. It goes from 0 to 10.",
        'not_met[0]: the method has no requirement "priorart" here. Did you mean "prior-art"?',
        'Did you mean "understand.service_users_involved"?',
        'has no line of the finance plan "thrid" here. Did you mean "third"?',
        'instruments.grnt: the method has no instrument "grnt" here. Did you mean "grant"?',
    ):
        assert line in told, f"{line}\n\n{told}"


@pytest.mark.parametrize(("content", "what"), [
    ("says = ", "this is not valid TOML"),
    (HEAD, "the case has no dossier"),
    (HEAD + 'dossiers = ["gone.toml"]', "there is no such file"),
    ('id = "bees"\nname = "Bees"\n', "this is a dossier, not a case"),
    (HEAD + 'dossier = 3', "must be a table or a list, not 3"),
])
def test_a_case_that_is_none_is_told(hub: Path, content: str, what: str) -> None:
    (hub / "cases" / "x.toml").write_text(content, "utf-8")
    assert what in "\n".join(problems(hub))


def test_what_a_proposal_cannot_be_is_told(hub: Path, write: Write) -> None:
    write('[expect.bees.proposal]\ncomplete = "yes"')
    assert "proposal.complete: must be yes or no" in problems(hub)[0]
    write("[expect.bees.proposal]\ncomplete = false", dossier="""
[dossier]
kind = "challenge"
id = "bees"
name = "No bees"
""")
    assert "a challenge has no proposal" in problems(hub)[0]


def test_ventures_of_one_case_compete_and_inherit_from_its_challenge(
    hub: Path, write: Write
) -> None:
    text = (hub / "methodology.toml").read_text("utf-8")
    (hub / "methodology.toml").write_text(
        text.replace("advance = { score = 60 }", "advance = { places = 1 }"), "utf-8")
    ventures = "".join(f"""
[[dossier]]
id = "{id}"
name = "{id}"
call = "one"
challenge = "alone"
understand.prior_art = [{{ name = "A practice" }}]
hubs.small.judgements = [{{ phase = "understand", criterion = "promise", score = {score} }}]
""" for id, score in (("a", 5), ("b", 7)))
    write("""
[expect.b.phases.understand]
recommendation = "advance"
rank = 1
levels = { listening = 4 }
[expect.a.phases.understand]
rank = 2
recommendation = "revise"
""", dossier="""
[[dossier]]
kind = "challenge"
id = "alone"
name = "Old and alone"
identify = { includes_children = false, includes_adults_at_risk = false }
understand.activities = [{ kind = "visit", people = 12, service_users = 12 }]
""" + ventures)
    assert differences(hub) == []


def test_dossiers_and_sheets_lie_where_the_case_says(hub: Path, write: Write) -> None:
    folder = hub / "cases" / "call"
    folder.mkdir()
    (folder / "call.toml").write_text('id = "one"\n', "utf-8")
    (folder / "a.toml").write_text('id = "a"\nname = "A"\n', "utf-8")
    (folder / "more.csv").write_text(
        "venture,phase,criterion,assessor,score\na,understand,promise,x,3\n", "utf-8")
    write("[expect.a.phases.understand]\nlevels = { promise = 3 }",
          head=HEAD + 'dossiers = ["call"]\npanel = ["call/more.csv"]\n', dossier="")
    assert differences(hub) == []


def test_a_venture_of_which_nothing_is_expected_is_told(hub: Path, write: Write) -> None:
    write("[expect.bees]")
    (told,) = differences(hub)
    assert "bees: nothing is expected yet; came out stage understand; identify: recommendation " \
           "advance; understand: recommendation revise, score 61.111111" in told


def test_files_that_begin_with_an_underscore_are_left_out(hub: Path, write: Write) -> None:
    write("[expect.bees]", name="_draft")
    assert read_cases(hub) == ()


def test_a_case_may_be_called_call(hub: Path, write: Write) -> None:
    write("[expect.bees]\nstage = 'understand'")
    (case,) = (hub / "cases").glob("*.toml")
    (hub / "cases" / "call.toml").write_text(
        case.read_text("utf-8").replace("[dossier]", "[[dossier]]"), "utf-8")
    assert differences(hub) == []
