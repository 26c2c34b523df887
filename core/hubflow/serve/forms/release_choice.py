"""Which decisions of a call the hub may tell: what waits for it by phase, and what was chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import attrs

from hubflow.model.input_problems import BadInput
from hubflow.register.recording import releasing
from hubflow.register.standing.standing_table import known_standing
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.journal import Journal
from hubflow.serve.forms.people_signs import accepted_texts_of


@attrs.frozen
class WaitingDecision:
    """A decision that is not released yet. ``word`` is as people read it, ``entry`` its number.

    ``why_untold`` says why it cannot be told, where the venture has left its call.
    """

    venture: str
    name: str
    phase: str
    word: str
    entry: int
    why_untold: str


class ReleaseRefused(Exception):
    """Raised where nothing can be released; ``problems`` are sentences by the field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("decisions cannot be released")
        self.problems = problems


def waiting_decisions(
    journal: Journal, hub: str, call: str, day: dt.date, names: Mapping[str, str]
) -> list[WaitingDecision]:
    """Return the decisions of a call that wait for a release; ``names`` are the ventures' by id."""
    waiting = releasing.awaiting_release(journal, hub, call)
    left = releasing.untold(journal, hub, waiting, day)
    found = []
    for venture in waiting:
        last = releasing.recorded_decisions(journal, hub, venture)[0][-1]
        found.append(WaitingDecision(
            venture, names.get(venture, venture), str(last.body["phase"]),
            releasing.shown_word(last), last.seq, left.get(venture, "")))
    return found


def phases_of_call(
    standings: Iterable[VentureStanding], waiting: Sequence[WaitingDecision], elsewhere: str
) -> Mapping[str, str]:
    """Return the titles, by id and in order, of phases that a list or a release can be of.

    These are the phases up to the furthest in which a venture stands, and those of what waits.
    ``elsewhere`` is the title of a decision on no phase, but on the venture as a whole.
    """
    titles: dict[str, str] = {}
    last = -1
    for one in standings:
        titles |= one.phase_names
        ids = list(one.phase_names)
        last = max(last, ids.index(one.phase) if one.phase in ids else len(ids) - 1)
    of_waiting = {one.phase for one in waiting}
    return {**{id: title for at, (id, title) in enumerate(titles.items())
               if at <= last or id in of_waiting},
            **dict.fromkeys((phase for phase in of_waiting if phase not in titles), elsewhere)}


def chosen_of(form: Mapping[str, str]) -> dict[str, str]:
    """Return the ventures chosen on the form, each with the entry that was shown."""
    return {key.removeprefix("tell-"): entry for key, entry in form.items()
            if key.startswith("tell-") and entry}


def release_chosen(
    journal: Journal, hub: str, call: str, form: Mapping[str, str], *, by: str,
    told: Mapping[str, str],
) -> int:
    """Release the decisions that were chosen, as `register release` does; return how many.

    What the same form released before is left out. Raises :class:`ReleaseRefused`, and
    :class:`SignsOfPeople` for a note that shows signs of people who are served.
    """
    body, note, today = form.get("body", "").strip(), form.get("note", "").strip(), dt.date.today()
    chosen = chosen_of(form)
    problems = {} if body else {"body": told["body_needed"]}
    if not chosen:
        problems["release"] = told["release_none"]
    waiting = {one.venture: one for one in waiting_decisions(journal, hub, call, today, {})}
    names = [id for id in chosen if id in waiting]
    for id in names:
        if str(waiting[id].entry) != chosen[id]:
            problems[f"tell-{id}"] = told["decided_meanwhile"]
    if problems:
        raise ReleaseRefused(problems)
    try:
        accepted = accepted_texts_of(journal, hub, call, {"note": note}, by=body,
                                     accept=form.get("accept", ""))
        return len(releasing.release(journal, hub, names, body=body, on=today, by=by, note=note,
                                     accepted=accepted)) if names else 0
    except BadInput as bad:
        raise ReleaseRefused(_by_venture(journal, hub, bad)) from bad


def _by_venture(journal: Journal, hub: str, bad: BadInput) -> dict[str, str]:
    """Return problems by the venture that each is of."""
    found: dict[str, str] = {}
    for one in bad.problems:
        name = known_standing(journal, hub, one.file).name
        text = f"{name}: {one.words()}"
        key = f"tell-{one.file}"
        found[key] = f"{found[key]} {text}" if key in found else text
    return found
