"""Official numbers: published examples are found, others are not, and so for any such number.

Published examples: the NHS number of the NHS Data Dictionary (943 476 5919); UPN, citizen card
and the IBANs of the registry's pages for Portugal and the UK as python-stdnum quotes them from
their authorities; the NISS in the README of the package validate-niss.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.gb import nhs
from stdnum.pt import nif

from hubflow.privacy.counts import count_signs
from hubflow.privacy.official_numbers import is_niss, number_hits
from hubflow.text.spoken import speaking

Seen = Callable[[str], list[str]]


def ids(text: str) -> list[str]:
    return [hit.sign for hit in number_hits(text)]


EXAMPLES = [
    ("NHS number 943 476 5919", "943 476 5918"),
    ("9434765919", "9434765918"),
    ("NISS: 12345678910", "12345678911"),
    ("UPN B801200005001", "A801200005001"),
    ("cartão de cidadão n.º 00000000 0 ZZ4", "00000000 0 ZZ3"),
    ("NI number AB 12 34 56 C", "QQ 12 34 56 A"),
    ("AB123456C", "BG123456C"),
    ("NIF 123456789", "123456780"),
    ("contribuinte n.º 123 456 789", "123 456 780"),
    ("utente n.º 123456780", "123456780 visits"),
    ("passaporte n.º C123456", "C123456"),
]


@pytest.mark.parametrize(("number", "none"), EXAMPLES)
def test_an_official_number_is_found_and_one_that_cannot_be_is_not(number: str, none: str) -> None:
    assert ids(f"It says {number}.") == ["HF704"]
    assert ids(f"It says {none}.") == []


@pytest.mark.parametrize("text", [
    "processo n.º 1234/20.5T8PRT", "no processo 1234/20.5T8PRT", "case number AB-1234",
    "client ID 20341", "proc. n.º 77/2023",
])
def test_a_case_number_is_found(text: str) -> None:
    assert "HF705" in ids(text)


@pytest.mark.parametrize("text", [
    "in this case, number the pages", "o processo de 2023 demorou", "processo em 3 fases",
    "file 3 reports", "Portaria n.º 123/2020", "case studies of 2020",
])
def test_what_is_no_case_number_is_not(text: str) -> None:
    assert ids(text) == []


def test_a_bank_account_is_found() -> None:
    assert ids("PT50 0002 0123 1234 5678 9015 4") == ["HF706"]
    assert ids("GB29NWBK60161331926819") == ["HF706"]
    assert ids("PT50 0002 0123 1234 5678 9015 5") == []


def test_a_number_called_by_its_name_is_found_though_its_check_digit_is_wrong() -> None:
    assert ids("NHS number 943 476 5918") == ["HF704"]
    assert [hit.sure for hit in number_hits("NHS number 943 476 5918")] == [False]
    assert [hit.sure for hit in number_hits("NHS number 943 476 5919")] == [True]


def test_what_belongs_to_an_organisation_or_a_book_is_not_a_person_s() -> None:
    assert ids("NIPC 501964843, NIF 501964843") == []
    assert ids("ISBN 9434765919") == []
    assert ids("943 476 5919 euros; £9434765919") == []


digits = st.text("0123456789", min_size=8, max_size=8)


@given(st.sampled_from("123"), st.text("0123456789", min_size=7, max_size=7))
def test_any_nif_of_a_person_is_found(first: str, rest: str) -> None:
    body = first + rest
    number = body + nif.calc_check_digit(body)
    assert ids(f"The number {number} was written down.") in (["HF704"], ["HF704", "HF704"])
    wrong = body + str((int(number[-1]) + 1) % 10)
    assert ids(f"The number {wrong} was written down.") == []


@given(st.sampled_from("12345679"), st.text("0123456789", min_size=8, max_size=8))
def test_any_nhs_number_is_found(first: str, rest: str) -> None:
    body = first + rest
    total = sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True))
    check = (11 - total % 11) % 11
    for last in range(10):
        number = f"{body[:3]} {body[3:6]} {body[6:]}{last}"
        assert nhs.is_valid(number) == (last == check)
        assert (ids(f"It was {number} then.") == ["HF704"]) == (last == check)


@given(st.sampled_from("12"), st.text("0123456789", min_size=9, max_size=9))
def test_one_last_digit_makes_a_niss(first: str, rest: str) -> None:
    assert sum(is_niss(first + rest + last) for last in "0123456789") == 1


LETTERS = st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@given(LETTERS, LETTERS, st.text("0123456789", min_size=6, max_size=6), LETTERS)
def test_a_national_insurance_number_has_the_letters_that_are_used(
    first: str, second: str, number: str, last: str
) -> None:
    used = (
        first not in "DFIQUV" and second not in "DFIQUVO" and last in "ABCD"
        and first + second not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")
    )
    assert (ids(f"It was {first}{second}{number}{last} then.") == ["HF704"]) == used


@given(st.lists(st.integers(0, 99_999), min_size=1, max_size=6))
def test_prose_with_short_numbers_holds_none(numbers: list[int]) -> None:
    assert ids("; ".join(f"{number} came" for number in numbers)) == []


def test_a_small_count_is_written_as_the_language_writes_numbers() -> None:
    with speaking(lambda: "pt"):
        ((*_, said, sure),) = count_signs({"identify": {"group_size": 2.5}}, 5, frozenset())
    assert said == "2,5 é uma contagem abaixo de 5"
    assert sure
