"""Record what a body decided on the screen: all of it, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import attrs

from hubflow.model.input_problems import BadInput, Problem
from hubflow.plugins.manager import LoadedHub
from hubflow.register.recording.deciding import record_decision, unsound_decisions
from hubflow.register.standing.standing_table import refresh, standing_of, with_call_standing
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.entries import latest
from hubflow.register.storage.journal import Journal
from hubflow.serve.forms.people_signs import SignsOfPeople, accepted_texts_of
from hubflow.text.spoken import say

WORDS = ("advance", "revise", "stop", "recognised", "adopt")
"""The decisions that a body can take."""

_FIELDS = {"--reasons": "reasons", "--learning": "learning", "--evidence": "evidence"}


@attrs.frozen
class ScreenDecision:
    """A decision as it was typed; ``seen`` is the mark of the venture when the form was shown."""

    venture: str
    word: str
    reasons: str
    learning: str
    evidence: tuple[str, ...]
    seen: str


class DecisionsRefused(Exception):
    """Raised where decisions cannot be recorded; then none is.

    ``problems`` are by the field, ``stale`` the ventures on which something else was recorded
    since the form was shown. ``signs``: some texts show signs of people who are served.
    """

    def __init__(
        self, problems: Mapping[str, str], stale: Sequence[str] = (), *, signs: bool = False
    ) -> None:
        super().__init__("decisions cannot be recorded")
        self.problems, self.stale, self.signs = problems, stale, signs


def mark_of_standing(standing: VentureStanding) -> str:
    """Return what changes as soon as somebody decides on a venture, moves it or runs it anew."""
    decision = latest(standing.entries, "decision")
    return f"{standing.phase}.{standing.run}.{decision.seq if decision else 0}"


def record_decisions(
    journal: Journal, hub: str, call: str, decisions: Sequence[ScreenDecision], *, body: str,
    on: dt.date, by: str, accept: str, plugin_hub: LoadedHub | None,
) -> int:
    """Record decisions on a call's ventures; return how many are new.

    What the same form recorded before is left out. Raises :class:`DecisionsRefused` with what is
    wrong with all of them, and :class:`BadInput` if a venture is not in the call.
    """
    problems: dict[str, str] = {}
    stale: list[str] = []
    recorded: list[tuple[VentureStanding, str]] = []
    signs = False
    for one, standing in zip(decisions, _of_call(journal, hub, call, decisions), strict=True):
        if mark_of_standing(standing) != one.seen:
            if not _recorded_before(standing, one):
                stale.append(one.venture)
            continue
        texts = {f"reasons-{one.venture}": one.reasons, f"learning-{one.venture}": one.learning}
        try:
            accepted = accepted_texts_of(journal, hub, one.venture, texts, by=body, accept=accept,
                                         standing=standing)
            record_decision(journal, standing, one.word, body=body, on=on, by=by,
                            reasons=one.reasons, evidence=one.evidence, learning=one.learning,
                            accepted=accepted)
            recorded.append((standing, one.word))
        except SignsOfPeople as found:
            problems |= found.problems
            signs = True
        except BadInput as bad:
            problems |= _by_field(one.venture, bad)
    for venture, wrong in unsound_decisions(journal, recorded, on, plugin_hub).items():
        problems |= _by_field(venture, wrong)
    if problems or stale:
        raise DecisionsRefused(problems, stale, signs=signs)
    refresh(journal, hub, [standing.venture for standing, _ in recorded])
    return len(recorded)


def _of_call(
    journal: Journal, hub: str, call: str, decisions: Sequence[ScreenDecision]
) -> list[VentureStanding]:
    """Return where the ventures stand. A role of one call decides on no other call's ventures."""
    found = [standing_of(journal, hub, one.venture) for one in decisions]
    of_call = [standing for standing in found if standing is not None and standing.call == call]
    if len(of_call) < len(found):
        raise BadInput(Problem(call, 0, one.venture, say("register-problems.is_not_in_this_call"),
                               say("register-problems.decide_in_its_own_call"))
                       for one, standing in zip(decisions, found, strict=True)
                       if standing is None or standing.call != call)
    return with_call_standing(journal, hub, of_call)


def _recorded_before(standing: VentureStanding, one: ScreenDecision) -> bool:
    """Return whether the form was sent twice: its decision is the venture's last one."""
    last = latest(standing.entries, "decision")
    phase, _, before = one.seen.rpartition(".")
    return (last is not None and str(last.seq) != before
            and last.body["decision"] == one.word
            and str(last.body["phase"]) == phase.rpartition(".")[0])


def _by_field(venture: str, bad: BadInput) -> dict[str, str]:
    """Return problems by the field that each is about."""
    found: dict[str, str] = {}
    for problem in bad.problems:
        field = f"{_FIELDS.get(problem.key, 'decision')}-{venture}"
        text = problem.words()
        found[field] = f"{found[field]} {text}" if field in found else text
    return found
