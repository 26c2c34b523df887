"""What stands where: in which keys names, contacts and numbers belong, and keys that tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.privacy.conftest import places

from hubflow.privacy.signs import PrivacyFinding

Look = Callable[..., tuple[PrivacyFinding, ...]]
HEAD = 'id = "x"\nname = "X"\n'


def test_only_names_are_let_pass_where_names_stand(look: Look) -> None:
    text = HEAD + """
[[decisions]]
by = "Miguel Costa, who rang 0121 496 0123"
evidence = "e-mail of joana.pereira@example.com, born 3 May 2009"
[[identify.responses]]
who = "two girls told us: Joana, aged 14, was raped"
[incubate.leader]
name = "Ana Silva, of 12 Maple Street"
role = 'Founder: "I never want to go back to that house."'
[[incubate.parties]]
name = "Hugo Reis, 0121 496 0123, who met a girl aged 14"
[[sources]]
title = "Maria Lopes: “I want my own front door”, maria.lopes@example.pt"
covers = ["A girl aged 14"]
"""
    assert places(look(text)) == [
        ("HF708", 5, "decisions[0].by"), ("HF703", 6, "decisions[0].evidence"),
        ("HF707", 6, "decisions[0].evidence"), ("HF703", 8, "identify.responses[0].who"),
        ("HF713", 8, "identify.responses[0].who"), ("HF709", 10, "incubate.leader.name"),
        ("HF711", 11, "incubate.leader.role"), ("HF703", 13, "incubate.parties[0].name"),
        ("HF703", 16, "sources[0].covers[0]"),
    ]


@pytest.mark.parametrize(("leader", "text", "found"), [
    ("Ana Silva", "Ana Silva leads it.", 0),
    ("Ana Silva", "It was said, said Ana Silva (founder).", 0),
    ("Ana Silva, founder", "Ask Ana Silva.", 0),
    ("Ana Silva", "We met Ana there.", 1),
    ("Ana Silva", "Ana said she was afraid.", 1),
    ("Ana Silva", "We met Ana Silva Pereira.", 1),
    ("Ana Silva", "A girl called Ana came.", 1),
    ("Ana, founder", "We met Ana there.", 1),
    ("Ana", "Ana leads it.", 0),
])
def test_a_name_is_known_as_a_whole(look: Look, leader: str, text: str, found: int) -> None:
    told = look(f"{HEAD}summary = '{text}'\n[incubate.leader]\nname = '{leader}'\n")
    assert [finding.id for finding in told] == ["HF701"] * found


@pytest.mark.parametrize(("line", "sign", "key"), [
    ("contact = 912345678", "HF708", "contact"),
    ("contacts = [912345678]", "HF708", "contacts[0]"),
    ("contact = 912345678.0", "HF708", "contact"),
    ("nif_numero = 123456789", "HF704", "nif_numero"),
    ("numero_de_utente = 123456780", "HF704", "numero_de_utente"),
    ("nhs = 9434765919", "HF704", "nhs"),
    ('"joana.pereira@example.com" = 3', "HF707", "j…"),
    ('"Maria Silva" = 3', "HF701", "M…"),
    ("Maria_Silva = 3", "HF701", "M…"),
    ('"Maria Silva" = { score = 3 }', "HF701", "M…"),
    ('rows = [{ "Maria Silva" = 3 }]', "HF701", "rows[0].M…"),
    ('"123456789" = 3', "HF704", "123…"),
])
def test_keys_and_long_numbers_are_looked_at(look: Look, line: str, sign: str, key: str) -> None:
    assert places(look(f"{HEAD}[hubs.porto]\n{line}\n")) == [(sign, 4, f"hubs.porto.{key}")]


def test_what_stands_under_a_name_is_told_without_it(look: Look) -> None:
    found = look(f'{HEAD}[hubs.porto."Maria Silva"]\nnote = "Joana came."\nnif = 5\n')
    assert places(found) == [
        ("HF701", 3, "hubs.porto.M…"), ("HF701", 4, "hubs.porto.M….note"),
        ("HF704", 5, "hubs.porto.M….nif")]
    assert "Silva" not in "".join(map(str, found))


def test_long_numbers_with_a_meaning_are_none(look: Look) -> None:
    assert look(HEAD + """[[identify.indicators]]
id = "x"
value = 123456789
[[trade.ledger]]
costs = 912345678
[hubs.porto]
budget = 1250000
share = 0.123456789
""") == ()
