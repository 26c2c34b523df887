"""A register as a source of cases: ventures as they are, and as they were when decided on."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from hubflow.cli.shared_options import note_language
from hubflow.engine.call.call_notes import state_notes
from hubflow.engine.call.call_progress import CallProgress
from hubflow.engine.pipeline.case_source import (
    CaseQuery,
    CaseSet,
    CaseSource,
    ComplaintRecord,
    DecisionRecord,
    FinalRecord,
)
from hubflow.model.call import OUT_BY_BODY, OUT_OF_RACE, CallMember
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.dossiers.load import InputEntry
from hubflow.register.archives.filing import letters_sent
from hubflow.register.calls.call_entries import recorded_call, with_members
from hubflow.register.calls.complaints import complaints_of
from hubflow.register.recording.editions import StoredEdition, hub_language, hub_of, stored_edition
from hubflow.register.recording.releasing import recorded_decisions, word_of
from hubflow.register.recording.steps import RecordedStep, call_progress
from hubflow.register.standing.edition_phases import phases_in
from hubflow.register.standing.rebuild import all_dossiers, rebuild_inputs
from hubflow.register.standing.recomputation import run_cases
from hubflow.register.standing.recorded_scales import JudgedScales
from hubflow.register.standing.register_hubs import chosen_hub
from hubflow.register.standing.running import edition_cases, fitting_judgements
from hubflow.register.standing.standing_table import (
    ids_of,
    phases_by_edition,
    standing_of,
    unknown_venture,
)
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.chain import short_digest
from hubflow.register.storage.entries import JournalEntry, effective, latest
from hubflow.register.storage.journal import Journal
from hubflow.register.storage.locking import Patience
from hubflow.register.storage.opening import open_register
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub


@contextlib.contextmanager
def open_cases(
    query: CaseQuery, plugin_hub: LoadedHub | None
) -> Iterator[CaseSource]:
    """Return a register as a source of the ventures named on the command line.

    ``plugin_hub`` is the hub whose code and templates are lent. Raises :class:`BadInput` where
    there is no register, or nothing in it that is asked for.
    """
    register = open_register(query.register, Patience())
    try:
        with register.reading() as journal:
            hub = query.hub or os.environ.get("HUBFLOW_HUB") or (
                plugin_hub.id if plugin_hub else None)
            chosen = chosen_hub(journal, hub, query.names[0] if query.names else None)
            note_language(hub_language(journal, chosen))
            yield RegisterCases(
                journal, query.register, chosen, _asked(journal, chosen, query), plugin_hub,
                query.as_of or dt.date.today())
    finally:
        register.close()


Keep = Callable[[int, Callable[[], CaseSet]], CaseSet]
"""Returns the cases of a recorded run, by its entry: those kept of it, or those made now."""


def _anew(_: int, make: Callable[[], CaseSet]) -> CaseSet:
    return make()


class RegisterCases:
    """Ventures of one hub in a register, on a day. ``keep`` may keep what recorded runs saw."""

    def __init__(
        self, journal: Journal, name: str, hub: str, standings: Sequence[VentureStanding],
        plugin_hub: LoadedHub | None, as_of: dt.date, keep: Keep = _anew,
    ) -> None:
        self.journal = journal
        self.name = name
        self.hub = hub
        self.standings = standings
        self.plugin_hub = plugin_hub
        self.as_of = as_of
        self._keep = keep
        self._editions: dict[str, StoredEdition] = {}

    def entries(self) -> Sequence[InputEntry]:
        """Return the dossiers with everything recorded since."""
        return all_dossiers(
            self.journal, self.hub, [one.venture for one in self.standings]).entries

    def case_sets(self) -> Sequence[CaseSet]:
        """Return the ventures by the edition that each is under, with those of their calls."""
        sets = []
        for edition in dict.fromkeys(one.edition for one in self.standings):
            own = [one for one in self.standings if one.edition == edition]
            cases = edition_cases(self.journal, self._edition(edition), self._together(own),
                                  self.as_of)
            sets.append(self._chosen(cases, own))
        return sets

    def under(self, hub: LoadedHub) -> CaseSet:
        """Return the ventures as another method reads them; juries count for their own hub."""
        about = hub.methodology.methodology.hub
        own = about.id == self.hub
        phases = phases_by_edition(self.journal, self.hub)
        if own:
            phases = {**phases, about.edition: phases_in(hub.methodology.methodology)}
        again = rebuild_inputs(self.journal, self.hub, about.edition if own else "",
                               self._together(self.standings), phases=phases,
                               scales=(JudgedScales(self.journal, hub.methodology.methodology)
                                       if own else None))
        cases = CaseSet(
            hub=hub, layout=hub, inputs=again.inputs, as_of=self.as_of, decided_only=own,
            judgements=(fitting_judgements(again.judgements, hub.methodology.methodology)
                        if own else ()))
        return self._chosen(cases, self.standings)

    def decisions(self) -> Mapping[str, Sequence[DecisionRecord]]:
        """Return what bodies decided of each venture, and what the hub released of it."""
        return {one.venture: list(self._decisions(one))
                for one in self.standings if one.kind == "venture"}

    def when_decided(
        self, decisions: Sequence[DecisionRecord]
    ) -> Iterator[tuple[CaseSet, Sequence[DecisionRecord]]]:
        """Yield the runs behind the decisions, or the register of that day."""
        by_run: dict[int, list[DecisionRecord]] = {}
        for record in decisions:
            entry = self.journal.find(record.entry)
            run = self._run_of(entry) if entry is not None else None
            by_run.setdefault(run.seq if run else -record.entry, []).append(record)
        for number, records in by_run.items():
            run = self.journal.find(number) if number > 0 else None
            if run is not None:
                yield self._keep(number, functools.partial(self._of_run, run)), records
                continue
            (record,) = records
            then = standing_of(self.journal, self.hub, record.venture, until=record.entry)
            assert then is not None
            cases = edition_cases(self.journal, self._edition(then.edition),
                                  [record.venture], record.date, until=record.entry)
            yield self._chosen(cases, ()).whole(), records

    def _of_run(self, run: JournalEntry) -> CaseSet:
        """Return the cases of a recorded run."""
        return self._chosen(run_cases(self.journal, run, self._edition(str(run.body["edition"]))),
                            ()).whole()

    def progress(self, call: str) -> CallProgress | None:
        """Return how far a call has come on the day looked at."""
        return call_progress(self.journal, self.hub, call, self.as_of)

    def complaints(self) -> Sequence[ComplaintRecord]:
        """Return the complaints of the ventures asked for, until the day looked at."""
        return [said for one in self.standings for said in complaints_of(one, self.as_of)]

    def when_final(self, call: str, phase: str) -> FinalRecord | None:
        """Return the ventures as recorded by the entry that made a list final."""
        progress = call_progress(self.journal, self.hub, call, self.as_of)
        step = progress.final_step(phase)
        if not isinstance(step, RecordedStep) or not step.seq:
            return None
        phases = phases_by_edition(self.journal, self.hub)
        asked = dict.fromkeys([one.venture for one in self.standings])
        left = [id for id in self._moved_since(call, step.seq) if id not in asked]
        then = [found for id in (*asked, *left) if (found := standing_of(
            self.journal, self.hub, id, phases, until=step.seq)) is not None
            and found.call == call]
        if not then:
            return None
        together = [*self._together(self.standings), *(one.venture for one in then)]
        cases = edition_cases(self.journal, self._edition(then[0].edition),
                              list(dict.fromkeys(together)), step.date, until=step.seq)
        return FinalRecord(
            cases=cases.replace(chosen=frozenset(one.venture for one in then)), step=step,
            progress=progress.up_to(step),
            complaints=[said for one in then for said in complaints_of(one, step.date)])

    def _moved_since(self, call: str, seq: int) -> Sequence[str]:
        """Return the ventures that a move may have taken out of a call after an entry.

        None where ventures were asked for by name, not all of the call.
        """
        if {one.venture for one in self.standings} < set(ids_of(self.journal, self.hub, call=call)):
            return ()
        return list(dict.fromkeys(
            entry.subject for entry in self.journal.read(hub=self.hub, kinds=["move"])
            if entry.seq > seq))

    def _edition(self, name: str) -> StoredEdition:
        """Return the hub of an edition, built once."""
        if name not in self._editions:
            entry = stored_edition(self.journal, self.hub, name)
            self._editions[name] = hub_of(entry, self.plugin_hub)
        return self._editions[name]

    def _together(self, own: Sequence[VentureStanding]) -> list[str]:
        """Return the ventures and all that compete with them: those of their calls and editions."""
        ids = dict.fromkeys(one.venture for one in own)
        phases = phases_by_edition(self.journal, self.hub)
        for call in sorted({one.call for one in own} - {""}):
            editions = {one.edition for one in own if one.call == call}
            for id in ids_of(self.journal, self.hub, call=call):
                other = None if id in ids else standing_of(self.journal, self.hub, id, phases)
                if other is not None and other.edition in editions:
                    ids[id] = None
        return list(ids)

    def _chosen(self, cases: CaseSet, own: Sequence[VentureStanding]) -> CaseSet:
        """Return the cases with the ventures named, their layout, and notes on open calls."""
        # templates are not kept in a register: they are those of the hub that was named
        calls = dict.fromkeys(one.call for one in own if one.call)
        preliminary = [progress for call in calls if (
            progress := call_progress(self.journal, self.hub, call, self.as_of)).preliminary_mark]
        return cases.replace(layout=self.plugin_hub or cases.hub,
            notes=functools.partial(_not_final, preliminary),
            proof=self.journal.proof() if own else None,
            chosen=frozenset(one.venture for one in own))

    def _decisions(self, standing: VentureStanding) -> Iterator[DecisionRecord]:
        decisions, releases = recorded_decisions(self.journal, self.hub, standing.venture)
        complaints = tuple(complaints_of(standing, self.as_of, self.journal)) if releases else ()
        until = self._complaints_until(standing.call) if releases and standing.call else None
        out = self._out(standing) if releases else None
        sent = letters_sent(self.journal, self.hub, standing.venture) if releases else {}
        for entry in decisions:
            release = releases.get(entry.seq)
            yield DecisionRecord(
                venture=standing.venture, decision=word_of(entry), phase=str(entry.body["phase"]),
                by=str(entry.personal["body"]), date=entry.on,
                reasons=str(entry.personal.get("reasons") or ""),
                released=release.on if release else None,
                released_by=str(release.personal["body"]) if release else "",
                step=self._step(standing, str(entry.body["phase"])) if release else lambda _: "",
                entry=entry.seq, out=out, closes=entry.kind == "close", complaints=complaints,
                complaints_until=until, sent=sent.get(entry.seq),
                proof=(self.journal.id(), release.seq, short_digest(release.digest))
                if release else None)
        yield from self._put_out(standing)

    def _put_out(self, standing: VentureStanding) -> Iterator[DecisionRecord]:
        """Yield how a venture stands in its call if it is out of the race, and who said so."""
        out = self._out(standing) if standing.call and not standing.in_race else None
        if out is None or out.standing not in OUT_OF_RACE:
            return
        entry = latest(effective(self.journal.read(
            hub=self.hub, subject=standing.venture, kinds=["member", "correction"])), "member")
        if entry is None:  # late by its own file: no body said so
            yield DecisionRecord(venture=standing.venture, decision=out.standing, out=out,
                                 phase=standing.phase, by="", date=out.date or standing.begun)
            return
        told = entry.on if out.standing in OUT_BY_BODY else None
        yield DecisionRecord(
            venture=standing.venture, decision=out.standing, phase=standing.phase, out=out,
            by=str(entry.personal["body"]), date=entry.on, released=told, entry=entry.seq,
            reasons=str(entry.personal.get("reasons") or ""),
            complaints_until=self._complaints_until(standing.call),
            sent=letters_sent(self.journal, self.hub, standing.venture).get(entry.seq),
            proof=(self.journal.id(), entry.seq, short_digest(entry.digest)) if told else None)

    def as_if_released(self, venture: str) -> DecisionRecord | None:
        """Return a venture's latest decision as it would be told if it was released on the day.

        None where nothing was decided, the decision is released already, or the venture is told
        that a body put it out of the race.
        """
        standing = next(one for one in self.standings if one.venture == venture)
        decisions = list(self._decisions(standing))
        *_, last = [None, *(one for one in decisions if not one.puts_out)]
        told_out = any(one.puts_out and one.released for one in decisions)
        if last is None or last.released is not None or told_out:
            return None
        return last.replace(
            released=self.as_of, step=self._step(standing, last.phase), out=self._out(standing),
            complaints=tuple(complaints_of(standing, self.as_of, self.journal)),
            complaints_until=self._complaints_until(standing.call) if standing.call else None)

    def _out(self, standing: VentureStanding) -> CallMember | None:
        """Return how a venture stands in its call if it is out of the race."""
        call = with_members(recorded_call(self.journal, self.hub, standing.call),
                            {standing.venture: standing.entries})
        return call.out(standing.venture, self.as_of) if standing.call else None

    def _complaints_until(self, call: str) -> dt.date | None:
        """Return the last day on which one may complain of the step that a call is at."""
        return call_progress(self.journal, self.hub, call, self.as_of).complaints_until

    def _step(self, standing: VentureStanding, phase: str) -> Callable[[str], str]:
        """Return the step that a venture's call is at, by language, as long as what was decided on
        a phase, or on all of a stage, is not final.
        """
        if not standing.call:
            return lambda _: ""
        progress = call_progress(self.journal, self.hub, standing.call, self.as_of)
        order = phases_by_edition(self.journal, self.hub).get(standing.edition, [])
        at = max((n for n, one in enumerate(order) if phase in (one.id, one.stage)), default=-1)
        phases = [one.id for one in order[at:]] if at >= 0 else []
        return functools.partial(progress.here_for, phases)

    def _run_of(self, decision: JournalEntry) -> JournalEntry | None:
        """Return the run that a decision was based on, if any."""
        seq = int(decision.body.get("run") or 0)
        found = self.journal.find(seq) if seq else None
        return self.journal.find(int(found.body["run"])) if found and "run" in found.body else found


def _not_final(calls: Sequence[CallProgress], language: str) -> tuple[str, ...]:
    """Return a sentence for each call whose results are preliminary."""
    return tuple(note for progress in calls
                 for note in state_notes(progress, language, named=len(calls) > 1))


def _asked(journal: Journal, hub: str, query: CaseQuery) -> list[VentureStanding]:
    """Return the standings of the ventures named; raise all problems of their names together."""
    ids = list(dict.fromkeys(query.names)) or ids_of(journal, hub, call=query.call)
    if query.call is not None and not ids:
        raise one_problem(f"--call {query.call}",
                          say("register-problems.has_no_ventures_in_a_call", hub=hub))
    phases = phases_by_edition(journal, hub)
    found: list[VentureStanding] = []
    problems: list[Problem] = []
    for id in ids:
        standing = standing_of(journal, hub, id, phases)
        if standing is None:
            problems += unknown_venture(journal, hub, id).problems
        elif query.names or standing.kind == "venture":
            found.append(standing)
    if problems:
        raise BadInput(problems)
    if query.edition is not None:
        editions = sorted({one.edition for one in found})
        found = [one for one in found if one.edition == query.edition]
        if not found:
            raise one_problem(f"--edition {query.edition}",
                              say("register-problems.no_venture_asked_for_is_under"),
                              say("register-problems.they_are_under", editions=", ".join(editions))
                              if editions else "")
    if query.stage and not query.names:
        return [one for one in found if one.stage == query.stage
                and one.state in (query.stage, "paused")]
    if not found:
        raise one_problem(query.register, say("register-problems.has_no_ventures_in_it", hub=hub),
                          say("register-problems.bring_some_in_hubflow_register_add"))
    return found
