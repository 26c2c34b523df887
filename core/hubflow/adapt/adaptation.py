"""Take a venture to another place: draft a dossier, and say what to know before copying it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs

from hubflow.adapt.answer_trials import Question, first_questions
from hubflow.adapt.draft.carried_dossier import CarriedDossier, carry
from hubflow.adapt.draft.draft_toml import draft_text
from hubflow.adapt.draft.travelling_texts import cleaner
from hubflow.adapt.draft_runs import PLACE, DraftRuns, run_draft
from hubflow.adapt.effect.effect_needs import EffectReading, answers_of, read_effect
from hubflow.adapt.effect.gates_of_needs import gates_of_needs
from hubflow.adapt.effect.tried_places import TriedPlaces, compare_tried
from hubflow.adapt.origin import Origin, first_tried, foreign_problems, needs_of, origins_of
from hubflow.adapt.place_likeness import PlaceComparison, compare_places
from hubflow.adapt.relevant_figures import tells_of
from hubflow.adapt.solution_parts import SolutionPart, parts_of
from hubflow.documents.mechanism_chain import StepChain
from hubflow.engine.facts.sourcing import sourced
from hubflow.engine.method.asks import asks
from hubflow.engine.method.prepared_method import PreparedMethod, prepare_method
from hubflow.model.dossier import Dossier
from hubflow.model.identity import Source
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.methodology import Hub
from hubflow.model.results import RunResult
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.dossiers.load import InputEntry, Inputs, read_inputs
from hubflow.reading.toml.key_paths import lies_within
from hubflow.reading.toml.source import parse_toml
from hubflow.text.catalogue import words
from hubflow.text.spoken import say

_MECHANISM = "solution.mechanism"


@attrs.frozen(eq=False, repr=False)
class Cost:
    """An amount that the original states, in its own currency.

    ``illustrative`` says that it is made up to show the way.
    """

    item: str
    amount: float
    unit: str = ""
    illustrative: bool = False


@attrs.frozen(eq=False, repr=False)
class Adaptation:
    """A venture taken to another place.

    ``draft`` is the text of the draft dossier, ``result`` its run under the new hub's method;
    ``carried`` is what the draft holds as data. ``effect`` is what is known of the new place about
    all that the effect needs, ``gates`` the phases whose rules read it. ``tried`` are the places
    in which the mechanism was tried, if it was in several. ``costs`` are the original's, in
    ``currency``. ``sources_here`` are the sources of the new place's own dossier.
    """

    original: Dossier
    origin: Hub
    target: Hub
    place: str
    day: dt.date
    language: str
    draft: str
    carried: CarriedDossier
    result: RunResult
    questions: tuple[Question, ...]
    parts: tuple[SolutionPart, ...]
    places: PlaceComparison
    effect: EffectReading
    gates: tuple[str, ...]
    currency: str
    costs: tuple[Cost, ...]
    tried: TriedPlaces
    notes: tuple[str, ...] = ()
    sources_here: tuple[Source, ...] = ()

    @property
    def id(self) -> str:
        """The draft's id."""
        return str(self.carried.data["id"])


def adapt(
    origins: Sequence[LoadedHub], target: LoadedHub, inputs: Inputs, *,
    as_of: dt.date | None = None, language: str | None = None, notes: Sequence[str] = (),
    answers: Inputs | None = None,
) -> Adaptation:
    """Take the dossier in ``inputs`` from its hub to another.

    A place without a hub is the origin of a dossier that names none. Several dossiers state one
    mechanism that was tried in as many places: that of the first place is taken, and the memo lays
    the places beside each other.

    ``as_of`` is the day on which the draft is run, today without it; ``language`` that of the
    memo, the new hub's own without it. The draft's comments are always in the new hub's language.
    ``notes`` is said at the head of the memo. ``answers`` is the new place's own dossier, which
    says what of the mechanism's needs the place has.

    Raises :class:`BadInput` with all problems of methodologies and dossier together, also where
    a dossier was not made for one of ``origins``, is a challenge, or states another mechanism.
    """
    method = prepare_method(target)
    found = _checked(origins, method, inputs)
    first = first_tried(found)
    entry, from_method = first.entry, first.method
    new = None if answers is None else _new_dossier(answers, target, entry)
    day = as_of or dt.date.today()
    methodology = method.methodology
    home = from_method.hub
    own = {**words(methodology.hub.language, "dossier"),
           **words(methodology.hub.language, "adapt")}
    carried = carry(entry.dossier, home, methodology, day, own)
    asked = asks(method.compiled, methodology.hub.language)
    draft = draft_text(carried, asked, methodology, own)
    spoken = language or methodology.hub.language
    file = parse_toml(draft, f"{carried.data['id']}.toml")
    read = read_inputs([], [file.replace(path=PLACE / file.name)])
    if read.problems:
        raise BadInput(read.problems)
    clean = cleaner(entry.dossier)
    runs = DraftRuns(target, file.data, day, spoken)
    whole = run_draft(target, read, day, spoken)
    gates = tuple(dict.fromkeys(ask.phase for ask in asks(method.compiled, spoken)
                                if any(lies_within(key, _MECHANISM) for key in ask.keys)))
    return Adaptation(
        original=entry.dossier, origin=home, target=methodology.hub, place=carried.place, day=day,
        language=spoken, draft=draft, carried=carried,
        result=whole.result,
        questions=first_questions(runs, whole),
        parts=parts_of(entry.dossier, methodology, spoken, clean),
        places=compare_places(from_method, methodology, spoken,
                              lambda kind: tells_of(kind, entry.dossier)),
        effect=read_effect(entry.dossier, answers_of(
            entry.dossier, methodology, new, same_place=carried.same_place),
            gates_of_needs(runs, [need.id for _, need in StepChain.of(entry.dossier).needs()],
                           gates)),
        gates=gates,
        currency=(currency := entry.dossier.currency or home.currency),
        costs=_costs(entry.dossier) if currency else (),
        notes=tuple(notes),
        sources_here=() if new is None else new.sources,
        tried=compare_tried(entry.dossier, [
            ((origin.entry.dossier.place or origin.method.hub.place).name, origin.entry.dossier)
            for origin in found]),
    )


def _new_dossier(answers: Inputs, target: LoadedHub, original: InputEntry) -> Dossier:
    """Return the new place's dossier; raise :class:`BadInput` if it is none of that place."""
    problems: list[Problem] = [*answers.problems]
    for entry in answers.entries:
        problems += foreign_problems(entry, target.methodology.methodology.hub)
        if not needs_of(original.dossier) & needs_of(entry.dossier):
            problems.append(entry.file.problem(
                ("solution", "mechanism"), say("adapt.refused_answers_no_need"),
                say("adapt.refused_fill_in_the_draft")))
    if problems or len(answers.entries) != 1:
        raise BadInput(problems or [Problem(
            "--answers", 0, "", say("adapt.refused_several_answers", n=len(answers.entries)),
            say("adapt.refused_name_one_file"))])
    return answers.entries[0].dossier


def _checked(
    origins: Sequence[LoadedHub], target: PreparedMethod, inputs: Inputs
) -> tuple[Origin, ...]:
    problems: list[Problem] = [problem for origin in origins
                               for problem in origin.methodology.problems]
    problems += [*target.problems, *inputs.problems]
    try:
        found = origins_of(inputs.entries, [each.methodology.methodology for each in origins],
                           target.methodology.hub)
    except BadInput as bad:
        raise BadInput([*problems, *bad.problems]) from None
    if problems:
        raise BadInput(problems)
    return found


def _costs(dossier: Dossier) -> tuple[Cost, ...]:
    """Return what pilots and units cost in the original place, if its currency is known."""
    clean = cleaner(dossier)
    shown, unit_shown = (sourced(dossier, fact) == "illustrative"
                         for fact in ("test.pilot_cost", "incubate.unit_costs"))
    pilots = [Cost(clean(p.name), float(p.cost), illustrative=shown) for p in dossier.test.pilots
              if isinstance(p.cost, (int, float)) and p.elsewhere is None]
    units = [Cost(clean(u.item), float(u.amount), clean(u.unit), unit_shown)
             for u in dossier.incubate.unit_costs if isinstance(u.amount, (int, float))]
    return (*pilots, *units)
