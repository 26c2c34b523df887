"""Show the weights that people gave, and describe the interview as a source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from hubflow.model.methodology import Methodology, text_in
from hubflow.text.catalogue import words
from hubflow.text.locales import locale_of
from hubflow.text.numbers import number, percent
from hubflow.weigh.interview import GroupWeights
from hubflow.weigh.weighed_parts import WeighedParts
from hubflow.weigh.weight_methods import ACCEPTED_RATIO, REFERENCES


def weight_page(parts: WeighedParts, found: GroupWeights, language: str) -> Iterator[str]:
    """Yield the lines that show the weights, their spread, and the consistency of answers."""
    texts = words(language, of="weigh")
    people = len(found.people)
    yield texts["weights" if people > 1 else "weights_one"].format(
        phase=_name(parts, language), method=texts[f"{found.method}_title"].lower(), n=people)
    yield ""
    width = max(map(len, parts.titles.values()))
    for id, weight in found.rounded().items():
        least, most = (number(share[id] * 100, language, 1) for share in (found.least, found.most))
        spread = f"   {texts['range']}: {least}–{most}" if people > 1 else ""
        yield f"  {parts.titles[id]:<{width}}  {_aligned(weight, language)}{spread}"
    yield ""
    yield from agreement_lines(found, language)


def agreement_lines(found: GroupWeights, language: str) -> Iterator[str]:
    """Yield how consistent each person's answers are, and how far people are apart."""
    texts = words(language, of="weigh")
    for each in found.people:
        if each.consistency is not None:
            agreed = round(each.consistency, 4) <= ACCEPTED_RATIO
            yield texts["consistency" if agreed else "inconsistent"].format(
                role=each.role, ratio=number(each.consistency, language, 2 if agreed else 3))
    if found.band is not None:
        yield texts["band"].format(band=percent(found.band, language))


def interview_source(
    methodology: Methodology, parts: WeighedParts, found: GroupWeights, day: dt.date,
    language: str,
) -> Mapping[str, str]:
    """Return the interview as an entry of ``[[sources]]``: who by role, when, by which method."""
    texts = words(language, of="weigh")
    known = {source.id for source in methodology.sources}
    first = f"weights-{parts.group or parts.phase.id}-{day.isoformat()}"
    id = next(each for each in _numbered(first) if each not in known)
    method = texts[f"{found.method}_title"].lower()
    return {
        "id": id, "status": "interview",
        "title": texts["source_title"].format(phase=_name(parts, language), method=method,
                                             day=day.isoformat()),
        "note": texts["source_note"].format(
            roles=", ".join(each.role for each in found.people), method=method,
            reference=REFERENCES[found.method]),
    }


def _aligned(weight: float, language: str) -> str:
    """Return a weight of at most two decimals so that decimal marks stand below each other."""
    mark = locale_of(language).decimal
    whole, found, part = number(weight, language, 2).partition(mark)
    return f"{whole:>3}{found:1}{part:<2}"


def _name(parts: WeighedParts, language: str) -> str:
    return text_in(parts.phase.name, language, parts.phase.id)


def _numbered(id: str) -> Iterator[str]:
    yield id
    number = 2
    while True:
        yield f"{id}-{number}"
        number += 1
