"""Record complaints about a call's results, and what a body answered to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from hubflow.engine.pipeline.case_source import ComplaintRecord
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.register.recording.steps import call_progress
from hubflow.register.standing.dues import open_complaints
from hubflow.register.standing.outcome import changes
from hubflow.register.standing.standing_table import refresh
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.entries import (
    Draft,
    JournalEntry,
    effective,
    latest,
    with_accepted,
)
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say


def complain(
    journal: Journal, standing: VentureStanding, says: str, *, answer_by: dt.date, on: dt.date,
    by: str, accepted: str = "",
) -> bool:
    """Record a complaint of a venture about its latest result; return whether it came late.

    Late is what comes after the days that the call's step gives. Raises :class:`BadInput` for a day
    in the future or before the venture began, and for an answer that is due before the complaint.
    """
    problems = []
    if on > dt.date.today():
        problems.append(Problem("--on", 0, "", say("register-problems.is_in_the_future", on=on),
                                say("register-problems.record_what_has_happened")))
    if on < standing.begun:
        problems.append(Problem(standing.venture, 0, "", say(
            "register-problems.is_before_the_day_that_it", on=on, begun=standing.begun)))
    if answer_by < on:
        problems.append(Problem("--answer-by", 0, "", say(
            "register-problems.is_before_the_day_of_the", answer_by=answer_by, on=on)))
    if problems:
        raise BadInput(problems)
    until = (call_progress(journal, standing.hub, standing.call, on).complaints_until
             if standing.call else None)
    late = until is not None and on > until
    result = latest(standing.entries, "recommendation")
    phase = str(result.body["phase"]) if result is not None else standing.phase or standing.stage
    journal.append([Draft(
        kind="complaint", hub=standing.hub, subject=standing.venture, on=on,
        body={"phase": phase, "answer_by": answer_by.isoformat(),
              "run": result.seq if result is not None else 0, "late": late},
        personal=with_accepted({"by": by, "says": says}, accepted))])
    refresh(journal, standing.hub, [standing.venture])
    return late


def answer(
    journal: Journal, standing: VentureStanding, word: str, *, body: str, reasons: str,
    on: dt.date, by: str, entry: int | None = None, accepted: str = "",
) -> list[dict[str, object]]:
    """Record the answer to a complaint; return what changed in the results since it came in.

    Raises :class:`BadInput` where no complaint is open, where several are and ``entry`` names none,
    and for a day in the future or before the complaint.
    """
    complaint = _open(standing, entry)
    if on > dt.date.today():
        raise one_problem("--on", say("register-problems.is_in_the_future", on=on),
                          say("register-problems.record_what_has_happened"))
    if on < complaint.on:
        raise one_problem(standing.venture,
                          say("register-problems.is_before_the_day_of_the", answer_by=on,
                              on=complaint.on), say("register-problems.is_the_day_right_on_names"))
    before = journal.find(int(complaint.body["run"])) if complaint.body["run"] else None
    now = next((each for each in reversed(standing.entries) if each.kind == "recommendation"
                and each.body["phase"] == complaint.body["phase"]), None)
    changed = (changes(before.body, now.body) if before is not None and now is not None
               and now.seq > before.seq else [])
    journal.append([Draft(
        kind="answer", hub=standing.hub, subject=standing.venture, on=on,
        body={"complaint": complaint.seq, "answer": word, "changed": changed},
        personal=with_accepted({"by": by, "body": body, "reasons": reasons}, accepted))])
    refresh(journal, standing.hub, [standing.venture])
    return changed


def _open(standing: VentureStanding, entry: int | None) -> JournalEntry:
    """Return the complaint to answer."""
    found = open_complaints(standing.entries)
    numbers = ", ".join(str(each.seq) for each in found)
    if entry is not None:
        found = [each for each in found if each.seq == entry]
        if not found:
            raise one_problem(standing.venture,
                              say("register-problems.entry_is_no_complaint_that_is", entry=entry),
                              say("register-problems.open_are", numbers=numbers
                                  or say("register-problems.none")))
    if not found:
        raise one_problem(standing.venture, say("register-problems.no_complaint_of_it_waits_for"))
    if len(found) > 1:
        raise one_problem(standing.venture,
                          say("register-problems.several_complaints_of_it_wait_for",
                              numbers=numbers), say("register-problems.name_one_with_entry"))
    return found[0]


def complaints_of(
    standing: VentureStanding, on: dt.date, journal: Journal | None = None
) -> Iterator[ComplaintRecord]:
    """Yield a venture's complaints by a day, with their answers.

    The body and its reasons are those that ``journal`` holds; empty without it.
    """
    entries = standing.entries if journal is None else effective(journal.read(
        hub=standing.hub, subject=standing.venture, kinds=["answer", "correction"]))
    answers = {each.body["complaint"]: each for each in entries
               if each.kind == "answer" and each.on <= on}
    for entry in standing.entries:
        if entry.kind == "complaint" and entry.on <= on:
            said = answers.get(entry.seq)
            yield ComplaintRecord(
                venture=standing.venture, phase=str(entry.body["phase"]), date=entry.on,
                answer_by=dt.date.fromisoformat(entry.body["answer_by"]),
                answer=str(said.body["answer"]) if said is not None else "",
                answered=said.on if said is not None else None,
                changed=bool(said is not None and said.body["changed"]),
                by=str(said.personal.get("body") or "") if said is not None else "",
                reasons=str(said.personal.get("reasons") or "") if said is not None else "")
