"""Find official numbers of persons, case numbers and bank accounts, in Portugal and the UK.

Where a number has a check digit it is checked (python-stdnum); what it lacks is here:

- NISS: eleven digits; the last is 9 less the last digit of the sum of the first ten times
  29, 23, 19, 17, 13, 11, 7, 5, 3, 2.
- National Insurance: no check digit; the letters that are used are those of HMRC's manual
  NIM39110.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import attrs
from stdnum import iban
from stdnum.gb import nhs, upn
from stdnum.pt import cc, nif

from hubflow.privacy.sign_words import sign_pattern
from hubflow.privacy.signs import SignHit, masked
from hubflow.text.spoken import say

_BEFORE = r"(?<![\w.,/£€$-])"
_AFTER = r"(?![\w/-]|[.,]\d)"
_NUMBER_WORD = (
    r"(?:\W{0,3}(?:n\.?[ºo°]\.?|number|no\.?|nr\.?|n[úu]mero|id))?"
    r"(?:\W{0,3}d(?:el[ea]|[oa] \w{2,20}))?"
    r"(?:\W{0,3}(?:is|é))?\W{0,3}$"
)
_LOOK_BACK = 40

AMOUNT = re.compile(
    rf"\s*(?:€|%|(?:EUR|GBP|USD|{sign_pattern('amount_of')})\b)", re.IGNORECASE)
"""The signs and words that follow an amount."""

_CURRENCY_BEFORE = re.compile(r"(?:€|£|\$|EUR|GBP|USD)\s*$")
_BOOK = re.compile(r"(?:ISBN|ISSN|doi)\S*\s*$", re.IGNORECASE)


def is_niss(number: str) -> bool:
    """Return whether the check digit of a Portuguese social security number is right.

    >>> is_niss("12345678910"), is_niss("12345678911")
    (True, False)
    """
    if not re.fullmatch(r"[12]\d{10}", number):
        return False
    weights = (29, 23, 19, 17, 13, 11, 7, 5, 3, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
    return int(number[-1]) == 9 - total % 10


def _never(_: str) -> bool:
    return False


def _always(_: str) -> bool:
    return True


@attrs.frozen
class NumberKind:
    """A kind of number: its shape, its check, and the words that announce it.

    ``name`` is that of its words: ``kind_`` and the name are a key of ``signs.toml``.
    Without a check that can hold, only an announced one counts.
    """

    name: str
    shape: re.Pattern[str]
    announced: re.Pattern[str]
    holds: Callable[[str], bool]


def _kind(name: str, shape: str, words: str, holds: Callable[[str], bool]) -> NumberKind:
    return NumberKind(name, re.compile(_BEFORE + f"(?:{shape})" + _AFTER),
                re.compile(f"(?:{words}){_NUMBER_WORD}", re.IGNORECASE), holds)


KINDS = (
    _kind("upn", r"[A-HJ-NP-RT-Z]\d{11}[A-HJ-NP-RT-Z\d]", r"\bUPN|\bpupil",
          upn.is_valid),
    _kind("nino",
          r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?: ?\d\d){3} ?[A-D]",
          r"\bNI|\bNINO|National Insurance", _always),
    _kind("citizen_card", r"\d{8}[ -]?\d[ -]?(?:[A-Z][A-Z\d]|\d[A-Z])\d",
          r"cart[ãa]o de cidad[ãa]o|\bCC|citizen card",
          lambda text: bool(cc.is_valid(text.replace("-", "")))),
    _kind("niss", r"[12]\d{10}|[12]\d{2} \d{3} \d{3} \d{2}",
          r"\bNISS|seguran[çc]a social|benefici[áa]ri[oa]", is_niss),
    _kind("nhs", r"\d{3}[ -]?\d{3}[ -]?\d{4}", r"\bNHS", nhs.is_valid),
    _kind("sns", r"\d{9}|\d{3} \d{3} \d{3}", r"\butente|\bSNS", _never),
    _kind("nif", r"(?:PT ?)?(?:[123]\d{8}|45\d{7})",
          r"\bNIF|contribuinte|\bfiscal|\btax", nif.is_valid),
    _kind("nif",
          r"(?:PT ?)?(?:[123]\d{2}|45\d)[ .]\d{3}[ .]\d{3}",
          r"\bNIF|contribuinte|\bfiscal|\btax", _never),
    _kind("identity_card", r"\d{7,8}(?:[ -]?\d)?",
          r"bilhete de identidade|\bB\.?I\.?|identity card", _never),
    _kind("passport", r"[A-Z]{0,2}\d{6,9}", r"passport|passaporte", _never),
)
"""Checked in this order; a stretch of text is told once."""

_MARKED = r"(?=[\w/.-]{0,30}\d)[A-Za-z]{0,6}[\d/.-][\w/.-]{0,30}\w"
"""A number as offices write it, with letters, dashes or slashes in it or without."""

_CASES = (
    re.compile(rf"\b{sign_pattern('case_number')}\W{{0,3}}((?!\d\d?\b(?![/-])){_MARKED})",
               re.IGNORECASE),
    re.compile(rf"\b(?i:{sign_pattern('case_words')})(?: [#:]?|[:#] ?)(?:(?<=#)(?=\d{{3}})"
               r"|(?=[A-Za-z]{1,6}[/-]?\d{3})|(?=\d{1,6}[/-]\d)|(?=\d{5}))"
               rf"({_MARKED})(?!\s*(?:%|[€£]))"),
    re.compile(rf"(?<![\w/-])({sign_pattern('case_shapes')}[/-]\d[\w/.-]{{0,30}}\d)"),
    re.compile(r"(?<![\w/])(\d{1,6}/\d{2}\.\d[A-Z][A-Z\d]{3,6}(?:-[A-Z]{1,2})?)(?!\w)"),
)
"""Case numbers: announced ones, ones behind such a word alone, ones that begin with the letters of
a kind of case, and those of Portuguese courts (``1234/20.5T8PRT``)."""

_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?(?!\w)")


def number_hits(text: str) -> Iterator[SignHit]:
    """Yield official numbers, case numbers and bank accounts in a text."""
    for found in _IBAN.finditer(text):
        if iban.is_valid(found[0]):
            yield SignHit("HF706", *found.span(), say("signs.iban", seen=masked(found[0])),
                          sure=True)
    for kind in KINDS:
        for found in kind.shape.finditer(text):
            hit = _hit(kind, found, text)
            if hit is not None:
                yield hit
    for pattern in _CASES:
        for found in pattern.finditer(text):
            yield SignHit("HF705", *found.span(1),
                      say("signs.case_number", seen=masked(found[1])))


def _hit(kind: NumberKind, found: re.Match[str], text: str) -> SignHit | None:
    before = text[max(0, found.start() - _LOOK_BACK):found.start()]
    announced = kind.announced.search(before) is not None
    holds = kind.holds(found[0])
    if holds and announced:
        how = "held"
    elif announced:
        how = "named"
    elif holds and not _is_amount(found, text, before):
        how = "like"
    else:
        return None
    what = say(f"signs.number_{how}", kind=say(f"signs.kind_{kind.name}"), seen=masked(found[0]))
    return SignHit("HF704", *found.span(), what, sure=holds and announced)


def _is_amount(found: re.Match[str], text: str, before: str) -> bool:
    """Return whether a number is an amount of money, a count of people or a book's number."""
    return bool(AMOUNT.match(text, found.end()) or _CURRENCY_BEFORE.search(before)
                or _BOOK.search(before) or found[0].startswith("0"))
