"""What stands below a list: where and when it is published, complaints, and who signs it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs

from hubflow.engine.call.call_progress import CallProgress
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
    progress: CallProgress | None, language: str, *, place: str = "",
    since: dt.date | None = None, until: dt.date | None = None, signers: Sequence[str] = (),
    anew: bool = False,
) -> Publication:
    """Return what stands below a list: what the office says, else what the call's steps say.

    ``since`` is the day of a final list; one made ``anew`` has no day yet. Else the day and the end
    of complaints are those of the step that the call is at, where that is a list on which one may
    complain.
    """
    step = progress.furthest if progress is not None else None
    published = since
    complaints = ""
    if progress is not None:
        complaints = text_in(progress.rules.complaints or {}, language, "")
        if not anew and step is not None and progress.complaints_until is not None:
            published = step.date
            until = until or progress.complaints_until
    return Publication(
        place=place, day=day(published, language) if published else "",
        until=day(until, language) if until else "", complaints=complaints,
        signers=tuple(signers) or ((step.by,) if step is not None and step.by else ("",)))
