"""Make a list of a call from a source of cases, and write it in the format of each file's name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

from hubflow.documents.judged_phase import judged_phase, phase_of
from hubflow.documents.publishing.publish import own_formats, rendered
from hubflow.engine.call.call_notes import state_notes
from hubflow.engine.call.call_progress import CallProgress
from hubflow.engine.pipeline.case_source import CaseSource, one_set
from hubflow.lists.call_list import CallList, ListKind, call_list
from hubflow.lists.changed_list import changed_since_final
from hubflow.lists.list_document import list_csv, list_document
from hubflow.lists.publication import Publication, publication_of
from hubflow.model.input_problems import one_problem
from hubflow.model.rates import Rates
from hubflow.model.results import RunResult, VentureResult
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.records.nearest import did_you_mean
from hubflow.text.spoken import say

TABLES = ("csv", "xlsx")
"""The formats of a list that are no document."""


@attrs.frozen(kw_only=True)
class ListRequest:
    """What a list is to be of, and what the office says below it.

    Without ``phase`` it is of the phase judged last; without ``kind`` it is as final as the call.
    """

    phase: str | None = None
    kind: ListKind | None = None
    anonymous: bool = False
    place: str = ""
    until: dt.date | None = None
    signers: Sequence[str] = ()


@attrs.frozen(eq=False, repr=False)
class MadeList:
    """A list with the id of its phase, what stands below it, and the hub of its files' layout."""

    found: CallList
    phase: str
    publication: Publication
    layout: LoadedHub

    def written(self, format: str) -> bytes:
        """Return the list in a format."""
        if format == "csv":
            return list_csv(self.found, self.publication)
        if format == "xlsx":
            from hubflow.lists.list_workbook import list_workbook

            return list_workbook(self.found, self.publication)
        return rendered(self.layout, list_document(self.layout, self.found, self.publication),
                        format)


def list_formats() -> tuple[str, ...]:
    """Return the formats that a list can be written in."""
    return (*own_formats(), *TABLES)


def make_list(
    source: CaseSource, request: ListRequest, *, panel: Sequence[Path] = (),
    rates: Rates | None = None, language: str | None = None,
) -> MadeList:
    """Return the list of a call; ``panel``, ``rates`` and ``language`` as for a run.

    Raises :class:`BadInput` for an unknown phase, for ventures of several calls, and where none has
    reached the phase.
    """
    cases = one_set(source)
    prepared = cases.prepared(panel=panel, rates=rates, language=language)
    phases = [phase.id for phase in prepared.methodology.phases]
    if request.phase is not None and request.phase not in phases:
        raise one_problem(
            f"--phase {request.phase}", say("office.the_method_has_no_such_phase"),
            did_you_mean(request.phase, phases)
                          or say("office.its_phases", phases=", ".join(phases)))
    result = cases.result(prepared)
    ventures = _of_one_call(source, result)
    phase = request.phase or judged_phase(ventures)
    if not phase or all(_not_reached(venture, phase) for venture in ventures):
        raise one_problem(source.name, say("office.no_venture_has_reached_this_phase"))
    call = ventures[0].call or ""
    progress = source.progress(call) if call else None
    kind = request.kind or _kind(ventures, phase, progress)
    anonymous = request.anonymous or (
        progress is not None and kind in progress.rules.anonymous_lists)
    codes = _codes(ventures) if anonymous else None
    names = {each.call.id: each.call.name for each in cases.inputs.entries if each.call}
    found = call_list(
        result, ventures, phase, kind, call=names.get(call) or call,
        rules=cases.layout.methodology.methodology.phase(phase),
        codes=codes,
        notes=(list(state_notes(progress, result.hub.language))
               if progress is not None and not _is_final(progress, phase, kind) else ()),
        complaints=source.complaints(), listed=_listed(cases.layout))
    since = (progress.final_since(phase)
             if progress is not None and _is_final(progress, phase, kind) else None)
    changed = (changed_since_final(source, progress, found, phase, codes)
               if progress is not None and since is not None and kind == "final" else "")
    if changed:
        found, since = attrs.evolve(found, notes=(*found.notes, changed)), None
    publication = publication_of(progress, result.hub.language, place=request.place, since=since,
                                 until=request.until, signers=request.signers)
    return MadeList(found, phase, publication, cases.layout)


def _is_final(progress: CallProgress, phase: str, kind: ListKind) -> bool:
    """Return whether a list is final by the call's steps, though later phases have theirs yet."""
    return kind != "preliminary" and bool(progress.taken_steps) and progress.is_final(phase)


def _listed(hub: LoadedHub) -> frozenset[str]:
    """Return the ids of the phases whose results a step of the call makes known."""
    rules = hub.methodology.methodology.call
    return frozenset(step.phase for step in rules.steps if step.phase) if rules else frozenset()


def _not_reached(venture: VentureResult, phase: str) -> bool:
    at = phase_of(venture, phase)
    return at is None or at.recommendation == "not_reached"


def _of_one_call(source: CaseSource, result: RunResult) -> list[VentureResult]:
    """Return the ventures, all of one call or of none."""
    ventures = [one for one in result.ventures if one.kind == "venture"]
    calls = sorted({one.call or "" for one in ventures})
    if len(calls) > 1:
        named = ", ".join(call or "(no call)" for call in calls)
        raise one_problem(source.name, say("office.the_ventures_are_in_several_calls", named=named),
                          say("office.a_list_is_of_one_name"))
    if not ventures:
        raise one_problem(source.name, say("office.there_is_no_venture_here"))
    return ventures


def _kind(
    ventures: Sequence[VentureResult], phase: str, progress: CallProgress | None
) -> ListKind:
    """Return how final a list is: by the call's steps; without them by who was decided on."""
    if progress is not None and progress.taken_steps:
        return "final" if progress.is_final(phase) else "preliminary"
    reached = [at for venture in ventures if (at := phase_of(venture, phase)) is not None
               and at.recommendation != "not_reached"]
    return "final" if all(at.decision is not None for at in reached) else "preliminary"


def _codes(ventures: Sequence[VentureResult]) -> Mapping[str, str]:
    from hubflow.jury.sheets.jury_codes import codes_for

    return codes_for([one.id for one in ventures])
