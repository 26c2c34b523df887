"""Record the steps of a call that its hub's method sets. No preliminary list passes for final."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.engine.call.call_progress import (
    STAYS_IN,
    CallProgress,
    common_steps,
    in_order,
    plain,
    step_names,
)
from hubflow.engine.call.list_phases import waits_for_list
from hubflow.model.call import SIGNERS_APART, CallRules, CallStep, TakenStep
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.records.nearest import did_you_mean
from hubflow.register.calls.call_entries import call_of_entry, name_of_call, publication_in
from hubflow.register.calls.call_rules_data import rules_of_data
from hubflow.register.recording.editions import stored_methodology
from hubflow.register.standing.phase_queue import not_judged, waiting_before
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.entries import (
    Draft,
    JournalEntry,
    effective,
    latest,
    with_accepted,
)
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say, spoken_language

_SHOWN = 8


@attrs.frozen(kw_only=True)
class RecordedStep(TakenStep):
    """A step of a call that the register holds; ``seq`` is its entry, 0 where a call.toml has it.

    ``who`` recorded it.
    """

    seq: int = 0
    who: str = ""


def call_progress(
    journal: Journal, hub: str, call: str, on: dt.date | None = None
) -> CallProgress:
    """Return a call's steps (by a day); the common ones for a call that the register lacks."""
    entries = effective(journal.read(hub=hub, subject=call, kinds=["call", "step", "correction"]))
    begun = next((entry for entry in entries if entry.kind == "call"), None)
    rules, language = _rules(journal, hub, begun)
    recorded = [RecordedStep(
        step=str(e.body["step"]).replace(" ", "-"), date=e.on, seq=e.seq,
        by=str(e.personal["body"]), note=str(e.personal.get("note") or ""),
        who=str(e.personal["by"]), **publication_in(e)) for e in entries if e.kind == "step"]
    # a step that the office recorded has an entry of its own, and its day holds
    taken = {step.step: step for step in (*_brought(entries, rules), *recorded)}
    newest = latest(entries, "call")
    said = call_of_entry(newest) if newest is not None else None
    progress = CallProgress(call, rules, language, in_order(rules, taken.values()),
                            said.closes if said is not None else None,
                            grace_minutes=said.grace_minutes if said is not None else 0,
                            call_name=(said.name or "") if said is not None else "")
    return progress if on is None else progress.on(on)


def _brought(entries: Sequence[JournalEntry], rules: CallRules) -> Iterator[RecordedStep]:
    """Yield the steps that the newest call.toml of a call brought along."""
    newest = latest(entries, "call")
    named = step_names(rules)
    for step in call_of_entry(newest).steps if newest is not None else ():
        if plain(step.step) in named:
            yield RecordedStep(
                step=named[plain(step.step)].id, date=step.date, by=step.by, note=step.note,
                published_at=step.published_at, complaints_until=step.complaints_until,
                signers=step.signers)


def _rules(journal: Journal, hub: str, begun: JournalEntry | None) -> tuple[CallRules, str]:
    """Return the steps of the edition that a call began under, and its language."""
    body: Mapping[str, Any] = {}
    if begun is not None:
        found = [entry for entry in journal.read(hub=hub, kinds=["edition"], until=begun.seq)
                 if entry.subject == begun.body.get("edition", entry.subject)]
        body = found[-1].body if found else {}
    steps_data = body.get("call")
    if steps_data is None:
        return common_steps(), "en"  # they are hubflow's own words, not the hub's
    return rules_of_data(steps_data), str(body["language"])


def take_step(
    journal: Journal, hub: str, call: str, step: str, *, on: dt.date, by: str, body: str,
    note: str = "", published_at: str = "", complaints_until: dt.date | None = None,
    signers: Sequence[str] = (), accepted: str = "",
) -> CallProgress:
    """Record that a call has come to a step, named by its id or by the hub's name for it.

    ``published_at``, ``complaints_until`` and ``signers`` are what stands below the list of the
    step. Raises :class:`BadInput` for an unknown call or step, a step back, one that leaves out
    what the hub does not, a day before the last step's or in the future, a last day for
    complaints before the step, and a signer with a semicolon, which parts one from the next.
    """
    check_call(journal, hub, call)
    progress = call_progress(journal, hub, call)
    chosen = _chosen(progress, step)
    check_step(journal, hub, progress, chosen)
    if on > dt.date.today():
        raise one_problem(call, say("register-problems.is_in_the_future", on=on))
    if progress.taken_steps and on < progress.taken_steps[-1].date:
        raise one_problem(call, say("register-problems.is_before_the_day_of", on=on,
                                    date=progress.taken_steps[-1].date,
                                    progress=progress.name(progress.taken_steps[-1].step)))
    if complaints_until is not None and complaints_until < on:
        raise one_problem(call, say("register-problems.complaints_end_before_the_step",
                                    until=complaints_until, on=on))
    if problems := refused_signers(call, signers):
        raise BadInput(problems)
    said = {"published_at": published_at, "signers": f"{SIGNERS_APART} ".join(signers)}
    journal.append([Draft(
        kind="step", hub=hub, subject=call, on=on,
        body={"step": chosen.id, **({"complaints_until": complaints_until.isoformat()}
                                    if complaints_until is not None else {})},
        personal=with_accepted({"by": by, "body": body, "note": note, **{
            key: value for key, value in said.items() if value}}, accepted))])
    return call_progress(journal, hub, call)


def refused_signers(call: str, signers: Iterable[str]) -> Sequence[Problem]:
    """Return what is wrong with who signs a step's list: a semicolon would make two of one."""
    return [Problem(call, 0, "", say("reading-problems.signer_with_semicolon", signer=signer),
                    say("register-problems.each_signer_apart"))
            for signer in signers if SIGNERS_APART in signer]


def check_step(journal: Journal, hub: str, progress: CallProgress, step: CallStep) -> None:
    """Raise :class:`BadInput` with why a call cannot come to a step now, whatever the day."""
    _check_order(progress, step)
    _check_judged(journal, hub, progress, step)


def _check_judged(journal: Journal, hub: str, progress: CallProgress, step: CallStep) -> None:
    """Refuse the step of a phase for which a venture waits, there or before it, or is unjudged.

    Raises :class:`BadInput` with what must come first, a problem a phase.
    """
    if step.phase is None:
        return
    problems = []
    name = progress.name(step.id)
    for phase, edition, ventures in waiting_before(journal, hub, progress.call, step.phase):
        final, names = progress.rules.final_for(phase), ventures[0].phase_names
        told = {"name": name, "phase": names.get(step.phase, step.phase),
                "other": names.get(phase, phase), "few": _few(ventures)}
        if phase == step.phase:
            what = say("register-problems.nothing_recommended_in_phase", **told)
            to_do = f"hubflow register run --call {progress.call}."
        else:
            what = say("register-problems.nobody_decided_in_phase", **told)
            to_do = f"hubflow register decide --call {progress.call} --phase {phase}."
            if not progress.is_final(phase) and waits_for_list(
                    stored_methodology(journal, hub, edition), phase):
                to_do = say("register-problems.first_the_step", step=progress.name(final),
                            call=progress.call, phase=phase)
        problems.append(Problem(progress.call, 0, "", what, to_do))
    for _, waiting in not_judged(journal, hub, progress.call, step.phase):
        problems.append(Problem(
            progress.call, 0, "",
            say("register-problems.not_judged_in_phase", name=name,
                other=waiting[0].phase_names.get(step.phase, step.phase), few=_few(waiting)),
            say("register-problems.judge_then_run", call=progress.call)))
    if problems:
        raise BadInput(problems)


def _few(ventures: Sequence[VentureStanding]) -> str:
    return ", ".join(one.name for one in ventures[:_SHOWN]) + (
        " …" if len(ventures) > _SHOWN else "")


def check_call(journal: Journal, hub: str, call: str) -> None:
    """Raise :class:`BadInput` for a call that the register does not know."""
    calls = {entry.subject for entry in journal.read(hub=hub, kinds=["call"])}
    if call not in calls:
        raise one_problem(call, say("register-problems.has_no_call_of_this_id", hub=hub),
                          did_you_mean(call, calls))


def _chosen(progress: CallProgress, name: str) -> CallStep:
    named = step_names(progress.rules)
    if plain(name) not in named:
        names = [progress.name(step.id) for step in progress.rules.steps]
        raise one_problem(progress.call,
                          say("register-problems.is_no_step_of_this_call", name=name),
                          did_you_mean(name, names))
    return named[plain(name)]


def _check_order(progress: CallProgress, chosen: CallStep) -> None:
    """Refuse a step backwards, or one past a step that is not optional."""
    steps, here, to = progress.rules.steps, progress.position, progress.rules.position(chosen.id)
    between = [step for step in steps[here + 1 : max(to, here + 1)] if not step.optional]
    if to > here and not between:
        return
    allowed = _names(progress, _next(steps, here))
    if to <= here:
        last = progress.furthest
        assert last is not None
        withdrawn = (say("register-problems.a_wrong_step_is_withdrawn", seq=last.seq)
                     if isinstance(last, RecordedStep) and last.seq else "")
        raise one_problem(
            progress.call, say("register-problems.it_has_come_to_already",
                               progress=progress.name(last.step, spoken_language())),
            say("register-problems.allowed_are", allowed=allowed, withdrawn=withdrawn))
    raise one_problem(
        progress.call, say("register-problems.comes_after_which_is_not_recorded",
                           progress=progress.name(chosen.id, spoken_language()),
                           names=_names(progress, between)),
                      say("register-problems.allowed_are_2", allowed=allowed))


def _next(steps: Sequence[CallStep], here: int) -> list[CallStep]:
    """Return the steps that may follow: the optional ones, and the first that is not."""
    found = []
    for step in steps[here + 1 :]:
        found.append(step)
        if not step.optional:
            break
    return found


def _names(progress: CallProgress, steps: Sequence[CallStep]) -> str:
    language = spoken_language()
    return ", ".join(say("register-problems.named", name=progress.name(step.id, language))
                     for step in steps) or say("register-problems.none")


def check_final(
    journal: Journal, standing: VentureStanding, word: str, on: dt.date, phase: str
) -> None:
    """Refuse a decision that leads on and is dated before the final list of the call or phase.

    Phases that only admit wait for none.
    """
    hub, venture, call = standing.hub, standing.venture, standing.call
    if not call or word not in STAYS_IN:
        return
    progress = call_progress(journal, hub, call)
    if not progress.taken_steps:
        return
    final = progress.name(progress.rules.final_for(phase))
    since = progress.final_since(phase)
    late = since is not None and on >= since
    if late or not waits_for_list(stored_methodology(journal, hub, standing.edition), phase):
        return
    if since is None:
        raise one_problem(
            venture, say("register-problems.its_call_is_at_nothing_is",
                         call=name_of_call(journal, hub, call), progress=progress.here(),
                         final=final),
            say("register-problems.when_that_is_there_hubflow_register", call=call, final=final))
    raise one_problem(
        venture, say("register-problems.is_before_the_day_of_of", on=on, since=since, final=final,
                     call=name_of_call(journal, hub, call)),
        say("register-problems.is_the_day_right_on_names"))


def mark_of(journal: Journal, hub: str, call: str, on: dt.date | None = None) -> str:
    """Return the words that mark a call's results as preliminary; empty if they are final."""
    return call_progress(journal, hub, call, on).preliminary_mark if call else ""
