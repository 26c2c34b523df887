"""E-mail addresses, telephone numbers, postcodes, street addresses, pictures and recordings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from phonenumbers import Leniency, PhoneNumberMatcher

from hubflow.privacy.official_numbers import AMOUNT
from hubflow.privacy.sign_words import sign_pattern
from hubflow.privacy.signs import SignHit, masked
from hubflow.text.spoken import say

_EMAIL = re.compile(r"(?<![\w.+-])([\w.+-]+)@[\w-]+(?:\.[\w-]+)+")
_OFFICE = re.compile(
    r"(?:info|geral|contact|contacts|contacto|contactos|hello|office|admin|enquiries|mail|email"
    r"|support|apoio|secretaria|projetos?|projects?|team|equipa|press)", re.IGNORECASE)
"""Post boxes of organisations, not of persons."""

_DIGITS = re.compile(r"(?:\d[\s().-]{0,3}){7}")

_CALLED = (
    # Mobile numbers of the UK by their form, those that Ofcom keeps for drama among them.
    re.compile(r"(?<![\w.,/£€$+-])((?:\+44 ?(?:\(0\) ?)?|0)7(?:[ .-]?\d){9})(?![\w/-]|[.,]\d)"),
    re.compile(rf"\b(?i:{sign_pattern('to_call')})\b[^;!?\n\d+]{{0,30}}"
               r"(?<![\w.,/£€$+-])((?:\+\d{1,3}|[029])(?:[ .()-]{0,2}\d){8,11})(?![\w/-]|[.,]\d)"),
)
"""Telephone numbers whose form or the word before them says what they are."""

_POSTCODES = (
    # The UK's form, as the Royal Mail gives it: outward and inward code.
    re.compile(r"(?<![\w-])(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})(?![\w-])"),
    # Portugal's: four digits, hyphen, three.
    re.compile(r"(?<![\w/.-])[1-9]\d{3}-\d{3}(?![\w/-])"),
)

_NUMBERED = re.compile(r"(?:n\.?[ºo°]|\bno|\bnr|number|n[úu]mero)\.?\s*$", re.IGNORECASE)
"""What makes of the digits behind it the number of a letter or invoice."""

_ROAD = (r"(?:Street|Road|Avenue|Lane|Close|Drive|Way|Court|Crescent|Terrace|Place|Gardens|Grove"
         r"|Square|Row|Walk|Hill|St|Rd|Ave)")
_NAME = r"[A-ZÀ-Ý][\w'’-]{1,40}"
_STREETS = (
    re.compile(
        rf"(?<![\w,.])\d{{1,4}}[A-Za-z]?,? (?:{_NAME} ){{1,3}}{_ROAD}\b"),
    # with the number behind it, where that counts nothing: "Mill Lane 12"
    re.compile(
        rf"(?<![\w.-])(?:{_NAME} ){{1,3}}{_ROAD},? (?!0)\d{{1,3}}[A-Za-z]?(?![\w%/:-]|[.,]\d)"
        r"(?! (?:\w+s|people|children|men|women|families|per|to|and|or|of)\b)"),
    re.compile(
        r"\b(?:(?i:Rua|Avenida|Travessa|Praça|Praceta|Largo|Alameda|Beco|Estrada|Calçada)|"
        rf"Av\.|R\.) (?:(?:d[aeo]s?|e) )?(?:{_NAME}|\d{{1,2}} de {_NAME})"
        rf"(?: (?:(?:d[aeo]s?|e) )?{_NAME}){{0,8}}"
        r",? (?:n\.?[ºo°]\.? ?)?\d{1,4}\b"),
)

_MEDIA = re.compile(
    r"(?<![\w./\\:-])(?:[\w./\\:-]*[\w-])\.(?:jpe?g|png|heic|gif|webp|tiff?|bmp|mp4|mov|avi|mkv|m4a|mp3"
    r"|wav|ogg)\b|data:(?:image|audio|video)/", re.IGNORECASE)


REGIONS = ("PT", "GB")
"""Whose telephone numbers are always known: those of the places that hubflow comes from."""


def contact_hits(text: str, regions: Sequence[str]) -> Iterator[SignHit]:
    """Contacts in a text; ``regions`` (ISO 3166-1) are those whose telephone numbers are known."""
    for found in _EMAIL.finditer(text):
        if not _OFFICE.fullmatch(found[1]):
            yield SignHit("HF707", *found.span(), say("signs.email", seen=masked(found[0])),
                          sure=True)
    if _DIGITS.search(text):
        yield from _phones(text, regions)
    for pattern in _POSTCODES:
        for found in pattern.finditer(text):
            if _NUMBERED.search(text[max(0, found.start() - 12):found.start()]):
                continue
            yield SignHit("HF709", *found.span(), say("signs.postcode", seen=masked(found[0])))
    for pattern in _STREETS:
        for found in pattern.finditer(text):
            yield SignHit("HF709", *found.span(), say("signs.street", seen=found[0].split()[0]))


def media_hits(text: str) -> Iterator[SignHit]:
    """Pictures and recordings in a text."""
    for found in _MEDIA.finditer(text):
        yield SignHit("HF710", *found.span(), say(
            "signs.media", seen=f"{masked(found[0])}{found[0][-4:]}"))


def _phones(text: str, regions: Sequence[str]) -> Iterator[SignHit]:
    seen: set[tuple[int, int]] = set()
    for pattern in _CALLED:
        for found in pattern.finditer(text):
            if not AMOUNT.match(text, found.end()):
                yield _phone(found.span(1), found[1])
    for region in regions:
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID):
            span = match.start, match.end
            before = text[max(0, match.start - 5):match.start]
            if (span in seen or AMOUNT.match(text, match.end)
                    or re.search(r"[£€$]\s*$|\d[.,]?$", before)):
                continue
            seen.add(span)
            yield _phone(span, match.raw_string)


def _phone(span: tuple[int, int], number: str) -> SignHit:
    return SignHit("HF708", *span, say("signs.telephone", seen=masked(number)))
