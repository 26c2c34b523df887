"""What stands below a list: where and when it is published, complaints, and who signs it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs

from hubflow.engine.call.call_progress import CallProgress
from hubflow.model.call import TakenStep
from hubflow.model.methodology import text_in
from hubflow.text.numbers import day


@attrs.frozen(kw_only=True)
class Publication:
    """The words below a list; an empty one leaves room to write by hand.

    ``until`` is the last day for complaints, ``complaints`` says where they go.
    """

    place: str = ""
    day: str = ""
    until: str = ""
    complaints: str = ""
    signers: tuple[str, ...] = ()


def publication_of(
    progress: CallProgress | None, language: str, *, place: str = "", on: dt.date | None = None,
    final: TakenStep | None = None, until: dt.date | None = None, signers: Sequence[str] = (),
    anew: bool = False,
) -> Publication:
    """Return what stands below a list: what the office says, else what was recorded with the step
    by which it was published, else what the rules of that step say.

    ``final`` is the step that made a list final. One made ``anew`` is published where that list
    was, and by those who signed it, but on another day, and may be complained of until another.
    """
    step = None if progress is None else final or _published_by(progress)
    complaints = "" if progress is None else text_in(progress.rules.complaints or {}, language, "")
    published = final.date if final is not None else None
    by = step.by if step is not None else ""
    if progress is not None and step is not None:
        own = progress.complaints_of(step)
        if own is not None or step.published_at:
            published = step.date
        place, signers = place or step.published_at, signers or step.signers
        until = until or (None if anew else own)
    published = on or (None if anew else published)
    return Publication(
        place=place, day=day(published, language) if published else "",
        until=day(until, language) if until else "", complaints=complaints,
        signers=tuple(signers) or (by,))


def _published_by(progress: CallProgress) -> TakenStep | None:
    """Return the step that published a call's latest list: the last of whose publication something
    is known, else the last.
    """
    taken = sorted(progress.taken_steps, key=lambda step: progress.rules.position(step.step),
                   reverse=True)
    return next((step for step in taken if step.published_at or step.signers
                 or progress.complaints_of(step) is not None), progress.furthest)
