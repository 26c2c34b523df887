"""The laws on steadiness: no order of ventures, second run or other call changes a result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hubflow.kit.checking.findings import Finding
from hubflow.kit.laws.trial import Trial, TrialOutcome
from hubflow.kit.laws.witness import Values
from hubflow.text.spoken import say

ROWS = 12

Levels = Mapping[str, list[float | None]]


def steadiness(trial: Trial) -> Iterator[Finding]:
    """Yield findings of the laws HF305, HF306 and HF313 in one phase."""
    orders = [list(range(ROWS))[::-1]]
    if trial.with_code:
        orders.append(trial.witnesses.random.sample(range(ROWS), ROWS))
    facts = trial.witnesses.facts(trial.names(), ROWS, missing=0.1)
    judged = trial.witnesses.judged(trial.plan, ROWS)
    calls = [row // 4 for row in range(ROWS)]
    first = trial.outcomes(facts, judged, calls)
    again = trial.outcomes(facts, judged, calls)
    hook = trial.deciding_hook("hubflow_score_phase", "hubflow_recommend")
    if first != again:
        row = next(row for row in range(ROWS) if first[row] != again[row])
        hook = (trial.deciding_hook("hubflow_score_phase")
                if (first[row].lower, first[row].upper) != (again[row].lower, again[row].upper)
                else trial.deciding_hook("hubflow_recommend")) or hook
        yield trial.finding("HF306", ("gate",),
                            say("kit.two_calls_gave", first=_in_words(first[row]),
                                again=_in_words(again[row])), say("kit.same_answer"), hook)
        return
    for order in orders:
        other = trial.outcomes(
            {name: [values[row] for row in order] for name, values in facts.items()},
            {id: [values[row] for row in order] for id, values in judged.items()},
            [calls[row] for row in order])
        for place, row in enumerate(order):
            if other[place] != first[row]:
                yield trial.finding("HF305", ("gate",),
                                    say("kit.in_another_row", other=_in_words(other[place]),
                                        first=_in_words(first[row])),
                                    say("kit.order_changes_nothing"), hook)
                return
    if hook:
        yield from _calls_apart(trial, facts, judged, hook)


def _calls_apart(trial: Trial, facts: Values, judged: Levels, hook: str) -> Iterator[Finding]:
    """Yield ventures whose hook result changes if the table holds no other call."""
    calls = [row // 2 for row in range(ROWS)]
    together = trial.outcomes(facts, judged, calls)
    for call in sorted(set(calls)):
        rows = [row for row, each in enumerate(calls) if each == call]
        alone = trial.outcomes({name: [values[row] for row in rows]
                                for name, values in facts.items()},
                               {id: [values[row] for row in rows] for id, values in judged.items()},
                               [call] * len(rows))
        for row, outcome in zip(rows, alone, strict=True):
            if outcome != together[row]:
                yield trial.finding("HF313", ("gate",),
                                    say("kit.with_another_call", together=_in_words(together[row]),
                                        alone=_in_words(outcome)), say("kit.compare_within_call"),
                                    hook)
                return


def _in_words(outcome: TrialOutcome) -> str:
    score = "" if outcome.lower is None else say("kit.with_a_score", score=outcome.lower)
    return f"{outcome.words}{score}"
