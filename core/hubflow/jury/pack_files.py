"""Make a jury's pack from a source of cases, with names or without them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import attrs

from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.engine.results.engine_words import proof_sentence
from hubflow.jury.jury_ties import JuryTie, UnacceptedTiesError, jury_ties
from hubflow.jury.pack import Pack, PackOptions, csv_list, pack_of
from hubflow.model.assessors import Assessor
from hubflow.model.input_problems import one_problem
from hubflow.model.judgements import Judgement
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.model.rates import Rates
from hubflow.model.results import RunResult
from hubflow.reading.panel.assessors_file import read_assessors
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.values.normal_text import name_key
from hubflow.text.catalogue import words
from hubflow.text.spoken import say, say_in

NAMES = "_names.csv"
"""With a blind pack: words left in the texts that may be names."""


TIES = "_accepted.csv"
"""Assessors with a name of a venture's own people, and why that was accepted."""


@attrs.frozen(kw_only=True)
class PackRequest:
    """The options of a pack: who judges, which phase, blind or not, formats and language.

    Without a file of ``assessors`` the list of the call judges.
    ``more`` are names to take out beside those that the dossiers give. ``accept`` says why ties of
    assessors to ventures are right.
    """

    assessors: Path | None = None
    phase: str | None = None
    blind: bool = False
    more: Sequence[str] = ()
    accept: str = ""
    formats: Sequence[str] = ("pdf",)
    language: str | None = None


@attrs.frozen(eq=False, repr=False)
class MadePack:
    """A pack with all its files, and words left in it that may be names, each with its code.

    ``ties`` are the accepted ones of assessors to ventures; ``unused`` are the headings of a table
    of assessors that were not used, by its file.
    """

    pack: Pack
    names: Sequence[tuple[str, str]]
    files: dict[str, bytes]
    ties: Sequence[JuryTie] = ()
    unused: Mapping[str, Sequence[str]] = attrs.field(factory=dict)


def make_pack(
    cases: CaseSet, request: PackRequest, *, panel: Sequence[Path] = (),
    rates: Rates | None = None, progress: Callable[[str], None] = lambda _: None,
) -> MadePack:
    """Return the pack of a source's ventures; ``panel`` and ``rates`` as for a run.

    Raises :class:`BadInput` for an unknown phase or assessor, and where nothing is to be judged.
    """
    prepared = cases.prepared(panel=panel, rates=rates, language=request.language)
    _check_phase(prepared, request.phase)
    known = cases.inputs.others | {case.id for case in prepared.cases}
    listed = None if request.assessors is None else read_assessors(request.assessors, known)
    people = _of_the_call(cases) if listed is None else listed.assessors
    jury = [_abstaining(each, prepared.judgements) for each in people]
    ties = list(jury_ties(jury, [case.entry for case in prepared.cases if cases.holds(case.id)]))
    if ties and not request.accept.strip():
        raise UnacceptedTiesError(ties)
    result = _going_on(cases, cases.result(prepared, severity=False))
    wanted = PackOptions(request.phase, tuple(dict.fromkeys(request.formats)), progress=progress,
                         proof=proof_sentence(cases.proof, result.hub.language))
    if request.blind:
        wanted = _without_names(wanted, result.hub.language, request.more)
    pack = pack_of(prepared, result, jury, wanted, cases.layout)
    names = _names(prepared, pack) if request.blind else []
    files, texts = dict(pack.files), words(result.hub.language, "jury")
    if request.blind:
        files[NAMES] = csv_list(("code", "word"), names, texts)
    if ties:
        files[TIES] = csv_list(("assessor", "venture", "written", "stands", "accepted"), (
            (tie.assessor, tie.venture, tie.written,
             say_in(result.hub.language, f"office.stands_{tie.stands}"), request.accept)
            for tie in ties), texts)
    unused = {str(found.file.path): found.unused for found in (
        [each for call in cases.inputs.calls for each in call.assessors]
        if listed is None else [listed]) if found.unused}
    return MadePack(pack, names, files, ties, unused)


def _of_the_call(cases: CaseSet) -> Sequence[Assessor]:
    """Return the list of assessors of the ventures' call. Raise :class:`BadInput` without one."""
    lists = {entry.call.id: entry.call.assessors for entry in cases.inputs.entries
             if cases.holds(entry.own.id) and entry.call is not None and entry.call.assessors}
    if len(lists) != 1:
        what = say("office.no_list_of_assessors") if not lists else say(
            "office.several_lists_of_assessors", calls=", ".join(sorted(lists)))
        raise one_problem("jury-pack", what, say("office.name_a_file_with_assessors_or"))
    return next(iter(lists.values()))


def _abstaining(assessor: Assessor, judgements: Sequence[Judgement]) -> Assessor:
    """Return an assessor with the conflicts of interest that were declared so far."""
    own = {name_key(name) for name in assessor.all_names}
    declared = {said.venture for said in judgements
                if said.conflict and name_key(said.assessor) in own}
    return attrs.evolve(
        assessor, conflicts=tuple(dict.fromkeys((*assessor.conflicts, *sorted(declared)))))


def _going_on(cases: CaseSet, result: RunResult) -> RunResult:
    """Return the ventures that advance, if decisions say which do."""
    if not cases.decided_only:
        return result
    open_ones = tuple(one for one in result.ventures
                      if one.state in STAGES and one.kind == "venture")
    if not open_ones:
        raise one_problem("jury-pack", say("office.no_venture_that_is_asked_for"),
                          say("office.hubflow_register_board_tells_who_is"))
    return attrs.evolve(result, ventures=open_ones)


def _check_phase(prepared: Prepared, phase: str | None) -> None:
    phases = [found.id for found in prepared.methodology.phases]
    if phase is not None and phase not in phases:
        raise one_problem(f"--phase {phase}",
                          say("office.has_no_such_phase", id=prepared.methodology.hub.id),
                          did_you_mean(phase, phases)
                          or say("office.its_phases", phases=", ".join(phases)))


def _without_names(wanted: PackOptions, language: str, more: Collection[str]) -> PackOptions:
    from hubflow.privacy.blinding import blinded

    texts = words(language, "jury")
    return attrs.evolve(
        wanted, hides=lambda entry, code: blinded(entry.dossier, code, texts, tuple(more)))


def _names(prepared: Prepared, pack: Pack) -> list[tuple[str, str]]:
    """Return words left in the texts that may be names, each with its venture's code."""
    from hubflow.privacy.blinding import maybe_names

    dossiers = {case.id: case.entry.dossier for case in prepared.cases}
    return [(pack.codes[id], name) for id, texts in pack.texts.items()
            for name in maybe_names(texts, dossiers[id])]


