"""What stands where in a dossier: the venture's own people, and counts of people served."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any, get_args

import attrs

from hubflow.loading.converter import kind_of, toml_key
from hubflow.model.dossier import Dossier

KeyPath = Sequence[str | int]

_OWN = (
    "id", "name", "challenge", "call", "language", "currency", "kind",
    "place.*", "decisions.by", "decisions.hub", "decisions.phase", "decisions.evidence",
    "identify.authority.*", "identify.responses.who",
    "understand.prior_art.name", "understand.prior_art.who", "understand.prior_art.where",
    "understand.activities.elsewhere", "test.pilots.elsewhere", "solution.components.delivered_by",
    "incubate.leader.name", "incubate.leader.role", "incubate.parties.*",
    "incubate.cofunders.name", "incubate.awards.funder",
    "trade.capability.partner", "scale.markets.place", "scale.markets.buyers",
    "hubs.*.judgements.assessor", "hubs.*.judgements.phase", "hubs.*.judgements.criterion",
    "conflicts.fact", "conflicts.used", "conflicts.values.source",
)
"""Where people and bodies of the venture stand, and bare ids: names and contacts belong there."""

_SOURCES = ("sources.id", "sources.title", "sources.url", "sources.covers", "sources.status")
"""Where publications stand, with their authors."""

LEADER_OWN_WORDS = "incubate.leader.lived_experience"
"""The leader tells this of themselves, where they agreed to it."""

_NOT_SERVED = frozenset({
    "test.safeguarding.people_in_contact",  # staff and volunteers
    "test.safeguarding.people_checked",
    "scale.markets.size",  # people or buyers who might come
})


def general(path: KeyPath) -> str:
    """A key path without positions: ``test.pilots.came``."""
    return ".".join(part for part in path if isinstance(part, str))


def is_own(path: KeyPath) -> bool:
    """Whether names and contacts of the venture's people and bodies belong there."""
    return _matches(path, _OWN)


def is_source(path: KeyPath) -> bool:
    """Whether a publication is named there."""
    return _matches(path, _SOURCES)


def _matches(path: KeyPath, patterns: Sequence[str]) -> bool:
    words = general(path).split(".")
    return any(_match(words, pattern.split(".")) for pattern in patterns)


def _match(words: list[str], pattern: list[str]) -> bool:
    if pattern[-1] == "*" and len(words) >= len(pattern):
        words = words[:len(pattern)]
    return len(words) == len(pattern) and all(
        want in ("*", word) for word, want in zip(words, pattern, strict=True))


@functools.cache
def counts_of_people() -> frozenset[str]:
    """The keys under which a dossier counts people who are served."""
    return frozenset(_people_keys(Dossier, ())) - _NOT_SERVED


def _people_keys(cls: Any, at: tuple[str, ...]) -> Iterator[str]:
    for field in attrs.fields(attrs.resolve_types(cls, include_extras=True)):
        path = (*at, toml_key(field))
        for annotation in _parts(field.type):
            kind = kind_of(annotation)
            if kind is not None and kind.unit == "people":
                yield ".".join(path)
            elif attrs.has(annotation):
                yield from _people_keys(annotation, path)


def _parts(annotation: Any) -> Iterator[Any]:
    """An annotation, and what is in it where it is optional or a list."""
    yield annotation
    if kind_of(annotation) is None:
        for inner in get_args(annotation):
            yield from _parts(inner)


ROW_KEYS = frozenset(
    """participants participantes beneficiaries beneficiarios beneficiários clients clientes
    service_users utentes users members membros children criancas crianças young_people jovens
    residents residentes pupils alunos students trainees formandos people pessoas girls raparigas
    boys rapazes patients doentes families familias famílias cases casos""".split()
)
"""Keys of lists that hold a row for each person."""

PERSONAL_KEYS = {
    **dict.fromkeys(
        """first_name firstname surname last_name lastname full_name given_name family_name initials
        nickname apelido nome_completo nome_proprio iniciais alcunha""".split(), "HF701"),
    **dict.fromkeys(
        """birth_date birthdate date_of_birth dob birthday data_nascimento data_de_nascimento
        nascimento""".split(), "HF703"),
    **dict.fromkeys(
        """nif niss nhs nhs_number nino ni_number upn cartao_cidadao cc utente numero_utente sns
        passport passaporte""".split(), "HF704"),
    **dict.fromkeys("case_number case_id case_ref processo numero_processo".split(), "HF705"),
    **dict.fromkeys("iban nib bank_account conta_bancaria".split(), "HF706"),
    **dict.fromkeys("email e_mail mail correio_eletronico".split(), "HF707"),
    **dict.fromkeys("phone telephone mobile telefone telemovel telemóvel".split(), "HF708"),
    **dict.fromkeys(
        """address home_address morada postcode post_code zip codigo_postal school escola""".split(),
        "HF709"),
    **dict.fromkeys("photo photos foto fotos picture image imagem video".split(), "HF710"),
    **dict.fromkeys(
        """diagnosis diagnoses diagnostico diagnóstico medication medicacao offence offences crime
        convictions allegation allegations""".split(), "HF712"),
}
"""Keys that no dossier has, and what stands under them."""
