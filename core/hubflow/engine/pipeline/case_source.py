"""Define a source of cases: one interface for dossiers in files and in a register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import attrs
import polars as pl

from hubflow.engine.pipeline.prepare import Prepared, prepare
from hubflow.engine.pipeline.run import recommend, run_table
from hubflow.engine.results.engine_words import proof_sentence
from hubflow.model.call import OUT_OF_RACE, CallMember
from hubflow.model.input_problems import one_problem
from hubflow.model.judgements import Judgement
from hubflow.model.plain_record import PlainRecord
from hubflow.model.rates import Rates
from hubflow.model.results import ProofNote, RunResult
from hubflow.reading.dossiers.load import InputEntry, Inputs
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.engine.call.call_progress import CallProgress
    from hubflow.model.call import TakenStep
    from hubflow.plugins.manager import LoadedHub


class CaseSet(PlainRecord):
    """The ventures of a source under one method, with all that is known of them.

    ``hub`` is the method, ``layout`` the hub whose templates and formats documents take.
    ``judgements`` are those beyond dossiers and jury sheets. ``as_of`` is the day; without it each
    call's own date, else today. ``rates`` are those of a recorded run. ``chosen`` are the ids that
    were asked for, where ``inputs`` also hold those that they compete with. With
    ``decided_only`` decisions alone lead past a phase, with ``everyone_competes`` those who left a
    call count in it all the same; ``names_as_written``, ``late_judgements`` and
    ``returns_forgotten`` as for :func:`prepare`. ``notes`` gives, in a language, what is said
    beside every result, such as that a call is not final. ``proof`` is the head of the register
    that was read.
    """

    hub: LoadedHub
    layout: LoadedHub
    inputs: Inputs
    judgements: Sequence[Judgement] = ()
    as_of: dt.date | None = None
    rates: Rates | None = None
    chosen: frozenset[str] | None = None
    decided_only: bool = False
    everyone_competes: bool = False
    names_as_written: bool = False
    late_judgements: bool = False
    returns_forgotten: bool = False
    notes: Callable[[str], Sequence[str]] = lambda _: ()
    proof: tuple[str, int, str] | None = None

    @classmethod
    def of(cls, hub: LoadedHub, inputs: Inputs, as_of: dt.date | None = None) -> CaseSet:
        """Return inputs from files under a hub's method."""
        calls = [found.call for found in inputs.calls]

        def notes(language: str) -> Sequence[str]:
            from hubflow.engine.call.call_notes import file_notes

            return file_notes(calls, hub.methodology.methodology, as_of, language)

        found = cls(hub=hub, layout=hub, inputs=inputs, as_of=as_of, chosen=inputs.named)
        return found.replace(notes=notes) if calls else found

    def prepared(
        self, *, panel: Sequence[Path] = (), rates: Rates | None = None,
        language: str | None = None, carried: Sequence[Judgement] = (),
    ) -> Prepared:
        """Return all that a run works on; arguments as for :func:`prepare`."""
        return prepare(self.hub, self.inputs, panel=panel, as_of=self.as_of,
                       rates=rates or self.rates, language=language,
                       carried=[*self.judgements, *carried], decided_only=self.decided_only,
                       everyone_competes=self.everyone_competes,
                       names_as_written=self.names_as_written,
                       late_judgements=self.late_judgements,
                       returns_forgotten=self.returns_forgotten)

    def result(
        self, prepared: Prepared, finished: pl.DataFrame | None = None, *, severity: bool = True
    ) -> RunResult:
        """Return the results of the ventures that were asked for, with the source's notes.

        ``severity`` says whether it is to hold what can be told of the assessors, which of all
        takes longest.
        """
        finished = run_table(prepared) if finished is None else finished
        result = recommend(prepared, finished)
        proof = proof_sentence(self.proof, prepared.language)
        result = attrs.evolve(result, notes=(*result.notes, *self.notes(prepared.language),
                                             *([ProofNote(proof)] if proof else [])))
        if any(one.call for one in result.ventures):
            from hubflow.engine.call.call_notes import with_race

            result = with_race(result, prepared, finished, self.chosen)
        if severity:
            result = self.with_assessors(result, prepared, finished)
        return attrs.evolve(
            result,
            ventures=tuple(one for one in result.ventures if self.holds(one.id)))

    def with_assessors(
        self, result: RunResult, prepared: Prepared, finished: pl.DataFrame
    ) -> RunResult:
        """Return a result with what can be told of the assessors, where there is anything."""
        if len({(each.venture, each.assessor) for each in prepared.judgements}) < 2:
            return result
        from hubflow.engine.severity.severity import with_severity

        return with_severity(result, prepared, finished, self.holds)

    def holds(self, id: str) -> bool:
        """Return whether a venture was asked for."""
        return self.chosen is None or id in self.chosen

    def asked_for(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of the ventures that were asked for, by the column `id`."""
        return table if self.chosen is None else table.filter(pl.col("id").is_in(self.chosen))

    def alone(self) -> CaseSet:
        """Return the set without ventures that only compete."""
        entries = tuple(one for one in self.inputs.entries if self.holds(one.own.id))
        return self.replace(chosen=None, inputs=self.inputs.replace(entries=entries))

    def whole(self) -> CaseSet:
        """Return the set with all competing ventures as if they had been asked for."""
        return self.replace(chosen=None)


class ComplaintRecord(PlainRecord):
    """A complaint of a venture about a result; ``answer`` is empty while it waits for one.

    ``changed``: the result is another one since. ``by`` is the body that answered, with its
    ``reasons``.
    """

    venture: str
    phase: str
    date: dt.date
    answer_by: dt.date
    answer: str = ""
    answered: dt.date | None = None
    changed: bool = False
    by: str = ""
    reasons: str = ""


class DecisionRecord(PlainRecord):
    """A decision on a venture as a source holds it.

    ``phase`` may be a stage, where it was taken on the whole of it. ``released`` is the day from
    which the venture may be told; None where the hub has not released it. ``step`` gives, in a
    language, where the venture's call is as long as the decision is not final. ``entry`` is the
    number of its entry in a register. ``out`` is how the venture stands in its call if it is out of
    the race on the day that the source looks at. ``proof`` is what the register's chain was when
    it was released: the register's id, the entry's number, and the digest as letters carry it.
    ``closes`` says that the venture itself was closed, not a phase decided on; ``complaints_until``
    is the last day on which it may complain of the step that its call is at, where there is one.
    ``sent`` is the day of its letter where that was filed. ``complaints`` are the venture's.
    For a venture that is out of the race of its call the last one is how it stands there.
    """

    venture: str
    decision: str
    phase: str
    by: str
    date: dt.date
    reasons: str = ""
    released: dt.date | None = None
    released_by: str = ""
    step: Callable[[str], str] = lambda _: ""
    entry: int = 0
    out: CallMember | None = None
    proof: tuple[str, int, str] | None = None
    closes: bool = False
    complaints_until: dt.date | None = None
    sent: dt.date | None = None
    complaints: Sequence[ComplaintRecord] = ()

    @property
    def puts_out(self) -> bool:
        """Whether it puts the venture out of its call's race, and decides on no phase."""
        return self.decision in OUT_OF_RACE


class FinalRecord(PlainRecord):
    """The ventures of a call as they were recorded when a step made the list of a phase final.

    ``progress`` is how far the call had come by that step; ``complaints`` are those until then.
    """

    cases: CaseSet
    step: TakenStep
    progress: CallProgress
    complaints: Sequence[ComplaintRecord]


class CaseQuery(PlainRecord):
    """The cases that a command asks a register for, and the day on which it looks at them.

    Without ``names`` all ventures are meant, of a ``call`` or under an ``edition`` if one is
    named, with ``stage`` those in it. ``hub`` is the id of whose they are.
    """

    register: str
    names: Sequence[str] = ()
    hub: str | None = None
    call: str | None = None
    edition: str | None = None
    stage: str = ""
    as_of: dt.date | None = None


class CaseSource(Protocol):
    """The origin of cases: ventures, calls, judgements and decisions, and their date."""

    @property
    def name(self) -> str:
        """Its name in messages: its paths or its address."""
        ...

    def entries(self) -> Sequence[InputEntry]:
        """Return the dossiers asked for, independent of any method."""
        ...

    def case_sets(self) -> Sequence[CaseSet]:
        """Return the ventures asked for, a set for each method that they are under."""
        ...

    def under(self, hub: LoadedHub) -> CaseSet:
        """Return the ventures asked for, all under the method of ``hub``."""
        ...

    def decisions(self) -> Mapping[str, Sequence[DecisionRecord]]:
        """Return the decisions on each venture asked for, in order."""
        ...

    def when_decided(
        self, decisions: Sequence[DecisionRecord]
    ) -> Iterator[tuple[CaseSet, Sequence[DecisionRecord]]]:
        """Yield the records that decisions rest on, each with the decisions taken on it."""
        ...

    def progress(self, call: str) -> CallProgress | None:
        """Return how far a call has come on the day looked at; None for another hub's call."""
        ...

    def complaints(self) -> Sequence[ComplaintRecord]:
        """Return the complaints of the ventures asked for, until the day looked at."""
        ...

    def when_final(self, call: str, phase: str) -> FinalRecord | None:
        """Return the ventures as they were recorded when a phase's list became final.

        None where the list is not final, or nothing keeps what was recorded then.
        """
        ...


def one_set(source: CaseSource) -> CaseSet:
    """Return the ventures of a source that are under one method.

    Raises :class:`BadInput` where they are under several editions of it.
    """
    sets = source.case_sets()
    if len(sets) > 1:
        editions = [one.hub.methodology.methodology.hub.edition for one in sets]
        raise one_problem(
            source.name, say("reading-problems.several_editions", editions=", ".join(editions)),
            say("reading-problems.choose_an_edition"))
    return sets[0]
