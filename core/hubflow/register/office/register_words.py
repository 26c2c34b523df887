"""Describe ventures and entries in the output of the register's commands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hubflow.cli.terminal_text import one_line, with_id
from hubflow.model.call import UNDATED
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.model.methodology import Methodology, text_in
from hubflow.text.catalogue import ENGLISH, words
from hubflow.text.numbers import number
from hubflow.text.spoken import say, say_word, spoken_language

if TYPE_CHECKING:
    from hubflow.register.office.updates import DossierUpdate
    from hubflow.register.standing.venture_standing import VentureStanding

_SHOWN = 8
_DECIMALS = 2
"""Decimals of a score that people read."""

_ENDS = ("established", "adopted", "closed", "done")


def where(standing: VentureStanding) -> str:
    """Return where a venture stands, as the rest of a sentence whose subject is the venture."""
    since = standing.since
    if standing.state == "established" and standing.stage != STAGES[-1]:
        return say("register.passed_last", stage=_stage(standing.stage), since=since)
    if standing.state in _ENDS:
        return say(f"register.is_{standing.state}", since=since)
    word = "is_paused" if standing.state == "paused" else "stands_in"
    out = ("" if standing.in_race
           else f"; {out_in_words(standing.call_standing, standing.out_since)}")
    return say(f"register.{word}", stage=_stage(standing.stage), since=since,
               phase=standing.phase_name or standing.stage) + out


def _stage(stage: str) -> str:
    """Return a stage in words; English takes its id."""
    language = spoken_language()
    return stage if language == "en" else words(language).get(stage, stage)


def out_in_words(standing: str, since: dt.date | None) -> str:
    """Return how a venture stands that is out of the race of its call, and since when."""
    word = say_word(standing)
    undated = since is None or standing in UNDATED
    return (say("register.out_of_race", standing=word) if undated
            else say("register.out_of_race_since", standing=word, since=since))


def value(value: Any) -> str:
    """Return a recorded value for people to read; an interval with equal ends is one number."""
    if value is None:
        return say("register.not_known")
    if isinstance(value, bool):
        return say_word("yes" if value else "no")
    if isinstance(value, float):
        return number(value, spoken_language(), _DECIMALS)
    if isinstance(value, list):
        ends = list(dict.fromkeys(map(_part, value)))
        return one_line(say("register.span", low=ends[0], high=ends[-1]) if len(ends) == 2
                        else ", ".join(ends))
    return one_line(say_word(value) if isinstance(value, str) else value)


def _part(part: Any) -> str:
    return str(part) if isinstance(part, list | dict) else value(part)


def rank(value: Any) -> str:
    """Return a recorded rank, which is its best, its worst and among how many."""
    if value is None:
        return say("register.no_rank")
    best, worst, of = value
    return say("register.rank_of", rank=best if best == worst else f"{best}–{worst}", of=of)


def change_lines(
    changed: Sequence[Mapping[str, Any]], method: Methodology | None, most: int | None = _SHOWN,
) -> Iterator[str]:
    """Yield a line for each difference between two runs by ``method``; of many the first few.

    Without a method, which may be one that cannot be read any more, its parts go by their ids.
    """
    for change in changed[:most]:
        what = say_word(change["what"])
        name = " ".join(filter(None, (what[:1].lower() + what[1:], _part_name(change, method))))
        told = rank if change["what"] == "rank" else value
        yield f"- {one_line(name)}: {told(change['before'])} → {told(change['after'])}"
    if most is not None and len(changed) > most:
        yield say("register.and_more", n=len(changed) - most)


def _part_name(change: Mapping[str, Any], method: Methodology | None) -> str:
    """Return what a method calls the criterion, requirement or fact of which a value changed."""
    from hubflow.engine.results.column_words import column_in_words
    from hubflow.register.standing.edition_phases import criteria_titles

    id, language = str(change["id"]), spoken_language()
    if method is None:
        return id
    if change["what"] == "criterion":
        return criteria_titles(method).get(id, id)
    said = (column_in_words(method, id, language) if change["what"] == "fact" else
            next((text_in(one.says, language) for phase in method.phases
                  for one in phase.requirements if one.id == id), ""))
    marks = "“{}”" if language == ENGLISH else "«{}»"
    return marks.format(said.rstrip(".")) if said not in ("", id) else id


def update_lines(update: DossierUpdate, method: Methodology) -> Iterator[str]:
    """Yield what a new version changes: a line a value, and of a list a line an entry."""
    from hubflow.reading.dossiers.key_questions import KeyQuestions
    from hubflow.reading.dossiers.versions import ABSENT, same

    questions = KeyQuestions(spoken_language(), method)
    what = "" if update.kind == "venture" else f" ({say(f'kinds.{update.kind}')})"
    name = with_id(update.name, update.id)
    if not update.changes:
        yield say("register.update_same", name=name, kind=what)
        return
    version = (say("register.against_version", version=update.version)
               if update.version else "")
    yield f"{name}{what}{version}:"
    if update.merged:
        yield say("register.merged", version=update.merged)
    for change in update.changes:
        before, after = ([] if side is ABSENT else side for side in (change.before, change.after))
        if isinstance(before, list) and isinstance(after, list) and [*before, *after]:
            for sign, some, others in (("-", before, after), ("+", after, before)):
                for entry in some:
                    if not any(same(entry, other) for other in others):
                        yield "  " + one_line(questions.entry(change.unit, sign, entry))
        else:
            yield "  " + one_line(questions.change(change.unit, change.before, change.after))
    for part in update.kept:
        yield say("register.kept_as_is", name=say_word(part))
