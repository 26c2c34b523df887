"""Whole files: where something stands, whose names may stand there, counts, rows, consent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.privacy.conftest import places

from hubflow.model.input_problems import BadInput
from hubflow.plugins.check_catalogue import checks_of_levels
from hubflow.plugins.importers import dossier_reader
from hubflow.privacy.checked_files import look as look_at
from hubflow.privacy.dossier_places import counts_of_people
from hubflow.privacy.privacy_check import PrivacyRules, rules_of, sheet_findings
from hubflow.privacy.sign_words import lists
from hubflow.privacy.signs import LEVEL, PrivacyFinding
from hubflow.reading.method.methodology_file import load_methodology

Look = Callable[..., tuple[PrivacyFinding, ...]]
REPO = Path(__file__).parents[2]
HEAD = 'id = "x"\nname = "X"\n'


def test_the_examples_and_the_hubs_hold_nothing() -> None:
    looked = look_at([REPO / "examples", REPO / "plugins"], PrivacyRules(), dossier_reader())
    assert looked.findings == ()
    assert looked.files > 50


def test_people_and_bodies_of_the_venture_are_named(look: Look) -> None:
    text = HEAD + """
summary = "Joana Silva leads it with Tom Baker of the council."
[[sources]]
id = "s"
title = "Maria Lopes: a study, maria.lopes@example.pt"
url = "https://example.pt/joana.silva.jpg"
status = "published"
[[decisions]]
hub = "porto"
phase = "x"
decision = "advance"
date = 2024-01-01
by = "Miguel Costa, jury"
[identify]
authority = { name = "Council (Tom Baker, 0121 496 0123)" }
[incubate]
leader = { name = "Joana Silva", role = "Founder" }
parties = [{ role = "social investor", name = "Hugo Reis, Rua das Flores 12, 1000-001 Lisboa" }]
[hubs.porto]
judgements = [{ phase = "a", criterion = "b", assessor = "Sarah Jones", score = 3 }]
"""
    assert look(text) == ()


def test_everything_that_a_person_wrote_is_looked_at(look: Look) -> None:
    text = HEAD + """# Joana told us
summary = '''
First line.
Tiago came later.
'''
[incubate.proposal]
solucao = "A Mariana participou."
[[decisions]]
hub = "porto"
phase = "x"
decision = "stop"
date = 2024-01-01
by = "The jury"
reasons = "Rebecca was against it."
[hubs.porto]
visit = "Sandra received us."
[[hubs.porto.judgements]]
phase = "a"
criterion = "b"
score = 3
note = "Patrícia would gain."
[unknown]
list = ["one", "Bruno"]
"""
    assert places(look(text)) == [
        ("HF701", line, key) for line, key in (
            (3, "comment"), (6, "summary"), (9, "incubate.proposal.solucao"),
            (16, "decisions[0].reasons"), (18, "hubs.porto.visit"),
            (23, "hubs.porto.judgements[0].note"), (25, "unknown.list[1]"),
        )
    ]


def test_small_counts_of_people_served_are_seen_and_others_are_not(look: Look) -> None:
    text = HEAD + """
[identify]
group_size = 3
[[understand.activities]]
kind = "interview"
people = 4
service_users = 0
[[understand.needs]]
statement = "In supported flats"
value = 2
unit = "people"
[[test.pilots]]
name = "Spring"
came = 5
completed = "withheld"
[test.safeguarding]
people_in_contact = 2
people_checked = 2
[[test.outcomes]]
indicator = "Found work"
unit = "people"
after = 4
n = 12
[[incubate.expected_outcomes]]
indicator = "Places"
target = 2
unit = "people"
[[scale.markets]]
kind = "local"
size = 3
[hubs.testhub]
visits = 2
mothers = 3
"""
    seen = [key for _, _, key in places(look(text))]
    assert seen == ["identify.group_size", "understand.activities[0].people",
                    "understand.needs[0].value", "test.outcomes[0].after"]
    with_hub = look(text, PrivacyRules(6, frozenset({"hubs.testhub.mothers"})))
    assert {key for _, _, key in places(with_hub)} - set(seen) == {
        "test.pilots[0].came", "hubs.testhub.mothers"}
    assert look(text, PrivacyRules(1)) == ()


def test_every_count_of_people_in_the_model_is_known() -> None:
    assert {"identify.group_size", "test.pilots.came", "trade.ledger.service_users",
            "test.roles.people"} <= counts_of_people()
    assert "test.safeguarding.people_in_contact" not in counts_of_people()


def test_a_list_of_persons_is_seen(look: Look) -> None:
    rows = "".join("[[understand.activities]]\nkind = 'interview'\npeople = 1\n" for _ in range(3))
    found = places(look(HEAD + rows))
    assert ("HF714", 3, "understand.activities") in found
    assert [id for id, _, _ in found].count("HF713") == 3
    assert ("HF714", 3, "participants") in places(look(HEAD + "participants = ['A', 'B']\n"))
    assert ("HF714", 3, "hubs.porto.utentes") in places(
        look(HEAD + "[[hubs.porto.utentes]]\nidade = 14\n"))
    assert look(HEAD + "[[understand.activities]]\nkind = 'interview'\npeople = 14\n") == ()


@pytest.mark.parametrize(("key", "sign"), [
    ("date_of_birth = 2009-05-03", "HF703"), ("nif = 5", "HF704"), ("morada = 'x'", "HF709"),
    ("surname = 'x'", "HF701"), ("foto = 'x'", "HF710"), ("telefone = 9", "HF708"),
])
def test_a_key_that_only_a_person_s_data_can_have_is_seen(look: Look, key: str, sign: str) -> None:
    assert places(look(f"{HEAD}[hubs.porto.extra]\n{key}\n")) == [
        (sign, 4, f"hubs.porto.extra.{key.split()[0]}")]


def test_a_leader_s_own_experience_needs_consent(look: Look) -> None:
    told = HEAD + "[incubate.leader]\nname = 'Rui Melo'\nlived_experience = 'She was in care.'\n"
    assert places(look(told)) == [("HF715", 5, "incubate.leader.lived_experience")]
    assert look(told + "consented = true\n") == ()
    assert [id for id, _, _ in places(look(told + "consented = false\n"))] == ["HF715"]


def test_a_reason_beside_a_finding_accepts_it(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(HEAD + """
summary = "As Rebecca Bowles wrote."  # HF701: Rebecca Bowles, the author
# HF701: the author of the method, who is quoted
[solution]
description = "As Rebecca Bowles wrote."
complements = "As Rebecca Bowles wrote. 12 Maple Street."
""", "utf-8")
    text = path.read_text("utf-8").replace(
        "complements", "# HF701 the author again\ncomplements")
    path.write_text(text, "utf-8")
    looked = look_at([path], PrivacyRules())
    assert [(f.id, f.key) for f in looked.findings] == [
        ("HF701", "solution.description"), ("HF709", "solution.complements")]
    assert {reason for _, reason in looked.accepted} == {
        "Rebecca Bowles, the author", "the author again"}
    path.write_text(text.replace(" the author again", ""), "utf-8")
    without_reason = look_at([path], PrivacyRules())
    assert [f.key for f in without_reason.findings if f.id == "HF701"] == [
        "solution.description", "solution.complements"]


def test_a_dossier_in_a_case_is_looked_at_like_any_other(look: Look) -> None:
    case = """says = "Tom Baker is heard"
as_of = 2024-01-01
[dossier]
id = "x"
name = "X"
summary = "Joana Silva leads it."
[dossier.incubate.leader]
name = "Joana Silva"
lived_experience = "She was in care."
[[dossier.test.pilots]]
name = "Spring"  # Joana Silva saw Rebecca
came = 2
"""
    wanted = [("HF701", 1, "says"), ("HF715", 9, "dossier.incubate.leader.lived_experience"),
              ("HF701", 11, "comment"), ("HF713", 12, "dossier.test.pilots[0].came")]
    assert places(look(case)) == wanted
    several = case.replace("[dossier]", "[[dossier]]")
    assert places(look(several)) == [
        (sign, line, key.replace("dossier.", "dossier[0].")) for sign, line, key in wanted]
    other = several + """[[dossier]]
id = "y"
name = "Y"
summary = "Joana Silva did not come."
"""
    assert ("HF701", 16, "dossier[1].summary") in places(look(other))


def test_a_reason_is_for_one_line_only(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(HEAD + """summary = "As Rebecca Bowles wrote."  # HF701: the author
problem = "As Mariana wrote."
# HF701: the author of the method,
# whose book is in the sources
[solution]
# HF701: two reasons
# HF709: that is the hub's house
description = "As Rebecca Bowles wrote. 12 Maple Street."
complements = "As Rebecca Bowles wrote. 12 Maple Street."
""", "utf-8")
    looked = look_at([path], PrivacyRules())
    assert places(looked.findings) == [
        ("HF701", 4, "problem"), ("HF701", 11, "solution.complements"),
        ("HF709", 11, "solution.complements")]
    assert [(f.id, f.line) for f, _ in looked.accepted] == [
        ("HF701", 3), ("HF701", 10), ("HF709", 10)]


def test_jury_sheets_are_looked_at_without_their_assessors(tmp_path: Path) -> None:
    sheet = tmp_path / "jury.csv"
    sheet.write_text("venture;assessor;score;note\nx;Joana Silva;3;\n"
                     "x;Tom Baker;4;A mãe da Mariana\n"
                     "x;Tom Baker, tom@example.org;4;\n", "utf-8")
    assert places(sheet_findings(sheet)) == [("HF701", 3, "note"), ("HF707", 4, "assessor")]
    sheet.write_text("venture;assessor;score;Joana Pereira\nx;Tom;3;uma das raparigas\n", "utf-8")
    assert places(sheet_findings(sheet)) == [("HF701", 1, "j…"), ("HF713", 2, "j…")]


def test_a_hub_s_methodology_says_what_is_too_small(tmp_path: Path) -> None:
    rules = REPO / "plugins/porto/hubflow_porto/methodology.toml"
    text = rules.read_text("utf-8").replace("least_count = 5", "least_count = 8")
    (tmp_path / "methodology.toml").write_text(text, "utf-8")
    assert rules_of(load_methodology(tmp_path).methodology).least == 8
    (tmp_path / "methodology.toml").write_text(text.replace("count = 8", "count = 0.5"), "utf-8")
    with pytest.raises(BadInput, match="least_count"):
        load_methodology(tmp_path)


def test_files_that_cannot_be_read_are_told_all_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("broken", "utf-8")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput) as bad:
        look_at([tmp_path / "a.toml", tmp_path / "empty", tmp_path / "none.toml"], PrivacyRules())
    assert len(bad.value.problems) == 3


def test_every_kind_of_sign_is_in_the_catalogue() -> None:
    ids = [check.id for check in checks_of_levels(LEVEL)]
    assert ids == [f"HF{number}" for number in range(701, 717)]
    assert set(lists().personal_keys.values()) <= set(ids)
