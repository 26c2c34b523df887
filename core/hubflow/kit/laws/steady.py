"""The laws on steadiness: neither the order of ventures nor a second run changes a result."""

from __future__ import annotations

from collections.abc import Iterator

from hubflow.kit.checking.findings import Finding
from hubflow.kit.laws.trial import Trial, TrialOutcome

ROWS = 12


def steadiness(trial: Trial) -> Iterator[Finding]:
    """Yield findings of the laws HF305 and HF306 in one phase."""
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
        yield trial.finding("HF306", ("gate",), "two calls with the same table gave "
                            f"{_in_words(first[row])}, then {_in_words(again[row])}",
                            "The same input must give the same answer.", hook)
        return
    for order in orders:
        other = trial.outcomes(
            {name: [values[row] for row in order] for name, values in facts.items()},
            {id: [values[row] for row in order] for id, values in judged.items()},
            [calls[row] for row in order])
        for place, row in enumerate(order):
            if other[place] != first[row]:
                yield trial.finding(
                    "HF305", ("gate",), "the same venture in another row of the table gets "
                    f"{_in_words(other[place])} in place of {_in_words(first[row])}",
                    "The order of the table must change nothing.", hook)
                return


def _in_words(outcome: TrialOutcome) -> str:
    score = "" if outcome.lower is None else f" with a score of {outcome.lower:g}"
    return f"{outcome.words}{score}"
