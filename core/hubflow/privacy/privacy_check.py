"""Check files for everything that a dossier must not hold: one finding for each place."""

from __future__ import annotations

import bisect
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path

import attrs

from hubflow.model.methodology import LEAST_COUNT, Methodology
from hubflow.privacy.contacts import REGIONS, contact_hits, media_hits
from hubflow.privacy.counts import PEOPLE, consent_signs, count_signs, row_signs
from hubflow.privacy.dossier_places import (
    IDENTIFIERS,
    LEADER_OWN_WORDS,
    general,
    holds_contacts,
    holds_names,
    is_source,
)
from hubflow.privacy.official_numbers import number_hits
from hubflow.privacy.passages import (
    Passage,
    PassageLines,
    parts_of,
    passages_of,
    sheet_passages,
    values_of,
)
from hubflow.privacy.person_names import name_hits, whole_names
from hubflow.privacy.signs import PrivacyFinding, SignHit, masked
from hubflow.privacy.stories import quotation_hits, small_count_hits, story_hits
from hubflow.privacy.whereabouts import account_hits, home_hits
from hubflow.reading.toml.key_paths import KeyPath, shown_key
from hubflow.reading.toml.source import TomlFile

_SHEET_IDS = frozenset({"venture", "phase", "criterion", "hub", "score", "date"})
_JUDGEMENT = ("hubs", "any", "judgements")
"""Where the columns of a jury's sheet would stand in a dossier."""
_REASONS = ("decisions", "reasons")
"""Where what a body says would stand."""


@attrs.frozen
class PrivacyRules:
    """A hub's privacy rules: the smallest count to show, and its own facts that count people."""

    least: float = LEAST_COUNT
    local: frozenset[str] = frozenset()


def rules_of(methodology: Methodology) -> PrivacyRules:
    """Return the privacy rules of a hub's methodology."""
    people = [fact.id for fact in methodology.facts if (fact.unit or "") in PEOPLE]
    hub = methodology.hub.id
    return PrivacyRules(methodology.privacy.least_count,
                 frozenset(f"hubs.{hub}.{fact}" for fact in people))


def findings_of(file: TomlFile, rules: PrivacyRules = PrivacyRules()) -> tuple[PrivacyFinding, ...]:
    """Return what a dossier, challenge or case must not hold, in the order of its lines.

    The file need not be sound: it is read as it stands, with its comments. A dossier that stands
    in a case is looked at as if it were a file of its own.
    """
    parts = parts_of(file)
    whole, *dossiers = parts
    everyone = frozenset().union(*map(_known, parts))
    found = _in_part(whole, rules, everyone)
    for dossier in dossiers:
        found += _in_part(dossier, rules, _known(dossier))
    return tuple(sorted(set(found)))


def _in_part(file: TomlFile, rules: PrivacyRules, known: Set[str]) -> list[PrivacyFinding]:
    regions = _regions(file)
    hits = [
        (passage, hit) for passage in passages_of(file)
        for hit in _apart(_hits(passage, known, regions, rules.least))
    ]
    telling = frozenset((*file.within, *passage.path) for passage, _ in hits if passage.is_key)
    found = [
        _finding(file, path, SignHit(sign, 0, 0, what, sure), telling)
        for path, sign, what, sure in (
            *count_signs(file.data, rules.least, rules.local), *row_signs(file.data),
            *consent_signs(file.data),
        )
    ]
    keyed = {(finding.line, finding.key, finding.id) for finding in found}
    lines = file.text.split("\n")
    for passage, of_passage in itertools.groupby(hits, key=lambda pair: pair[0]):
        places = PassageLines(passage, file, lines)
        for _, hit in of_passage:
            told = _finding(file, passage.path, hit, telling)
            if (told.line, told.key, told.id) not in keyed:
                line = places.line_of(hit.start, hit.end)
                found.append(attrs.evolve(told, line=line, first=passage.line or told.line))
    return found


def _finding(file: TomlFile, path: KeyPath, hit: SignHit, telling: Set[KeyPath]) -> PrivacyFinding:
    """A finding at a key, placed as the file tells its problems."""
    at = file.problem(path, hit.what)
    whole = (*file.within, *path)
    key = at.key.replace(shown_key(whole), _shown(whole, telling))  # a workbook adds the cell
    return PrivacyFinding(file.name, at.line, key, hit.sign, hit.what, hit.sure, at.line)


def _shown(path: KeyPath, telling: Set[KeyPath]) -> str:
    """A key path as people read it; of keys that tell of a person only how they begin."""
    return shown_key([
        masked(part) if isinstance(part, str) and path[:position] in telling else part
        for position, part in enumerate(path, start=1)
    ])


def sheet_findings(path: Path, rules: PrivacyRules = PrivacyRules()) -> tuple[PrivacyFinding, ...]:
    """Return what a jury's sheet must not hold. Raise :class:`BadInput` if it cannot be read."""
    found = []
    telling: set[KeyPath] = set()
    for passage in sheet_passages(path):
        if passage.path[0] not in _SHEET_IDS:
            cell = attrs.evolve(passage, path=(*_JUDGEMENT, *passage.path))
            for hit in _apart(_hits(cell, frozenset(), REGIONS, rules.least)):
                telling |= {passage.path} if passage.is_key else set()
                key = _shown(passage.path, telling)
                found.append(
                    PrivacyFinding(
                        str(path), passage.line, key, hit.sign, hit.what, hit.sure, passage.line
                    )
                )
    return tuple(sorted(set(found)))


def text_findings(
    about: str,
    texts: Mapping[str, str],
    known: Iterable[str],
    rules: PrivacyRules = PrivacyRules(),
    dossier: TomlFile | None = None,
) -> tuple[PrivacyFinding, ...]:
    """Return what texts that come from no file must not hold, by their keys.

    ``known`` are texts whose names may stand in them, such as who decided; names that stand where
    they belong in the venture's ``dossier`` may, too.
    """
    names = frozenset(name for text in known for name in whole_names(text))
    names |= _known(dossier) if dossier else frozenset()
    regions = _regions(dossier) if dossier else REGIONS
    return tuple(sorted({
        PrivacyFinding(about, 0, key, hit.sign, hit.what, hit.sure)
        for key, text in texts.items()
        for hit in _apart(_hits(Passage(_REASONS, text), names, regions, rules.least))}))


def _hits(
    passage: Passage, known: Set[str], regions: tuple[str, ...], least: float
) -> Iterator[SignHit]:
    """Signs in a passage; of two that overlap, the one told first counts."""
    text, path = passage.text, passage.path
    if general(path) in IDENTIFIERS:
        return
    yield from number_hits(text)
    if not is_source(path):
        yield from media_hits(text)
    if not holds_contacts(path):
        yield from contact_hits(text, regions)
        yield from account_hits(text)
    if not is_source(path) and general(path) != LEADER_OWN_WORDS:
        yield from quotation_hits(text)  # titles stand in quotation marks
    if general(path) != LEADER_OWN_WORDS:
        yield from story_hits(text)
        yield from home_hits(text)
    yield from small_count_hits(text, least)
    if not holds_names(path) and not is_source(path):
        yield from name_hits(text, known)


def _apart(hits: Iterable[SignHit]) -> Iterator[SignHit]:
    taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for hit in hits:
        if any(_overlaps(hit, taken[of]) for of in {hit.sign, "exact"}):
            continue
        for of in {hit.sign, "exact"} if hit.sign in _EXACT else {hit.sign}:
            bisect.insort(taken[of], (hit.start, hit.end))
        yield hit


def _overlaps(hit: SignHit, others: list[tuple[int, int]]) -> bool:
    """Return whether a hit shares a letter with one of the others, which lie apart, in order."""
    behind = bisect.bisect_left(others, (hit.end,))
    return behind > 0 and others[behind - 1][1] > hit.start


_EXACT = frozenset({"HF704", "HF705", "HF706", "HF707", "HF710"})
"""Signs of which a stretch of text is one and nothing else."""


def _known(file: TomlFile) -> frozenset[str]:
    """The names that may stand in this file's texts, each as a whole."""
    return frozenset(
        name for path, value in values_of(file.data)
        if isinstance(value, str) and holds_names(path)
        for name in whole_names(value)
    )


def _regions(file: TomlFile) -> tuple[str, ...]:
    place = file.data.get("place")
    country = place.get("country") if isinstance(place, dict) else None
    known = isinstance(country, str) and country not in REGIONS
    return (*REGIONS, country) if known and isinstance(country, str) else REGIONS
