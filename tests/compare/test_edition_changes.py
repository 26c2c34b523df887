"""Two editions are compared by what they recommend, whatever was decided."""

from __future__ import annotations

import datetime as dt

from tests.compare.conftest import Workshop, criterion, gate, judgements

from hubflow.compare.edition_changes import in_order

RULES = criterion("need", "need-severity")


def test_a_decision_does_not_hide_that_the_later_edition_says_otherwise(
    workshop: Workshop,
) -> None:
    old = workshop.hub("one", RULES + gate("advance = { score = 40 }\nstop = { score_below = 40 }"))
    new = workshop.hub("one", RULES + gate("advance = { score = 50 }\nstop = { score_below = 50 }"),
                       edition="2")
    decided = {"decisions": [{"hub": "one", "phase": "identify", "decision": "advance",
                              "date": dt.date(2019, 4, 20), "by": "The board"}]}
    scores = {"above": 6, "between": 4.5, "undecided": 4.5, "below": 3}
    found = workshop.compare([old, new], workshop.dossiers(
        [{"id": id, "hubs": {"one": {"judgements": judgements(need=score)}},
          **({} if id == "undecided" else decided)} for id, score in scores.items()]))
    (changes,) = found.changes
    assert [(c.venture, c.phase, c.said_a, c.said_b, c.decision and c.decision.decision)
            for c in changes.changed] == [
        ("between", "Identify", "advance", "stop", "advance"),
        ("undecided", "Identify", "advance", "stop", None)]
    assert (changes.ventures, changes.of) == (2, 4)


def test_a_phase_that_only_one_edition_has_stands_where_it_comes() -> None:
    assert in_order(["one", "three"], ["one", "two", "three"]) == ["one", "two", "three"]
    assert in_order(["zero", "one", "old"], ["one", "new"]) == ["zero", "one", "old", "new"]
    assert in_order([], ["one"]) == in_order(["one"], []) == ["one"]
