"""Ventures under several methods in three sentences: what hubs both say, where they part, what
would decide it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from hubflow.compare.agreement import Disagreement
from hubflow.compare.answers.method_answer import called
from hubflow.compare.answers.standings import Standing
from hubflow.compare.least_change import ChangesNeeded, LeastChange
from hubflow.compare.split_shares import PARTS, StageSplit
from hubflow.compare.venture_comparison import ORDER, StageRow, VentureComparison
from hubflow.text.catalogue import words
from hubflow.text.numbers import percent


def venture_answer(
    venture: VentureComparison, needed: ChangesNeeded, names: Mapping[str, str], language: str
) -> tuple[str, ...]:
    """Return what all hubs say of a venture, where they part, and what would decide it."""
    texts = words(language, of="compare")
    if not _compared((venture,)):
        return (texts["no_common_stage"],)
    parting = next((row for row in venture.stages if row.differs(row.cells)), None)
    return tuple(sentence for sentence in (
        _in_common(venture, language), _parting(parting, names, language, texts),
        _deciding(parting, venture, needed, names, texts)) if sentence)


def standing_answer(
    standings: Sequence[Standing], needed: ChangesNeeded, names: Mapping[str, str], language: str
) -> tuple[str, ...]:
    """Return under which of many hubs a venture gets furthest, how many say what, what is next."""
    texts, common = words(language, of="compare"), words(language)
    first, *others = standings
    equal = [first.hub, *(each.hub for each in others if each.reach == first.reach)]
    furthest = ("furthest_nowhere" if not first.passed
                else "furthest" if len(equal) == 1 else "furthest_equal")
    count = Counter(standing.recommendation for standing in standings)
    sentences = [
        texts[furthest].format(hubs=called(names, equal), hub=names[first.hub],
                               passed=len(first.passed), asked=len(first.asked),
                               phase=first.phase, word=common[first.recommendation]),
        texts["stands_under"].format(counts=", ".join(
            f"{common[word]} {count[word]}" for word in ORDER if count[word])),
        _least_sentence(names[first.hub], needed.first(first.hub), texts)]
    return tuple(sentence for sentence in sentences if sentence)


def _compared(ventures: Sequence[VentureComparison]) -> bool:
    """Return whether there is a stage that at least two hubs use."""
    return any(len(row.used) > 1 for venture in ventures for row in venture.stages)


def _in_common(venture: VentureComparison, language: str) -> str:
    texts, common = words(language, of="compare"), words(language)
    same: dict[str, list[str]] = {}
    for row in venture.stages:
        cells = row.used.values()
        said = {cell.would_be or cell.recommendation for cell in cells}
        reached = {cell.recommendation for cell in cells} != {"not_reached"}
        if len(cells) > 1 and len(said) == 1 and reached:
            same.setdefault(said.pop(), []).append(common[row.stage])
    if not same:
        return texts["same_nowhere"]
    return texts["same_in"].format(stages="; ".join(
        f"{', '.join(stages)} ({common[word]})" for word, stages in same.items()))


def _parting(
    row: StageRow | None, names: Mapping[str, str], language: str, texts: Mapping[str, str]
) -> str:
    if row is None:
        return texts["part_nowhere"]
    common, said = words(language), _said(row, tuple(row.cells), names, language, texts)
    if row.flip is None:
        return texts["part_in"].format(stage=common[row.stage], said=said)
    return texts["part_because"].format(
        stage=common[row.stage], said=said, hub=names[row.flip.hub],
        phase=row.phase_name(row.flip), reason=row.flip.text.rstrip("."))


def _said(
    row: StageRow, hubs: Collection[str], names: Mapping[str, str], language: str,
    texts: Mapping[str, str],
) -> str:
    """Return what each of some hubs says in a stage, hubs that say the same together."""
    common = words(language)
    by_word: dict[str, list[str]] = {}
    for name, cell in row.cells.items():
        word = common[cell.recommendation] if cell.phases else texts["not_used"]
        if cell.would_be:
            word = texts["not_reached_would_be"].format(word=common[cell.would_be])
        if name in hubs:
            by_word.setdefault(word, []).append(names[name])
    return "; ".join(f"{', '.join(hubs)}: {word}" for word, hubs in by_word.items())


def _deciding(
    row: StageRow | None, venture: VentureComparison, needed: ChangesNeeded,
    names: Mapping[str, str],
    texts: Mapping[str, str],
) -> str:
    """Return the least change under the hub that is least favourable; what takes it on, if none is.
    """
    if row is not None and row.flip is not None:
        return _least_sentence(
            names[row.flip.hub], needed.at(row.flip.hub, row.flip.phase), texts)
    return next((_least_sentence(names[hub], changes, texts) for hub in sorted(venture.states)
                 if (changes := needed.first(hub))), "")


def _least_sentence(
    hub: str, changes: Sequence[LeastChange], texts: Mapping[str, str]
) -> str:
    """Return the least change that one phase needs, as a sentence; empty if there is none."""
    if not changes:
        return ""
    (change,) = changes
    needed = [*dict.fromkeys(
        _first_sentence(rule.what_to_do or rule.text) for rule in change.unmet)]
    if not change.possible:
        needed.append(texts["no_score_can"])
    elif change.raises[0]:
        needed.append(texts["and_scores"].format(scores=", ".join(
            texts["score_at_least" if one.to else "score_any"].format(title=one.title, to=one.to)
            for one in change.raises[0])))
    if not needed:
        return ""
    return texts["would_decide"].format(hub=hub, phase=change.name, needed="; ".join(needed))


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].rstrip(".")


def call_answer(
    ventures: Sequence[VentureComparison], disagreements: Sequence[Disagreement],
    divided: Sequence[StageSplit], names: Mapping[str, str], language: str,
) -> tuple[str, ...]:
    """Return how many ventures all hubs say the same of, on which they part most, and why."""
    texts, common = words(language, of="compare"), words(language)
    if not _compared(ventures):
        return (texts["no_common_stage"],)
    apart = [venture for venture in ventures
             if any(row.differs(row.cells) for row in venture.stages)]
    sentences = [texts["same_of"].format(n=len(ventures) - len(apart), of=len(ventures))]
    if disagreements:
        most = min(disagreements, key=lambda each: (
            -abs(each.passed_a - each.passed_b), each.venture, sorted((each.a, each.b))))
        sentences.append(_most_apart(most, ventures, names, language, texts))
    if divided:
        split = max(divided, key=lambda each: (
            len(each.ventures), each.stage, sorted((each.a, each.b))))
        part = max(PARTS, key=lambda name: split.shares[name])
        sentences.append(texts["divided_by"].format(
            stage=common[split.stage], a=names[split.a], b=names[split.b], part=common[f"c_{part}"],
            share=percent(split.shares[part], language)))
    elif apart:
        sentences += _most_frequent(apart, names, texts)
    return tuple(sentences)


def shown_alone(
    ventures: Sequence[VentureComparison], chosen: Collection[str], calls: Mapping[str, str],
    language: str,
) -> tuple[str, ...]:
    """Return that a whole call is compared, if only some of its ventures were asked for.

    ``chosen`` is empty where all were; ``calls`` are the names of calls by id.
    """
    named = [venture.name for venture in ventures if venture.id in chosen]
    if not named or len(named) == len(ventures):
        return ()
    found = dict.fromkeys(calls.get(venture.call, venture.call)
                          for venture in ventures if venture.call)
    return (words(language, of="compare")["whole_call"].format(
        named=", ".join(named), call=", ".join(found), n=len(ventures)),)


def _most_apart(
    most: Disagreement, ventures: Sequence[VentureComparison], names: Mapping[str, str],
    language: str, texts: Mapping[str, str],
) -> str:
    """Return on which venture two hubs part most: by the stages passed, or by what they say."""
    if most.passed_a != most.passed_b:
        return texts["part_most_on"].format(venture=most.name, a=names[most.a], b=names[most.b],
                                            passed_a=most.passed_a, passed_b=most.passed_b)
    rows = next(venture.stages for venture in ventures if venture.id == most.venture)
    row = next(row for row in rows if row.differs({most.a, most.b}))
    return texts["part_most_in"].format(
        venture=most.name, stage=words(language)[row.stage],
        said=_said(row, {most.a, most.b}, names, language, texts))


def _most_frequent(
    apart: Sequence[VentureComparison], names: Mapping[str, str], texts: Mapping[str, str]
) -> list[str]:
    """Return the obstacle that parts the hubs most often, if there is one."""
    first = [next((row.flip for row in venture.stages if row.flip is not None), None)
             for venture in apart]
    count = Counter((flip.hub, flip.text) for flip in first if flip is not None)
    if not count:
        return []
    times, hub, text = min((-n, hub, text) for (hub, text), n in count.items())
    return [texts["most_often"].format(hub=names[hub], n=-times, of=len(apart),
                                       reason=text.rstrip("."))]
