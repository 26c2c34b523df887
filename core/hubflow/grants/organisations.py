"""Read the organisation of a grant: its name, and its identifier as org-id.guide has it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, get_args

import attrs

from hubflow.grants.normal_form import Taker
from hubflow.grants.standard import common_words
from hubflow.model.values import OrgId
from hubflow.reading.records.org_ids import (
    corrected_org_id,
    of_charity,
    of_company,
    org_id_flaw,
    split,
)
from hubflow.reading.toml.key_paths import KeyPath, shown_key
from hubflow.reading.values.cell_values import text_of
from hubflow.reading.values.normal_text import folded, unaccented
from hubflow.text.catalogue import ENGLISH
from hubflow.text.spoken import speaking

_FORM = get_args(OrgId)[1].pattern
_NUMBERS = {"charityNumber": of_charity, "companyNumber": of_company}


@attrs.frozen
class Organisation:
    """A giver or recipient; ``identifier`` is None if none can be made."""

    name: str
    identifier: str | None


def organisation(taker: Taker, part: str) -> Organisation | None:
    """Return the first organisation of a part; report a problem and return None if unnamed."""
    name = taker.needed(part, 0, "name")
    identifier = _identifier(taker, (part, 0, "id"))
    if part == "recipientOrganization":
        identifier = _with_numbers(taker, part, identifier)
    return Organisation(name, identifier) if name else None


def _identifier(taker: Taker, path: KeyPath) -> str | None:
    raw = taker.raw(*path)
    if raw is None:
        return None
    text = text_of(raw)
    if re.fullmatch(_FORM, text) and org_id_flaw(text) is None:
        taker.noted(path, raw, text, "without the space around it")
        return text
    made, why = corrected_org_id(text)
    if made is None:
        with speaking(lambda: ENGLISH):  # it is printed as JSON, too
            flaw = org_id_flaw(text) if re.fullmatch(_FORM, text) else None
        taker.left_out(path, raw, flaw[0].replace(f'"{text}"', "it") if flaw
                       else "not an identifier in org-id form")
        return None
    taker.changed(path, raw, made, why)
    return made


def _with_numbers(taker: Taker, part: str, identifier: str | None) -> str | None:
    """Return the identifier, or one made of a charity or company number if it has no register."""
    official = identifier is not None and not identifier.startswith("360G-")
    before = identifier
    for key, read in _NUMBERS.items():
        path: KeyPath = (part, 0, key)
        raw = taker.raw(*path)
        if raw is None:
            continue
        made, why = read(text_of(raw))
        if made is None:
            taker.left_out(path, raw, why)
        elif not official:
            identifier, official = made, True
            taker.changed((part, 0, "id"), before or "(none)", made,
                          f"an official number stands beside it ({shown_key((key,))})")
        elif made != identifier:
            taker.left_out(path, raw, "a party has one identifier, and has another one")
    return identifier


def numbers(identifier: str) -> dict[str, Any]:
    """Return the fields for a charity's or company's number that 360Giving has."""
    code, number = split(identifier)
    if code in ("GB-CHC", "GB-SC"):
        return {"charityNumber": number}
    if code == "GB-NIC":
        return {"charityNumber": f"NIC{number}"}
    return {"companyNumber": number} if code == "GB-COH" else {}


def alike_names(names: Sequence[str]) -> tuple[frozenset[str], ...]:
    """Return names in groups: names that share a word, or are joined by others that do.

    Articles, prepositions and legal forms are no words here. A name without a word of its own is
    like any other.

    >>> [sorted(group) for group in alike_names(["A law centre", "The Law Centre Ltd", "A café"])]
    [['A law centre', 'The Law Centre Ltd'], ['A café']]
    """
    groups: list[tuple[set[str], set[str]]] = []
    for name in dict.fromkeys(names):
        words, members = set(_words(name)), {name}
        for group in [each for each in groups if not words or not each[0] or words & each[0]]:
            groups.remove(group)
            words, members = words | group[0], members | group[1]
        groups.append((words, members))
    return tuple(frozenset(members) for _, members in groups)


def _words(name: str) -> Iterator[str]:
    common = common_words()
    return (word for word in re.findall(r"\w+", folded(unaccented(name) or name))
            if word not in common)
