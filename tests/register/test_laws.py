"""Laws of the fold: no phase is skipped, and a withdrawn correction leaves no trace."""

from __future__ import annotations

import datetime as dt

import attrs
from hypothesis import given
from hypothesis import strategies as st

from hubflow.model.identity import PASSES
from hubflow.register.standing.dues import dues_of
from hubflow.register.standing.edition_phases import EditionPhase
from hubflow.register.standing.venture_standing import fold
from hubflow.register.storage.entries import JournalEntry, effective

STILL_IN = [
    EditionPhase(stage="identify", id="a", name="A"),
    EditionPhase(stage="identify", id="b", name="B"),
    EditionPhase(stage="understand", id="c", name="C"),
    EditionPhase(stage="test", id="d", name="D"),
]
PHASES = {"1": STILL_IN}
DAY = dt.date(2025, 1, 1)

ACTS = st.lists(st.tuples(
    st.sampled_from(["advance", "revise", "stop", "recognised", "pause", "resume", "adopt",
                     "judgement"]),
    st.sampled_from(["a", "b", "c", "d", "identify", "elsewhere"]),
    st.integers(0, 5),
), max_size=12)


def entry(seq: int, what: str, on: dt.date, **body: object) -> JournalEntry:
    """An entry as the journal would hold it."""
    return JournalEntry(seq=seq, kind=what, hub="h", subject="v", on=on, at="", body=body,  # type: ignore[arg-type]
                 personal={"name": "V"}, digest="")


def journal(acts: list[tuple[str, str, int]]) -> list[JournalEntry]:
    """A venture's entries: its dossier, then so many acts on later and later days."""
    found = [entry(1, "dossier", DAY, kind="venture", edition="1", decisions=[])]
    for seq, (word, phase, days) in enumerate(acts, start=2):
        on = found[-1].on + dt.timedelta(days)
        if word in ("pause", "resume", "judgement"):
            found.append(entry(seq, word, on, phase=phase))
        else:
            found.append(entry(seq, "decision", on, phase=phase, decision=word))
    return found


@given(ACTS)
def test_no_phase_is_skipped(acts: list[tuple[str, str, int]]) -> None:
    standing = fold(journal(acts), (), PHASES)
    assert standing is not None
    ids = [phase.id for phase in STILL_IN]
    assert list(standing.passed) == ids[: len(standing.passed)]
    assert standing.phase == (ids[len(standing.passed)] if len(standing.passed) < 4 else "")
    decided = {phase for word, phase, _ in acts if word in PASSES}
    assert set(standing.passed) <= decided | ({"a", "b"} if "identify" in decided else set())
    assert standing.since >= standing.begun
    assert standing.open or not dues_of(standing)


@given(ACTS, st.data())
def test_a_withdrawn_correction_leaves_no_trace(
    acts: list[tuple[str, str, int]], data: st.DataObject
) -> None:
    before = journal(acts)
    wrong = data.draw(st.sampled_from(before[1:])) if len(before) > 1 else None
    if wrong is None:
        return
    day, seq = before[-1].on, before[-1].seq
    corrected = [*before, entry(seq + 1, "correction", day, corrects=wrong.seq, withdraw=True)]
    assert wrong.seq not in {e.seq for e in effective(corrected)}
    undone = [*corrected, entry(seq + 2, "correction", day, corrects=seq + 1, withdraw=True)]
    assert effective(undone) == effective(before)
    one, other = fold(before, (), PHASES), fold(undone, (), PHASES)
    assert one is not None
    assert other is not None
    assert attrs.evolve(one, entries=()) == attrs.evolve(other, entries=())


@given(ACTS)
def test_judgements_move_nobody(acts: list[tuple[str, str, int]]) -> None:
    entries = journal(acts)
    with_them = fold(entries, (), PHASES)
    without = fold([e for e in entries if e.kind != "judgement"], (), PHASES)
    assert with_them is not None
    assert without is not None
    assert attrs.evolve(with_them, entries=()) == attrs.evolve(without, entries=())
