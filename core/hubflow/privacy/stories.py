"""Find what a text says about one person: age, health, offences, quotations, small counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hubflow.privacy.person_names import given_names
from hubflow.privacy.sign_words import (
    MANY,
    MANY_EN,
    MANY_PT,
    NUMBERS,
    ONE,
    ONE_EN,
    ONE_PT,
    lists,
)
from hubflow.privacy.signs import SignHit

_MONTHS = (
    r"(?:jan|feb|fev|mar|apr|abr|may|mai|jun|jul|aug|ago|sep|set|oct|out|nov|dec|dez)[a-zç]*"
)
_DATE = (
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-](?:\d{{4}}|\d\d)|\d{{4}}-\d\d-\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of| de)? {_MONTHS}(?: de)?,? \d{{4}}"
    rf"|{_MONTHS} \d{{1,2}},? \d{{4}})"
)
_BIRTH = re.compile(
    r"\b(?:born|d\.?\s?o\.?\s?b\.?|date of birth|birthday|nascid[oa]|nasceu|data de nascimento)\b"
    rf"[^.;!?\n]{{0,20}}?{_DATE}", re.IGNORECASE)

_NAMED_AGE = re.compile(
    r"(?<!\w)([A-ZÀ-Ý](?:\.|[a-zà-ÿ]+))(?: [A-ZÀ-Ý][a-zà-ÿ]+)?(,? \(|,? )"
    r"(?:((?:aged|age) \d{1,2}\b|(?:(?:de|com) )?\d{1,2} (?:anos|years old|year-old)\b)"
    r"|\d{1,2}[,)])")
_NO_NAME = re.compile(f"(?:{ONE}|{MANY})", re.IGNORECASE)
_AGED_ONE = re.compile(
    rf"\b(?:um|uma|o|a|one|the|this|another) (\d{{1,2}})-year-old\b"
    rf"|\b(?:one|a|the|this|another) {ONE_EN},? (?:aged|of) (\d{{1,2}})\b"
    r"(?!\s*(?:to|-|–|and|weeks))"
    rf"|\b(?:uma?|[oa]|outr[oa]) {ONE_PT},? (?:de|com) (\d{{1,2}}) anos\b", re.IGNORECASE)

_QUOTED = re.compile(r"[“\"«„]([^“”\"«»„]{12,600})[”\"»]")
_FIRST_PERSON = re.compile(
    r"\b(?:I|I['’](?:m|ve|d|ll)|my|myself|eu|meus?|minhas?|mim|comigo|sou|estou|tenho|fui|gosto"
    r"|quero|senti|sinto|vivo|moro)\b", re.IGNORECASE)
_SAID = re.compile(
    rf"\b(?:{ONE}|she|he|ela|ele|one of them|um deles|uma delas)\b[^.]{{0,30}}"
    r"\b(?:said|says|told|put it|wrote|disse|diz|contou|escreveu)\b"
    r"|\b(?:said|says|told us|disse|diz|contou)\b[^.]{0,15}"
    rf"\b(?:{ONE}|she|he|ela|ele)\b", re.IGNORECASE)

_HEALTH = re.compile(
    rf"\b(?:(?:one of (?:the|our|its) (?:\w+ )?{MANY_EN}|(?:one|a|the|this|another|her|his) "
    rf"(?:\w+ )?{ONE_EN}|(?:one|another) of them|she|he)\b[^.;!?\n]{{0,50}}?"
    r"\b(?:was|is|had|has|takes|tried|attempted|suffer(?:s|ed)|stole|got)\b[^.;!?\n]{0,30}?"
    r"\b(?:diagnos\w+|depress\w+|autis\w+|HIV|diabet\w+|methadone|epilep\w+|schizo\w+|bipolar|pregnan\w+|abortion"
    r"|self-?harm\w*|suicid\w+|overdos\w+|addict\w+|alcoholi\w+|abus\w+|raped?|assault\w*"
    r"|arrest\w+|convict\w+|charged with|sentenced|prison|stolen?|offence|accus\w+|alleg\w+"
    r"|kill(?:ed)? (?:her|him)self|take (?:her|his) own life)"
    rf"|(?:uma?|outr[oa]) del[ea]s\b[^.;!?\n]{{0,40}}?{{PAST}}"
    rf"|(?:um|uma) d[aeo]s (?:noss[ao]s )?{MANY_PT}\b[^.;!?\n]{{0,40}}?{{PAST}}"
    rf"|(?:uma?|[oa]|est[ae]|ess[ae]|outr[oa]) {ONE_PT}\b[^.;!?\n]{{0,40}}?{{PAST}})".replace(
        "{PAST}",
        r"\b(?:foi|fora|esteve|estava|tinha|sofreu|sofria|tentou|cometeu|ficou|é|está|tem|toma|roubou)\b"
        r"[^.;!?\n]{0,30}?\b(?:diabet\w+|metadona|diagnostic\w+|depress\w+|autis\w+|VIH|epil[ée]\w+|esquizofr\w+"
        r"|bipolar|grávida|aborto|automutil\w+|suic[ií]d\w+|toxicodepend\w+|alco[oó]l\w+|abus\w+"
        r"|violad[ao]|violação|agredid\w+|detid[oa]|condenad[oa]|acusad[oa]|pres[oa]|prisão"
        r"|roub\w+|furt\w+|crime|denunci\w+)"),
    re.IGNORECASE)

_SMALL = re.compile(
    rf"(?<![\w.,/-])(\d|{'|'.join(NUMBERS)})(?: (?:of (?:the|our|its)|d[aeo]s(?: noss[ao]s)?))?"
    rf"(?: [a-zà-ÿ]+)? ({MANY})\b(?! (?:per|por|each|cada|a year|every)\b)", re.IGNORECASE)
_NO_COUNT = re.compile(
    r"(?:\b(?:of|de|em|per|por|to|a|até|under|over|least|every|cada|aged?|class|mais|menos|or|ou|by"
    r"|than|and|e|between|entre)|[-–/])\s*$",
    re.IGNORECASE)
_ONE_OF = re.compile(
    rf"\b(?:only |just )?one of the ({MANY_EN})\b|\b(?:só |apenas )?uma? d[ao]s ({MANY_PT})\b",
    re.IGNORECASE)


def story_hits(text: str) -> Iterator[SignHit]:
    """Yield birth dates, ages, quotations, health and offences of single persons in a text."""
    for found in _BIRTH.finditer(text):
        yield SignHit("HF703", *found.span(), "holds a birth date", sure=True)
    for found in _NAMED_AGE.finditer(text):
        word = found[1].casefold()
        if (found[2] != ", " or found[3] is None) and word not in given_names():
            continue  # "Those aged 15", "Turmas de 14 anos", "Birmingham (15)"
        if not _NO_NAME.fullmatch(word) and word not in lists().no_name:
            yield SignHit("HF703", *found.span(), "looks like a name with an age")
    for found in _AGED_ONE.finditer(text):
        yield SignHit("HF703", *found.span(), "looks like the age of one person")
    for found in _HEALTH.finditer(text):
        yield SignHit("HF712", *found.span(), "looks like what happened to one person")


def quotation_hits(text: str) -> Iterator[SignHit]:
    """Yield the quotations in a text that are one person's words."""
    for found in _QUOTED.finditer(text):
        around = text[max(0, found.start() - 60):found.start()] + " — " + text[
            found.end():found.end() + 60]
        if len(found[1].split()) >= 4 and (
            _FIRST_PERSON.search(found[1]) or _SAID.search(around)
        ):
            yield SignHit("HF711", *found.span(), "looks like the words of one person")


def small_count_hits(text: str, least: float) -> Iterator[SignHit]:
    """Yield counts of people served in a text that are below ``least``."""
    for found in _SMALL.finditer(text):
        word = found[1].casefold()
        count = int(word) if word.isdigit() else NUMBERS[word]
        if 0 < count < least and not _NO_COUNT.search(text[:found.start()]):
            yield SignHit(
                "HF713", *found.span(), f"looks like a count below {least:g} ({found[0]})"
            )
    for found in _ONE_OF.finditer(text):
        if least > 1:
            yield SignHit(
                "HF713", *found.span(), f"looks like a count below {least:g} ({found[0]})"
            )
