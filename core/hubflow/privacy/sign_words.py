"""Words in English and Portuguese for people who are served, as parts of patterns, and lists."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib.resources import files

import attrs
import tomli

ONE_EN = (
    r"(?:girl|boy|child|teenager|adolescent|young (?:person|woman|man|mother|adult)|woman|man"
    r"|mother|father|mum|dad|son|daughter|brother|sister|participant|service user|client|resident"
    r"|trainee|pupil|student|patient|care leaver|beneficiary|tenant|widow|widower|grandmother"
    r"|grandfather|lady|gentleman)"
)
"""One person served, in English."""

ONE_PT = (
    r"(?:rapariga|rapaz|menina|menino|crian[çc]a|jovem|adolescente|mulher|homem|m[ãa]e|pai|filh[oa]"
    r"|irm[ãa]o?|participante|utente|cliente|residente|formand[oa]|alun[oa]|estudante|doente"
    r"|benefici[áa]ri[oa]|idos[oa]|senhora?|av[óô]|vi[úu]v[oa])"
)
"""One person served, in Portuguese."""

ONE = f"(?:{ONE_EN}|{ONE_PT})"

MANY_EN = (
    r"(?:girls|boys|children|teenagers|adolescents|young (?:people|women|men|mothers|adults)|women"
    r"|men|mothers|fathers|sons|daughters|participants|service users|clients|residents|trainees"
    r"|pupils|students|patients|care leavers|beneficiaries|tenants|families)"
)
"""Several people served, in English."""

MANY_PT = (
    r"(?:raparigas|rapazes|meninas|meninos|crian[çc]as|jovens|adolescentes|mulheres|homens|m[ãa]es"
    r"|pais|filh[oa]s|participantes|utentes|clientes|residentes|formand[oa]s|alun[oa]s|estudantes"
    r"|doentes|benefici[áa]ri[oa]s|idos[oa]s|fam[íi]lias)"
)
"""Several people served, in Portuguese."""

MANY = f"(?:{MANY_EN}|{MANY_PT})"

NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "dois": 2, "duas": 2, "três": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7, "oito": 8,
    "nove": 9,
}
"""Small numbers in words. One is left out: in both languages it is also an article."""


@attrs.frozen
class WordLists:
    """The lists of ``words.toml``, which says what each is; ``personal_keys`` by key."""

    organisation: frozenset[str]
    ambiguous: frozenset[str]
    more_given: frozenset[str]
    telling_family: frozenset[str]
    no_name: frozenset[str]
    no_initials: frozenset[str]
    row_keys: frozenset[str]
    personal_keys: Mapping[str, str]


@functools.cache
def lists() -> WordLists:
    """The lists, read once."""
    raw = tomli.loads(files("hubflow.privacy").joinpath("words.toml").read_text("utf-8"))
    personal = {key: sign for sign, keys in raw.pop("personal_keys").items() for key in keys}
    return WordLists(**{name: frozenset(words) for name, words in raw.items()},
                 personal_keys=personal)
