"""The work of a call's jury: what each assessor reads and judges, and how far they are."""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs

from hubflow.jury.jury_questions import JuryQuestions, at_hand, questions_for
from hubflow.model.assessors import Assessor
from hubflow.model.judgements import Judgement
from hubflow.model.results import VentureResult
from hubflow.reading.panel.assessor_names import AssessorNames
from hubflow.register.calls.call_entries import assessors_of_call
from hubflow.register.recording.dossier_entries import judgement_of
from hubflow.register.storage.entries import JournalEntry, effective
from hubflow.register.storage.journal import Journal
from hubflow.serve.call_runs import CallRun, EditionRun
from hubflow.text.catalogue import words


@attrs.frozen(eq=False, repr=False)
class VentureTask:
    """The questions to one assessor about one venture, and what they said of it so far.

    ``abstains``: they declared a conflict of interest. ``listed``: the call's list did so.
    ``others`` are the judgements of other assessors.
    """

    questions: JuryQuestions
    edition: EditionRun
    said: Mapping[str, Judgement]
    abstains: bool
    listed: bool
    others: tuple[Judgement, ...]

    @property
    def id(self) -> str:
        """The venture's id."""
        return self.questions.venture.id

    @property
    def name(self) -> str:
        """The venture's name."""
        return self.questions.venture.name

    @property
    def asked(self) -> int:
        """How many questions apply."""
        return sum(rule.applies is not False for rule in self.questions.rules)

    @property
    def done(self) -> int:
        """How many of them are answered."""
        return sum(rule.applies is not False and rule.id in self.said
                   for rule in self.questions.rules)

    @property
    def complete(self) -> bool:
        """Whether nothing is left to say."""
        return self.abstains or self.done == self.asked


@attrs.frozen(eq=False, repr=False)
class AssessorWork:
    """One assessor with all that they read; ``unlisted``: the call's list does not name them."""

    id: str
    name: str
    tasks: tuple[VentureTask, ...]
    unlisted: bool

    @property
    def judging(self) -> tuple[VentureTask, ...]:
        """The ventures that they judge: those from which they do not abstain."""
        return tuple(task for task in self.tasks if not task.abstains)

    @property
    def asked(self) -> int:
        """How many questions they have."""
        return sum(task.asked for task in self.judging)

    @property
    def done(self) -> int:
        """How many of them are answered."""
        return sum(task.done for task in self.judging)

    @property
    def complete(self) -> int:
        """How many of the ventures that they judge are judged."""
        return sum(task.complete for task in self.judging)


@attrs.frozen(eq=False, repr=False)
class JuryWork:
    """The jury of a call: its list of assessors, and the questions about each venture."""

    listed: tuple[Assessor, ...]
    names: AssessorNames
    questions: tuple[tuple[JuryQuestions, EditionRun], ...]
    said: Mapping[str, Sequence[Judgement]]

    @classmethod
    def of(
        cls, journal: Journal, hub: str, call: str, run: CallRun, language: str
    ) -> JuryWork:
        """Return the work of a call's jury in the phases where its ventures stand."""
        asked = tuple((questions, edition) for edition in run.editions
                      for questions in _asked(edition, language))
        listed = assessors_of_call(journal, hub, call)
        ids = [questions.venture.id for questions, _ in asked]
        return cls(listed, AssessorNames.of(listed), asked, judgements_on(journal, hub, ids))

    def assessors(self) -> list[AssessorWork]:
        """Return those in the list in its order, then others who judged, by name."""
        known = {self.names.key(one.id) for one in self.listed}
        others = {self.names.key(said.assessor): said.assessor
                  for each in self.said.values() for said in each
                  if self.names.key(said.assessor) not in known}
        return [*(self.work_of(one.id) for one in self.listed),
                *(self.work_of(name) for name in sorted(others.values()))]

    def progress_in(self, phase: str, edition: str) -> tuple[int, int]:
        """Return how many judgements of ventures in a phase are complete, and of how many.

        ``edition`` is the name of the method's edition. Abstentions are left out.
        """
        tasks = [task for one in self.assessors() for task in one.judging
                 if (task.questions.phase.phase, task.edition.run.name) == (phase, edition)]
        return sum(task.complete for task in tasks), len(tasks)

    def work_of(self, person: str) -> AssessorWork:
        """Return the work of one person, whatever the spelling of their name."""
        key = self.names.key(person)
        own = next((one for one in self.listed if self.names.key(one.id) == key), None)
        tasks = tuple(self._tasks(key, own))
        return AssessorWork(own.id if own else person, (own and own.name) or person, tasks,
                            own is None)

    def _tasks(self, key: str, own: Assessor | None) -> Iterator[VentureTask]:
        for questions, edition in self.questions:
            id = questions.venture.id
            listed = own is not None and id in own.conflicts
            if own is not None and own.ventures and id not in own.ventures and not listed:
                continue
            own_words: list[Judgement] = []
            others: list[Judgement] = []
            for each in self.said.get(id, ()):
                (own_words if self.names.key(each.assessor) == key else others).append(each)
            yield VentureTask(
                questions, edition, _by_criterion(own_words, questions.phase.phase),
                listed or any(each.conflict for each in own_words), listed, tuple(others))


@attrs.frozen(eq=False)
class DecidedPhase:
    """A phase of a call in which a body decided: on which days, on how many, and who judged it.

    ``judged`` is on how many ventures each assessor judged, by their name.
    """

    id: str
    name: str
    days: tuple[dt.date, ...]
    decided: int
    judged: Mapping[str, int]


def decided_phases(journal: Journal, hub: str, call: str, run: CallRun) -> list[DecidedPhase]:
    """Return the phases of a call in which a body decided on ventures, in the method's order."""
    days: dict[str, set[dt.date]] = {}
    ventures: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for id, standing in run.standings.items():
        names |= standing.phase_names
        for entry in standing.entries:
            if entry.kind == "decision":
                days.setdefault(str(entry.body["phase"]), set()).add(entry.on)
                ventures.setdefault(str(entry.body["phase"]), set()).add(id)
    judged = _judged_by_phase(journal, hub, call, run) if days else {}
    order = {phase: at for at, phase in enumerate(names)}
    return [DecidedPhase(phase, names.get(phase, phase), tuple(sorted(days[phase])),
                         len(ventures[phase]), judged.get(phase, {}))
            for phase in sorted(days, key=lambda phase: order.get(phase, len(order)))]


def _judged_by_phase(
    journal: Journal, hub: str, call: str, run: CallRun
) -> Mapping[str, Mapping[str, int]]:
    """Return by phase on how many ventures of a call each assessor judged, by their name."""
    names = AssessorNames.of(assessors_of_call(journal, hub, call))
    title, called = assessor_titles(journal, hub, call), dict[str, str]()
    found: dict[str, Counter[str]] = {}
    for said in judgements_on(journal, hub, list(run.standings)).values():
        for phase, key, person in {(one.phase, names.key(one.assessor), title(one.assessor))
                                   for one in said if not one.conflict}:
            found.setdefault(phase, Counter())[called.setdefault(key, person)] += 1
    return {phase: dict(sorted(people.items())) for phase, people in found.items()}


def _by_criterion(said: Iterable[Judgement], phase: str) -> Mapping[str, Judgement]:
    """Return the latest judgement on each criterion of a phase."""
    return {each.criterion: each for each in said if each.phase == phase and not each.conflict}


def assessor_titles(journal: Journal, hub: str, call: str) -> Callable[[str], str]:
    """Return what gives the name of an assessor in a call's list; others keep what they wrote."""
    listed = assessors_of_call(journal, hub, call) if call else ()
    names = AssessorNames.of(listed)
    titles = {names.key(one.id): one.name for one in listed if one.name}
    return lambda person: titles.get(names.key(person), person)


def judgements_on(
    journal: Journal, hub: str, ventures: Sequence[str], *, until: int | None = None
) -> Mapping[str, Sequence[Judgement]]:
    """Return what the register holds of each venture's judgements, the latest last: now, or what it
    held by an entry.
    """
    return {venture: journal.worked_out(
        ("judgements", venture), found, functools.partial(_latest_last, venture, found))
        for venture, found in journal.read_of(hub, ventures, ("judgement", "correction"),
                                              until=until) if found}


def _latest_last(venture: str, found: Sequence[JournalEntry]) -> Sequence[Judgement]:
    return tuple(judgement_of(venture, entry.body, entry.personal, entry.on, entry.seq)
                 for entry in sorted(effective(found), key=lambda entry: (entry.on, entry.seq))
                 if entry.kind == "judgement")


def _asked(edition: EditionRun, language: str) -> Iterator[JuryQuestions]:
    """Yield the questions about each venture in the phase where decisions have led it.

    A recommendation does not end them: as long as no body has decided, assessors can judge, unless
    the venture is to stop whatever they say.
    """
    told = words(language, "jury")
    by_phase: dict[str, list[VentureResult]] = {}
    for venture in edition.run.result.ventures:
        at = at_hand(venture, decided_only=True)
        if at is not None and (at.decision is None or at.decision.decision != "stop"):
            by_phase.setdefault(at.phase, []).append(venture)
    for phase, ventures in by_phase.items():
        asked, _ = questions_for(ventures, edition.run.prepared.methodology, language,
                                 (told["yes"], told["no"]), phase, decided_only=True)
        yield from (one for one in asked if not one.stopped_by_facts)
