"""Check organisation identifiers (org-id), and make them from the numbers that people write."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import tomli

from hubflow.reading.records.nearest import did_you_mean
from hubflow.text.spoken import say

_OWN = "360G"
_NAMES_OF_PT = ("PT-NIPC", "PT-NIF")
"""Usual names of Portugal's list, whose code is spelt another way."""


@attrs.frozen
class NumberForm:
    """The form of a register's numbers: a pattern, and a description in words."""

    of: str
    form: str
    like: str


@functools.cache
def register_codes() -> frozenset[str]:
    """Return the codes of registers of organisations in the United Kingdom and Portugal."""
    return frozenset(_lists()["codes"])


@functools.cache
def number_forms() -> Mapping[str, NumberForm]:
    """Return the known forms of numbers, by the code of their register."""
    return {code: NumberForm(**entry) for code, entry in _lists()["forms"].items()}


def _lists() -> dict[str, Any]:
    return tomli.loads(Path(__file__).with_name("org_id_lists.toml").read_text("utf-8"))


def org_id_flaw(text: str) -> tuple[str, str] | None:
    """Return what is wrong with an identifier of the right form, and what to do; else None.

    The code is looked up where all codes of its country are known (the United Kingdom and
    Portugal), the number is held to its register's form, and its check digit worked out.

    >>> org_id_flaw("GB-CHC-1090095") is None
    True
    >>> org_id_flaw("PT-NIPPC-501964842")[0]
    '"PT-NIPPC-501964842": the check digit of the number does not fit'
    """
    code, number = split(text)
    if code not in register_codes() and code[:3] in ("GB-", "PT-"):
        wanted = corrected_org_id(text)[0]
        to_do = (say("reading-problems.org_id_write", wanted=wanted) if wanted
                 else did_you_mean(code, sorted(register_codes())))
        return (say("reading-problems.org_id_no_register", code=code),
                to_do or say("reading-problems.org_id_guide"))
    form = number_forms().get(code)
    if form is not None and not re.fullmatch(form.form, number):
        return _not_of_the_form(text, form)
    if code == "PT-NIPPC":
        return _nipc_flaw(text, number)
    return None


def split(text: str) -> tuple[str, str]:
    """Return the code of the register, and the number in it.

    >>> split("GB-COH-07645321"), split("360G-xyztrust-12")
    (('GB-COH', '07645321'), ('360G', 'xyztrust-12'))
    """
    first, _, rest = text.partition("-")
    if first.upper() == _OWN:
        return _OWN, rest
    register, _, number = rest.partition("-")
    return f"{first}-{register}", number


def _not_of_the_form(text: str, form: NumberForm) -> tuple[str, str]:
    wanted = corrected_org_id(text)[0]
    return (say("reading-problems.org_id_not_of_form", text=text, of=form.of),
            say("reading-problems.org_id_write", wanted=wanted) if wanted
            else say("reading-problems.org_id_like", like=form.like))


def _nipc_flaw(text: str, number: str) -> tuple[str, str] | None:
    from stdnum.pt import nif

    if not nif.is_valid(number):
        return (say("reading-problems.org_id_check_digit", text=text),
                say("reading-problems.org_id_look_up"))
    if re.match("[123]|45", number):
        return (say("reading-problems.org_id_of_a_person", text=text),
                say("reading-problems.org_id_take_it_out"))
    return None


def corrected_org_id(text: str) -> tuple[str | None, str]:
    """Return the corrected identifier and the reason, or None where no correction is certain.

    >>> corrected_org_id("gb-coh-7645321")
    ('GB-COH-07645321', 'a company number has eight digits; zeros in front were lost')
    >>> corrected_org_id("PT-NIPC-501964843")
    ('PT-NIPPC-501964843', 'org-id.guide spells the register so')
    """
    plain = re.sub(r"\s+", "", text)
    code, number = split(plain)
    if code != _OWN:
        code, number = code.upper(), number.upper() if code.upper() in number_forms() else number
    why = "written without blanks, and the register in capitals" if plain != text or (
        not plain.startswith(code)) else ""
    if code in _NAMES_OF_PT:
        code, why = "PT-NIPPC", "org-id.guide spells the register so"
    if code == "GB-COH" and re.fullmatch(r"\d{5,7}", number):
        number, why = number.zfill(8), "a company number has eight digits; zeros in front were lost"
    elif code == "GB-SC" and re.fullmatch(r"\d{6}", number):
        number, why = f"SC{number}", "a Scottish charity's number begins with SC"
    elif code == "GB-NIC" and re.fullmatch(r"NIC\d{6}", number):
        number, why = number[3:], "the register is named once"
    elif code == "GB-CHC" and re.fullmatch(r"SC\d{6}", number):
        code, why = "GB-SC", "SC numbers are the Scottish Charity Register's"
    made = f"{code}-{number}"
    sound = number and code in {*register_codes(), _OWN} and not _flawed(code, made, number)
    return (made, why) if sound else (None, "")


def _flawed(code: str, text: str, number: str) -> bool:
    form = number_forms().get(code)
    if form is not None and not re.fullmatch(form.form, number):
        return True
    return code == "PT-NIPPC" and _nipc_flaw(text, number) is not None


def of_charity(number: str) -> tuple[str | None, str]:
    """Return a charity's number as an identifier, or None with the reason.

    That Northern Ireland's numbers are written with NIC in front, and that six digits from 1 on may
    be a number there, is an assumption from the register's examples (100019, 100048, 100050).

    >>> of_charity("SC042386")[0], of_charity("1090095")[0]
    ('GB-SC-SC042386', 'GB-CHC-1090095')
    """
    plain = re.sub(r"\s+", "", number).upper()
    if re.fullmatch(r"SC\d{6}", plain):
        return f"GB-SC-{plain}", ""
    if re.fullmatch(r"NIC\d{6}", plain):
        return f"GB-NIC-{plain[3:]}", ""
    if re.fullmatch(r"1\d{5}", plain):
        return None, "may be of England and Wales or of Northern Ireland"
    if re.fullmatch(number_forms()["GB-CHC"].form, plain):
        return f"GB-CHC-{plain}", ""
    return None, "is no number of a charity register of the United Kingdom"


def of_company(number: str) -> tuple[str | None, str]:
    """Return a company's number as an identifier, or None with the reason.

    >>> of_company("7645321")[0]
    'GB-COH-07645321'
    """
    made, _ = corrected_org_id(f"GB-COH-{number}")
    return (made, "") if made else (None, "is no company number of the United Kingdom")
