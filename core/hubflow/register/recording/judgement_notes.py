"""Tell which recorded judgements are on ventures that left or were decided on, and strangers'."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from hubflow.engine.call.panel_notes import unlisted, unlisted_sentence
from hubflow.model.call import NEVER_IN_RACE
from hubflow.model.judgements import Judgement
from hubflow.reading.panel.assessor_names import NamesOf
from hubflow.register.calls.call_entries import recorded_call, with_members
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.entries import Draft
from hubflow.register.storage.journal import Journal
from hubflow.text.catalogue import words
from hubflow.text.spoken import say, say_word, spoken_language


def judgement_notes(
    journal: Journal, standings: Mapping[str, VentureStanding],
    new: Sequence[tuple[Draft, Judgement]], names_of: NamesOf,
) -> Iterator[str]:
    """Yield what is said of judgements that are recorded, and may not count as one expects."""
    judged: dict[str, list[Draft]] = {}
    for draft, _ in new:
        if not draft.body["conflict"]:
            judged.setdefault(draft.subject, []).append(draft)
    for venture, drafts in sorted(judged.items()):
        standing = standings[venture]
        yield from _out_of_race(journal, standing, drafts)
        yield from _decided(standing, drafts)
    strangers: dict[str, Counter[str]] = {}
    for draft, said in new:
        if not draft.body["conflict"]:
            strangers.setdefault(standings[draft.subject].call, Counter()).update(
                unlisted([said], names_of))
    for call, counts in sorted(strangers.items()):
        yield from unlisted_sentence(call, counts, spoken_language())


def _out_of_race(
    journal: Journal, standing: VentureStanding, drafts: Sequence[Draft]
) -> Iterator[str]:
    """Yield that a venture is out of the race of its call, with how many do not count."""
    if not standing.call:
        return
    call = with_members(recorded_call(journal, standing.hub, standing.call),
                        {standing.venture: standing.entries})
    member = call.member(standing.venture, dt.date.max)
    if member.in_race:
        return
    told, since = words(spoken_language(), "call"), call.out_since(standing.venture, dt.date.max)
    about = {"venture": standing.name or standing.venture,
             "standing": say_word(member.standing or ""), "call": call.name or call.id}
    if since is None or member.standing in NEVER_IN_RACE:
        yield told["judged_out"].format(count=len(drafts), **about)
    elif after := sum(draft.on >= since for draft in drafts):
        yield told["judged_after"].format(count=after, date=since, **about)


def _decided(standing: VentureStanding, drafts: Sequence[Draft]) -> Iterator[str]:
    """Yield that a venture's phase is decided, that it is held before it, or has ended."""
    if not standing.open:
        yield say("register.judged_ended", venture=standing.name, n=len(drafts),
                  state=say_word(standing.state), since=standing.since)
        return
    for phase, count in Counter(str(draft.body["phase"]) for draft in drafts).items():
        if phase in standing.passed:
            yield say("register.judged_decided", venture=standing.name, n=count,
                      phase=standing.phase_names.get(phase, phase))
        elif standing.is_held_before(phase):
            yield say("register.judged_not_so_far", venture=standing.name, n=count,
                      phase=standing.phase_names[phase], at=standing.phase_name)
