"""Methods side by side in three sentences, for whoever reads no further."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from hubflow.compare.alike.method_levels import NOWHERE, attention
from hubflow.compare.alike.network import Network
from hubflow.compare.methods import Comparable, MethodsComparison
from hubflow.text.catalogue import words
from hubflow.text.frameworks import CONCEPT, FAMILY, level_name, place_name
from hubflow.text.numbers import percent
from hubflow.text.vocabulary import concepts


def methods_answer(comparison: MethodsComparison) -> tuple[str, ...]:
    """Return the answer to how alike the methods are, a sentence each."""
    if comparison.network is not None:
        return tuple(_of_network(comparison, comparison.network))
    return tuple(_of_two(comparison, comparison.pairs[0]))


def _of_two(comparison: MethodsComparison, pair: Comparable) -> Iterator[str]:
    texts, language = words(comparison.language, of="compare"), comparison.language
    names = comparison.names
    if pair.silent:
        yield pair.apart(comparison.names, language)
        return
    level = FAMILY if comparison.by == CONCEPT else comparison.by
    both = pair.on(level)
    if both.common:
        places = ", ".join(f"“{place_name(place, level, language)}”" for place in both.common)
        yield texts["both_methods"].format(places=places)
    else:
        yield texts["no_shared_family"].format(a=names[pair.a], b=names[pair.b])
    shown = _most_apart(comparison, level)
    if shown:
        more = texts["part_also"].format(**shown[1]) if len(shown) > 1 else ""
        yield texts["part_most"].format(a=names[pair.a], b=names[pair.b], more=more,
                                         **shown[0])
    yield texts["in_common"].format(concept=percent(pair.on(CONCEPT).overlap, language),
                                    family=percent(pair.on(FAMILY).overlap, language))
    yield texts["shares_are"]


def _most_apart(comparison: MethodsComparison, level: str) -> list[dict[str, str]]:
    """Return the two places to which two methods give most different shares, with the shares."""
    language = comparison.language
    first, second = (attention(method, level) for method in comparison.methods)
    apart = sorted(((abs(first.get(place, 0.0) - second.get(place, 0.0)), place)
                    for place in (first.keys() | second.keys()) - {NOWHERE}), reverse=True)[:2]
    return [{"place": place_name(place, level, language),
             "share_a": percent(first.get(place, 0.0), language),
             "share_b": percent(second.get(place, 0.0), language)}
            for difference, place in apart if round(difference, 9)]


def _of_network(comparison: MethodsComparison, network: Network) -> Iterator[str]:
    texts, language = words(comparison.language, of="compare"), comparison.language
    pairs = sorted((-share, a, b) for a, row in network.matrix.items() for b, share in row.items()
                   if a < b and share is not None)
    if pairs:
        nearest, a, b = pairs[0]
        yield texts["most_alike"].format(
            a=comparison.names[a], b=comparison.names[b], share=percent(-nearest, language),
            n=sum(not share for share, _, _ in pairs), pairs=len(pairs))
    else:
        yield unplaced(network, language, comparison.names)
    alone = Counter(each.hub for each in network.only)
    if alone:
        most, hub = min((-count, comparison.names[key]) for key, count in alone.items())
        yield texts["alone_counts"].format(n=len(network.only), hub=hub, most=-most)
    unfunded = [words(language)[each.stage] for each in network.stages if not each.funding]
    yield texts["unserved"].format(
        n=sum(len(each.concepts) for each in network.unasked), all=len(concepts()),
        stages=texts["unserved_stages"].format(stages=", ".join(unfunded)) if unfunded else "")


def unplaced(network: Network, language: str, names: Mapping[str, str]) -> str:
    """Return of which hubs it is not known how alike they are to others; empty if of none."""
    return words(language, of="compare")["unplaced"].format(
        level=level_name(network.by, language), hubs=called(names, sorted(network.unplaced)),
    ) if network.unplaced else ""


def called(names: Mapping[str, str], hubs: Iterable[str]) -> str:
    """Return the names of hubs in one text; empty for none."""
    return ", ".join(names[hub] for hub in hubs)
