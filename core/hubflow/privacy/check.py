"""Everything that a file holds and a dossier never may: one finding for each place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

import attrs

from hubflow.loading.toml_file import TomlFile, shown_key
from hubflow.model.methodology import LEAST_COUNT, Methodology
from hubflow.privacy.contacts import contact_hits, media_hits
from hubflow.privacy.counts import PEOPLE, consent_signs, count_signs, row_signs
from hubflow.privacy.names import name_hits
from hubflow.privacy.numbers import number_hits
from hubflow.privacy.passages import Passage, Path_, line_of, passages_of, sheet_passages, values_of
from hubflow.privacy.places import LEADER_OWN_WORDS, general, is_own, is_source
from hubflow.privacy.signs import Finding, Hit
from hubflow.privacy.stories import quotation_hits, small_count_hits, story_hits

_WORD = re.compile(r"[^\W\d_]+")
_REGIONS = ("PT", "GB")
_SHEET_IDS = frozenset({"venture", "phase", "criterion", "assessor", "hub", "score", "date"})


@attrs.frozen
class Rules:
    """What a hub says of privacy: the least count shown, and its own facts that count people."""

    least: float = LEAST_COUNT
    local: frozenset[str] = frozenset()


def rules_of(methodology: Methodology) -> Rules:
    """The rules in a hub's methodology."""
    people = [fact.id for fact in methodology.facts if (fact.unit or "") in PEOPLE]
    hub = methodology.hub.id
    return Rules(methodology.privacy.least_count,
                 frozenset(f"hubs.{hub}.{fact}" for fact in people))


def findings_of(file: TomlFile, rules: Rules = Rules()) -> tuple[Finding, ...]:
    """What a dossier or challenge must not hold, in the order of its lines.

    The file need not be sound: it is read as it stands, with its comments.
    """
    known = _known(file)
    found = [
        _finding(file, path, sign, what, sure)
        for path, sign, what, sure in (
            *count_signs(file.data, rules.least, rules.local), *row_signs(file.data),
            *consent_signs(file.data),
        )
    ]
    keyed = {(finding.line, finding.key, finding.id) for finding in found}
    for passage in passages_of(file):
        for hit in _apart(_hits(passage, known, _regions(file), rules.least)):
            told = _finding(file, passage.path, hit.sign, hit.what, hit.sure)
            if (told.line, told.key, told.id) not in keyed:
                line = line_of(passage, file, passage.text[hit.start:hit.end])
                found.append(attrs.evolve(told, line=line, first=passage.line or told.line))
    return tuple(sorted(set(found)))


def _finding(file: TomlFile, path: Path_, sign: str, what: str, sure: bool) -> Finding:
    """A finding at a key, placed as the file tells its problems."""
    at = file.problem(path, what)
    return Finding(file.name, at.line, at.key, sign, what, sure, at.line)


def sheet_findings(path: Path, rules: Rules = Rules()) -> tuple[Finding, ...]:
    """What a jury's sheet must not hold. Raises :class:`BadInput` where it cannot be read."""
    found = []
    for passage in sheet_passages(path):
        if passage.path[0] not in _SHEET_IDS:
            for hit in _apart(_hits(passage, frozenset(), _REGIONS, rules.least)):
                found.append(Finding(str(path), passage.line, shown_key(passage.path), hit.sign,
                                     hit.what, hit.sure, passage.line))
    return tuple(sorted(set(found)))


def _hits(
    passage: Passage, known: Set[str], regions: tuple[str, ...], least: float
) -> Iterator[Hit]:
    """Signs in a passage; of two that overlap, the one told first counts."""
    text, path = passage.text, passage.path
    if general(path) == "incubate.parties.identifier" or general(path) == "sources.url":
        return
    if is_source(path):
        yield from number_hits(text)
        return
    yield from number_hits(text)
    yield from media_hits(text)
    if is_own(path):
        return
    yield from contact_hits(text, regions)
    if general(path) != LEADER_OWN_WORDS:
        yield from quotation_hits(text)
        yield from story_hits(text)
    yield from small_count_hits(text, least)
    yield from name_hits(text, known)


def _apart(hits: Iterable[Hit]) -> Iterator[Hit]:
    taken: list[Hit] = []
    for hit in hits:
        same = (other for other in taken if other.sign == hit.sign or other.sign in _EXACT)
        if not any(hit.start < other.end and other.start < hit.end for other in same):
            taken.append(hit)
            yield hit


_EXACT = frozenset({"HF704", "HF705", "HF706", "HF707", "HF710"})
"""Signs of which a stretch of text is one and nothing else."""


def _known(file: TomlFile) -> frozenset[str]:
    """The words of names that may stand in this file's texts."""
    return frozenset(
        word.casefold()
        for path, value in values_of(file.data)
        if isinstance(value, str) and is_own(path)
        for word in _WORD.findall(value)
    )


def _regions(file: TomlFile) -> tuple[str, ...]:
    place = file.data.get("place")
    country = place.get("country") if isinstance(place, dict) else None
    known = isinstance(country, str) and country not in _REGIONS
    return (*_REGIONS, country) if known and isinstance(country, str) else _REGIONS
