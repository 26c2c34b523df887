"""Find what a text says about one person: age, health, offences, quotations, small counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hubflow.privacy.listed_names import given_names
from hubflow.privacy.sign_words import lists, numbers, sign_pattern
from hubflow.privacy.signs import SignHit
from hubflow.text.spoken import say

_ONE, _MANY = sign_pattern("one"), sign_pattern("many")
_DATE = (rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-](?:\d{{4}}|\d\d)|\d{{4}}-\d\d-\d\d"
         rf"|{sign_pattern('date')})")
_BIRTH = re.compile(rf"\b{sign_pattern('born')}\b[^.;!?\n]{{0,20}}?{_DATE}", re.IGNORECASE)
_BORN = (
    re.compile(rf"\b{sign_pattern('born_one')}\b[^.;!?\n]{{0,30}}?\b{sign_pattern('birth_year')}",
               re.IGNORECASE),
    # a note that leaves out who: "Born in May 2009"
    re.compile(rf"(?:^|[.;:!?\n]\s{{0,3}})((?:{sign_pattern('born_note')}) "
               rf"{sign_pattern('birth_year')})(?!,? {sign_pattern('no_note')}\b)", re.IGNORECASE),
)

_NAMED_AGE = re.compile(
    r"(?<!\w)([A-ZÀ-Ý](?:\.|[a-zà-ÿ]+))(?: [A-ZÀ-Ý][a-zà-ÿ]+)?(,? \(|,? )"
    rf"(?:({sign_pattern('age')})|\d{{1,2}}[,)])")
_NO_NAME = re.compile(f"(?:{_ONE}|{_MANY})", re.IGNORECASE)
_AGES = tuple(re.compile(rf"\b{sign_pattern(of)}", re.IGNORECASE)
              for of in ("one_of_an_age", "at_an_age", "ages_of_several"))

_QUOTED = (
    re.compile(r"[“\"«„]([^“”\"«»„]{12,600})[”\"»]"),
    # single marks, and within them apostrophes between two letters
    re.compile(r"(?<!\w)['‘](?=[^\W\d_])((?:[^'‘’\n]|(?<=\w)['’](?=\w)){12,600})['’](?!\w)"),
)
_FIRST_PERSON = re.compile(rf"\b{sign_pattern('first_person')}\b", re.IGNORECASE)
_SAID = re.compile(rf"\b{sign_pattern('one_said')}\b", re.IGNORECASE)
_HEALTH = re.compile(rf"\b{sign_pattern('health_or_offence')}", re.IGNORECASE)

_SMALL = re.compile(
    rf"(?<![\w.,/-])(\d|{'|'.join(numbers())})(?: {sign_pattern('of_ours')})?"
    rf"(?: [a-zà-ÿ]+)? ({_MANY})\b(?! {sign_pattern('no_count_before')}\b)", re.IGNORECASE)
_NO_COUNT = re.compile(rf"(?:\b{sign_pattern('no_count_after')}|[-–/])\s*$", re.IGNORECASE)
_BEFORE = 20
"""So many characters before a count are looked at."""
_FEW_OF = re.compile(
    rf"(?<![\w.,/-])(\d|{'|'.join(numbers())}) {sign_pattern('few_of_group')}\b"
    rf"(?:[^.;!?\n]{{0,30}}?\b({sign_pattern('health')})"
    rf"|(?: \w+)? {_MANY}\b(?!{sign_pattern('no_people')}))",
    re.IGNORECASE)
_ONE_OF = re.compile(rf"\b{sign_pattern('one_of_many')}\b", re.IGNORECASE)


def story_hits(text: str) -> Iterator[SignHit]:
    """Yield birth dates, ages, quotations, health and offences of single persons in a text."""
    for found in _BIRTH.finditer(text):
        yield SignHit("HF703", *found.span(), say("signs.birth_date"), sure=True)
    for pattern in _BORN:
        for found in pattern.finditer(text):
            yield SignHit("HF703", *found.span(), say("signs.birth"))
    for found in _NAMED_AGE.finditer(text):
        word = found[1].casefold()
        if (found[2] != ", " or found[3] is None) and word not in given_names():
            continue  # "Those aged 15", "Turmas de 14 anos", "Birmingham (15)"
        if not _NO_NAME.fullmatch(word) and word not in lists().no_name:
            yield SignHit("HF703", *found.span(), say("signs.name_with_age"))
    for pattern in _AGES:
        for found in pattern.finditer(text):
            yield SignHit("HF703", *found.span(), say("signs.age"))
    for found in _HEALTH.finditer(text):
        yield SignHit("HF712", *found.span(), say("signs.story_of_one"))


def quotation_hits(text: str) -> Iterator[SignHit]:
    """Yield the quotations in a text that are one person's words."""
    for found in (hit for pattern in _QUOTED for hit in pattern.finditer(text)):
        around = text[max(0, found.start() - 60):found.start()] + " — " + text[
            found.end():found.end() + 60]
        if len(found[1].split()) >= 4 and (
            _FIRST_PERSON.search(found[1]) or _SAID.search(around)
        ):
            yield SignHit("HF711", *found.span(), say("signs.words_of_one"))


def small_count_hits(text: str, least: float) -> Iterator[SignHit]:
    """Yield counts of people served in a text that are below ``least``."""
    for found in _FEW_OF.finditer(text):
        if 0 < _number(found[1]) < least:
            yield _small(found, least)
            if found[2]:
                yield SignHit("HF712", *found.span(), say("signs.story_of_few"))
    for found in _SMALL.finditer(text):
        if 0 < _number(found[1]) < least and not _NO_COUNT.search(
            text[max(0, found.start() - _BEFORE):found.start()]
        ):
            yield _small(found, least)
    for found in _ONE_OF.finditer(text):
        if least > 1:
            yield _small(found, least)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else numbers()[word.casefold()]


def _small(found: re.Match[str], least: float) -> SignHit:
    return SignHit("HF713", *found.span(), say(
        "signs.small_count", least=f"{least:g}", seen=found[0]))
