"""Words in English and Portuguese for people who are served, as parts of patterns."""

from __future__ import annotations

ONE_EN = (
    r"(?:girl|boy|child|teenager|adolescent|young (?:person|woman|man|mother|adult)|woman|man|mother"
    r"|father|mum|dad|son|daughter|brother|sister|participant|service user|client|resident|trainee"
    r"|pupil|student|patient|care leaver|beneficiary|tenant|widow|widower|grandmother|grandfather"
    r"|lady|gentleman)"
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

ORGANISATION = frozenset(
    """school academy college university hospital house centre center church street road park trust
    foundation partnership council city prize award fund institute society company ltd cic plc
    group bank club project programme program bridge station hub library museum theatre primary
    secondary nursery home homes act award day test scale method model memorial report review
    escola colégio universidade casa lar centro igreja rua avenida praça fundação associação câmara
    município junta freguesia prémio instituto cidade bairro parque teatro museu banco clube projeto
    projecto programa lei misericórdia são santa santo st saint ipss relatório método escala largo
    travessa alameda dona infante rainha rei king queen prince princess sir lord lady""".split()
)
"""What a person's name is often part of without a person being meant."""

AMBIGUOUS = frozenset(
    """mark grace june jordan chelsea dawn amber jade jean may will frank grant hope faith joy rose
    holly heather hazel ruby pearl summer autumn art guy dale glen dean max kent christian carol gene
    gay miles rich rob sue pat jay lee georgia paige robin ray bill ken jack jasmine kelly scott
    douglas cameron gordon francis victor victoria florence sharon shannon kerry lesley leigh ross
    lewis stuart stewart craig clifford duncan bradley brandon lawrence leon vincent charlotte
    rosemary marion beverley kimberley salvador santiago vitória constança flor luna violeta íris
    vera pilar lourenço valentim gaspar duarte vasco dinis gil noa clara salomé petra malcolm norman
    graham barry""".split()
)
"""Given names that are also words, places or family names: alone they say nothing."""
