"""Decide on many ventures in one transaction: as recommended, or as a sheet says."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import attrs

from hubflow.engine.call.call_notes import freed_sentence, overfull_sentence
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.model.results.venture_results import RECOMMENDED
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.records.nearest import did_you_mean
from hubflow.register.calls.call_places import call_result
from hubflow.register.recording.deciding import record_decision, unsound_decisions
from hubflow.register.standing.standing_table import ids_of, known_standing, refresh
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.journal import Journal
from hubflow.text.catalogue import words
from hubflow.text.spoken import say, say_word, spoken_language


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WantedDecision:
    """A decision to record; ``file`` and ``line`` are its row where a sheet holds it.

    ``headings`` are those of the sheet, by their keys.
    """

    standing: VentureStanding
    word: str
    reasons: str = ""
    learning: str = ""
    evidence: tuple[str, ...] = ()
    file: str = ""
    line: int = 0
    headings: Mapping[str, str] = attrs.field(factory=dict)

    def placed(self, problem: Problem) -> Problem:
        """Return a problem with this decision at the row that holds it."""
        if not self.file:
            return problem
        key = problem.key.removeprefix("--")
        return attrs.evolve(
            problem, file=self.file, line=self.line, key=self.headings.get(key, key),
            what=f"{self.standing.venture}: {problem.what}",
            to_do=say(f"register-problems.in_the_column_{key}", column=words(
                spoken_language(), "decision-sheet")[key]) if key in ("reasons", "learning")
            else problem.to_do)


def standings_in(
    journal: Journal, hub: str, call: str, phase: str | None
) -> list[VentureStanding]:
    """Return the ventures of a call that are to be decided on: open, in the race, in one phase.

    Raises :class:`BadInput` where there is none, and without ``phase`` where they stand in several.
    """
    ids = ids_of(journal, hub, call=call)
    if not ids:
        raise one_problem(f"--call {call}",
                          say("register-problems.has_no_ventures_in_a_call", hub=hub))
    found = [standing for id in ids if (standing := known_standing(journal, hub, id)).open
             and standing.in_race and standing.kind == "venture"]
    phases = list(dict.fromkeys(standing.phase for standing in found))
    if phase is not None:
        if phase not in phases:
            raise one_problem(f"--phase {phase}",
                              say("register-problems.no_venture_of_the_call_stands"),
                              did_you_mean(phase, phases) or _where(phases))
        return [standing for standing in found if standing.phase == phase]
    if not found:
        raise one_problem(f"--call {call}", say("register-problems.no_venture_of_it_waits_for"))
    if len(phases) > 1:
        raise one_problem(f"--call {call}",
                          say("register-problems.its_ventures_stand_in_several_phases"),
                          say("register-problems.name_one_with_phase", where=_where(phases)))
    return found


def _where(phases: Sequence[str]) -> str:
    return say("register-problems.they_stand_in", phases=", ".join(phases)) if phases else ""


def as_recommended(
    standings: Iterable[VentureStanding], excepted: Collection[str], *, learning: str = ""
) -> list[WantedDecision]:
    """Return a decision on each venture as the method recommends, but for those excepted.

    Raises :class:`BadInput` with all that lack a recommendation one can follow, and for exceptions
    that are not among the ventures.
    """
    of_call = list(standings)
    ids = [standing.venture for standing in of_call]
    problems = [Problem(f"--except {id}", 0, "",
                        say("register-problems.is_not_among_the_ventures_to"),
                        did_you_mean(id, ids)) for id in excepted if id not in ids]
    wanted = []
    for standing in of_call:
        if standing.venture in excepted:
            continue
        if standing.recommendation in RECOMMENDED:
            stops = standing.recommendation == "stop"
            wanted.append(WantedDecision(standing=standing, word=standing.recommendation,
                                         learning=learning if stops else ""))
        elif standing.recommendation:
            problems.append(Problem(
                standing.venture, 0, "", say("register-problems.cannot_be_followed",
                                             recommendation=say_word(standing.recommendation)),
                say("register-problems.a_body_decides_by_itself_leave", venture=standing.venture)))
        else:
            problems.append(Problem(
                standing.venture, 0, "", say("register-problems.nothing_was_recommended_on_yet",
                                             phase=standing.phase_name),
                say("register-problems.first_hubflow_register_run_call", call=standing.call)))
    if problems:
        raise BadInput(problems)
    return wanted


def decide_together(
    journal: Journal, hub: str, wanted: Sequence[WantedDecision], *, body: str, on: dt.date,
    by: str, accepted: Mapping[str, str], plugin_hub: LoadedHub | None = None,
) -> list[VentureStanding]:
    """Record decisions on many ventures; return where they stand then.

    Raises :class:`BadInput` with all problems of all of them; the transaction then keeps none.
    """
    wrong: dict[str, BadInput] = {}
    for one in wanted:
        try:
            record_decision(
                journal, one.standing, one.word, body=body, on=on, by=by, reasons=one.reasons,
                evidence=one.evidence, learning=one.learning,
                accepted=accepted.get(one.standing.venture, ""))
        except BadInput as bad:
            wrong[one.standing.venture] = bad
    wrong |= unsound_decisions(
        journal, [(one.standing, one.word) for one in wanted if one.standing.venture not in wrong],
        on, plugin_hub)
    if wrong:
        raise BadInput(one.placed(problem) for one in wanted if one.standing.venture in wrong
                       for problem in wrong[one.standing.venture].problems)
    after = refresh(journal, hub, [one.standing.venture for one in wanted])
    return [after[one.standing.venture] for one in wanted]


def places_after(
    journal: Journal, decided: Sequence[WantedDecision], on: dt.date,
    plugin_hub: LoadedHub | None = None,
) -> list[str]:
    """Return what is said of places after decisions: too few for those led on, or free ones."""
    lines: dict[str, None] = {}
    for call in dict.fromkeys(one.standing.call for one in decided if one.standing.call):
        first = next(one.standing for one in decided if one.standing.call == call)
        result = call_result(journal, first, on, plugin_hub)
        left = {one.standing.venture for one in decided if one.word in ("stop", "adopt")}
        for freed in result.freed if result is not None else ():
            if result is not None and left & set(freed.left):
                lines[freed_sentence(result, freed, spoken_language())] = None
        if result is not None and any(
                one.word != one.standing.recommendation for one in decided):
            lines |= dict.fromkeys(overfull_sentence(result, phase, spoken_language())
                                   for phase in result.overfull)
    return list(lines)


def count_of(decided: Iterable[WantedDecision]) -> str:
    """Return how many of each decision were recorded, such as `20 advance, 4 stop`."""
    counts = Counter(one.word for one in decided)
    return ", ".join(say("register.count_of", count=count, word=say_word(word))
                     for word, count in counts.items())
