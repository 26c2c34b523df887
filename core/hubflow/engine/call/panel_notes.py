"""Find judgements that came when their venture had left or was decided on, and strangers' ones."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from hubflow.engine.method.compiled import Compiled
from hubflow.engine.pipeline.case_table import VentureCase
from hubflow.engine.pipeline.judging import CombinedJudgement, Key
from hubflow.engine.results.engine_words import few_names, sentence
from hubflow.model.call import NEVER_IN_RACE
from hubflow.model.judgements import Judgement
from hubflow.model.results import AffairNote
from hubflow.reading.panel.assessor_names import NamesOf
from hubflow.text.catalogue import words
from hubflow.text.numbers import day as day_in_words


def out_since(case: VentureCase) -> dt.date | None:
    """Return the day since which a venture is out of its call's race; None if it is in it."""
    call = case.entry.call
    if case.member.in_race or call is None:
        return None
    return call.out_since(case.id, case.as_of)


def made_in_race(
    judgements: Sequence[Judgement], cases: Sequence[VentureCase]
) -> list[Judgement]:
    """Return judgements without those made when their venture had left the race of its call.

    One without a day counts as made before; a conflict of interest always holds.
    """
    left = {case.id: since for case in cases if (since := out_since(case)) is not None}
    if not left:
        return list(judgements)
    return [said for said in judgements if said.conflict or said.date is None
            or said.venture not in left or said.date < left[said.venture]]


def panel_notes(
    judgements: Sequence[Judgement], cases: Sequence[VentureCase], names_of: NamesOf, language: str
) -> Iterator[str]:
    """Yield notes on judgements that came too late, and on assessors outside the call's list."""
    by_venture: dict[str, list[Judgement]] = {}
    for said in judgements:
        if not said.conflict:
            by_venture.setdefault(said.venture, []).append(said)
    for case in cases:
        own = by_venture.get(case.id, [])
        for note in (*_on_those_out(case, own, language), *_on_decided(case, own, language)):
            yield AffairNote(note, [case.id])
    yield from _unlisted(by_venture, cases, names_of, language)


def unjustified_notes(
    judged: Mapping[Key, CombinedJudgement], cases: Sequence[VentureCase],
    compiled: Compiled, language: str,
) -> Iterator[str]:
    """Yield the judgements that do not count because nobody wrote why, for each rule together."""
    why = sentence("no_justification", language)
    names = {each.id: each.entry.dossier.name for each in cases}
    lacking: dict[tuple[str, str], list[str]] = {}
    for (venture, phase, rule), found in judged.items():
        if venture in names and any(said.why_not == why for said in found.assessments):
            lacking.setdefault((phase, rule), []).append(venture)
    for (phase_id, id), ventures in sorted(lacking.items()):
        title = next((rule.text(language) for rule in compiled.rules if rule.judged
                      and rule.phase and (rule.phase.id, rule.id) == (phase_id, id)), id)
        yield AffairNote(words(language, "call")["not_justified"].format(
            title=title.strip().rstrip("."),
            who=few_names([names[each] for each in sorted(ventures)], language)), ventures)


def _on_those_out(
    case: VentureCase, own: Sequence[Judgement], language: str
) -> Iterator[str]:
    """Yield that judgements are on a venture which is out of the race of its call."""
    if case.member.in_race or case.entry.call is None or not own:
        return
    told, since = words(language, "call"), out_since(case)
    about = {"venture": case.id, "standing": told[case.member.standing or ""],
             "call": case.entry.call.id}
    if since is None or case.member.standing in NEVER_IN_RACE:
        yield told["judged_out"].format(count=len(own), **about)
        return
    after = sum(said.date is not None and said.date >= since for said in own)
    undated = sum(said.date is None for said in own)
    for key, count in (("judged_after", after), ("judged_undated", undated)):
        if count:
            yield told[key].format(count=count, date=day_in_words(since, language), **about)


def _on_decided(case: VentureCase, own: Sequence[Judgement], language: str) -> Iterator[str]:
    """Yield that judgements were made after the decision on their phase."""
    for phase, decision in case.decisions.items():
        after = sum(said.phase == phase and said.date is not None and said.date > decision.date
                    for said in own)
        if after and decision.decision != "revise":
            yield words(language, "call")["judged_decided"].format(
                venture=case.id, phase=phase, count=after,
                decision=words(language)[decision.decision],
                date=day_in_words(decision.date, language))


def _unlisted(
    by_venture: dict[str, list[Judgement]], cases: Sequence[VentureCase], names_of: NamesOf,
    language: str,
) -> Iterator[str]:
    """Yield the assessors who are not in their call's list, with how much they judged."""
    counts: dict[str, Counter[str]] = {}
    for case in cases:
        found = counts.setdefault(case.entry.call.id if case.entry.call else "", Counter())
        found.update(unlisted(by_venture.get(case.id, ()), names_of))
    for call, found in sorted(counts.items()):
        yield from unlisted_sentence(call, found, language)


def unlisted_sentence(call: str, counts: Mapping[str, int], language: str) -> Iterator[str]:
    """Yield a sentence with assessors outside a call's list, and their numbers of judgements."""
    if counts:
        who = ", ".join(f"{name} ({count})" for name, count in sorted(counts.items()))
        yield (f"{call}: " if call else "") + words(language, "call")["unlisted"].format(who=who)


def unlisted(judgements: Sequence[Judgement], names_of: NamesOf) -> Iterator[str]:
    """Yield the assessor of each judgement who is not in the list of the venture's call.

    Nobody is where there is no list, nor the panel as a whole, for which a dossier may speak.
    """
    for said in judgements:
        names = names_of(said.venture)
        if names.ids and names.key(said.assessor) not in names.ids and not (
                said.from_dossier and said.assessor == "panel"):
            yield said.assessor
