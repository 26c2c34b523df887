"""Write methods side by side as Markdown."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Sequence

import attrs

from hubflow.compare.alike.method_levels import PairLevel
from hubflow.compare.alike.network import Network
from hubflow.compare.answers.method_answer import called, methods_answer, unplaced
from hubflow.compare.method_records import MethodRecord, OfferRecord
from hubflow.compare.methods import Comparable, MethodsComparison
from hubflow.documents.design.assumption_mark import assumption_mark, explained
from hubflow.documents.result_words import ResultWords
from hubflow.documents.safe_markdown import Safe, environment
from hubflow.text.catalogue import words
from hubflow.text.frameworks import CONCEPT, FAMILY, level_name, place_name
from hubflow.text.numbers import number, percent

SHOWN_LEVELS = (CONCEPT, FAMILY, "dac", "imp")
"""The levels that a page shows of two hubs, and the one that was chosen beside them."""


@attrs.frozen(eq=False, repr=False)
class LevelLine:
    """A level of two methods as a page shows it."""

    level: PairLevel
    shares: tuple[str, ...]
    both: str


def methods_markdown(comparison: MethodsComparison, *, details: bool = True) -> str:
    """Return the page of methods side by side; without ``details`` the answer and its table."""
    showing = ResultWords(comparison.language)
    common = showing.words

    def how(asked: MethodRecord) -> str:
        parts = [common[f"c_{asked.kind}"]]
        if asked.scale:
            parts.append(asked.scale)
        if asked.share is not None and not asked.ordinal:
            parts.append(common["c_weight_of"].format(share=showing.percent(asked.share)))
        if asked.guarantee:
            parts.append(common["c_common_way"])
        return f"({', '.join(parts)}){assumption_mark(asked.assumption)}"

    def distinct_texts(asked: Sequence[MethodRecord]) -> list[str]:
        """Return each text once, with the number of phases that ask for it."""
        count = Counter(f"{each.text} {how(each)}" for each in asked)
        return [text if times == 1 else f"{text} {common['c_in_phases'].format(n=times)}"
                for text, times in count.items()]

    def days(offer: OfferRecord) -> str:
        parts = [common[key].format(day=showing.day(day))
                 for key, day in (("c_from", offer.start), ("c_up_to", offer.end)) if day]
        return " ".join(parts) or common["open_unknown"]

    markdown = environment().get_template("methods.md.j2").render(
        c=comparison, w=common, t=words(comparison.language, of="compare"), details=details,
        percent=showing.percent, distinct_texts=distinct_texts, days=days, code=Safe,
        br=Safe("<br>"), answer=methods_answer(comparison), cells=_cells,
        unplaced=functools.partial(unplaced, names=comparison.names),
        called=comparison.names.__getitem__, all_called=functools.partial(called, comparison.names),
        levels=lines_of(comparison),
        concept=lambda id: place_name(id, CONCEPT, comparison.language),
        level=lambda level: level_name(level, comparison.language),
        number=lambda value: number(value, comparison.language),
    )
    return explained(markdown, comparison.language)


def lines_of(comparison: MethodsComparison) -> dict[str, tuple[LevelLine, ...]]:
    """Return the levels that are shown of each pair, by the names of both columns."""
    return {f"{pair.a} – {pair.b}": tuple(_lines(pair, comparison)) for pair in comparison.pairs}


def _lines(pair: Comparable, comparison: MethodsComparison) -> Iterator[LevelLine]:
    for name in dict.fromkeys((*SHOWN_LEVELS, comparison.by)):
        found = pair.on(name)
        yield LevelLine(found, tuple(percent(share, comparison.language) for share in (
            found.weight_of_a, found.rules_of_a, found.weight_of_b, found.rules_of_b,
            found.overlap)), "; ".join(place_name(place, name, comparison.language)
                                       for place in found.common))


def _cells(network: Network, hub: str, language: str) -> list[str]:
    """Return a hub's line of the matrix; itself is left empty, what is not known is a dash."""
    unknown = words(language)["c_none"]
    return ["" if other == hub else unknown if share is None else percent(share, language)
            for other, share in network.matrix[hub].items()]
