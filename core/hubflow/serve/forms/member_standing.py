"""Record from the screen how a venture stands in its call: it leaves, is late, or is in again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs

from hubflow.model.call import IN_RACE
from hubflow.model.input_problems import BadInput, one_problem
from hubflow.plugins.manager import LoadedHub
from hubflow.register.calls.call_places import call_result, check_return
from hubflow.register.calls.freed_place_notes import freed_by
from hubflow.register.calls.members import set_standing
from hubflow.register.standing.standing_table import known_standing, with_call_standing
from hubflow.register.storage.journal import Journal
from hubflow.serve.forms.people_signs import accepted_texts_of
from hubflow.text.spoken import say

STANDINGS = (IN_RACE, "withdrawn", "declined", "late", "inadmissible", "excluded")
"""How a venture can stand in its call, as `register member` has it."""

_FIELDS = {"--received": "received", "--reasons": "reasons", "--on": "on"}


@attrs.frozen
class StandingRecorded:
    """What was recorded of a venture, and what is said of places that it frees or takes."""

    venture: str
    name: str
    standing: str
    lines: tuple[str, ...]


class StandingRefused(Exception):
    """Raised where nothing is recorded; ``problems`` are by the field of the form."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("the standing is not recorded")
        self.problems = problems


def record_standing(
    journal: Journal, hub: str, call: str, form: Mapping[str, str], *, by: str,
    plugin_hub: LoadedHub | None, told: Mapping[str, str],
) -> StandingRecorded:
    """Record a venture's standing in a call, as `register member` does.

    ``told`` are the screens' words. Raises :class:`StandingRefused` and ``SignsOfPeople``.
    """
    venture, word = form.get("member", ""), form.get("standing", "")
    body, reasons = form.get("member-body", "").strip(), form.get("reasons", "").strip()
    problems = {field: told[missing] for field, text, missing in (
        ("member-body", body, "body_needed"), ("reasons", reasons, "member_reasons_needed"))
        if not text}
    if word not in STANDINGS:
        problems["standing"] = told["member_standing_needed"]
    received = _moment(form.get("received", ""), told["day_wrong"], problems)
    if problems:
        raise StandingRefused(problems)
    today = dt.date.today()
    try:
        found = known_standing(journal, hub, venture)
        (before,) = with_call_standing(journal, hub, [found])
        if before.call != call:
            raise one_problem(venture, say("register-problems.is_not_in_this_call"))
        accepted = accepted_texts_of(journal, hub, venture, {"reasons": reasons}, by=body,
                                     accept=form.get("accept", ""), standing=before)
        result = call_result(journal, before, today, plugin_hub) if word == IN_RACE else None
        set_standing(journal, before, word, body=body, on=today, by=by, reasons=reasons,
                     accepted=accepted, received=received)
        lines = (check_return(journal, before, result, today, over_places="over" in form)
                 if word == IN_RACE else freed_by(journal, before, today, plugin_hub))
    except BadInput as bad:
        said: dict[str, str] = {}
        for one in bad.problems:
            field = _FIELDS.get(one.file, _FIELDS.get(one.key, "member"))
            text = one.words()
            said[field] = f"{said[field]} {text}" if field in said else text
        raise StandingRefused(said) from None
    return StandingRecorded(venture, before.name, word, tuple(lines))


def _moment(text: str, wrong: str, problems: dict[str, str]) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)
    except ValueError:
        problems["received"] = wrong
        return None
