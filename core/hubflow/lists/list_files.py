"""Make a list of a call from a source of cases, and write it in the format of each file's name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.documents.judged_phase import judged_phase
from hubflow.documents.publishing.publish import own_formats, rendered
from hubflow.engine.call.call_notes import state_notes
from hubflow.engine.call.call_progress import CallProgress
from hubflow.engine.pipeline.case_source import CaseSet, CaseSource, ComplaintRecord, one_set
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.lists.call_list import CallList, ListKind, ListRow, call_list
from hubflow.lists.changed_list import ListChanges, corrected, list_changes
from hubflow.lists.list_document import list_csv, list_document
from hubflow.lists.publication import Publication, publication_of
from hubflow.model.call import TakenStep
from hubflow.model.input_problems import one_problem
from hubflow.model.plain_record import PlainRecord
from hubflow.model.rates import Rates
from hubflow.model.results import RunResult, VentureResult
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.records.nearest import did_you_mean
from hubflow.text.spoken import say, spoken_language

TABLES = ("csv", "xlsx")
"""The formats of a list that are no document."""


@attrs.frozen(kw_only=True)
class ListRequest:
    """What a list is to be of, and what the office says below it.

    Without ``phase`` it is of the phase judged last; without ``kind`` it is as final as the call. A
    list that a step made final is given as it was then; with ``anew`` it is made of what is
    recorded now, and says which list it corrects. ``on`` is the day of its publication.
    """

    phase: str | None = None
    kind: ListKind | None = None
    anonymous: bool = False
    place: str = ""
    on: dt.date | None = None
    until: dt.date | None = None
    signers: Sequence[str] = ()
    anew: bool = False


@attrs.frozen(eq=False, repr=False)
class MadeList:
    """A list with the id of its phase, what stands below it, and the hub of its files' layout.

    ``changes`` are those since a list became final, of it or of one that was made anew; which of
    the two it is ``corrected`` says.
    """

    found: CallList
    phase: str
    publication: Publication
    layout: LoadedHub
    changes: ListChanges | None = None
    corrected: bool = False

    def since(self) -> str:
        """Return what was recorded since a final list that is given as it was; empty for nothing.
        """
        if self.corrected or self.changes is None or not self.changes.any:
            return ""
        language = spoken_language()
        return " ".join((
            self.changes.sentence("as_published", language),
            self.changes.sentence("changed_since" if self.changes.rows else "decided_since",
                                  language), say("office.list_anew")))

    def changed(self) -> tuple[str, ...]:
        """Return a sentence for each venture of which the list would now say something else.

        None of a list that was made anew: it says so itself.
        """
        if self.corrected or self.changes is None:
            return ()
        return self.changes.lines(spoken_language())

    def data(self) -> Mapping[str, Any]:
        """Return the list for programs, with what changed since it was published."""
        found = self.found
        return {
            "title": found.title, "kind": found.kind, "phase": self.phase, "call": found.call,
            "as_of": found.as_of, "hub": found.hub.id, "edition": found.hub.edition,
            "anonymous": found.anonymous, "corrected": self.corrected,
            "columns": {each.key: each.title for each in (*found.columns, *found.scores)},
            "rows": [_row(row) for row in found.rows],
            "left_out": [_row(row) for row in found.left_out],
            "notes": found.notes, "ties": found.ties, "complaints": found.complaints,
            "changes": self.changes.rows if self.changes is not None else ()}

    def written(self, format: str) -> bytes:
        """Return the list in a format."""
        if format == "csv":
            return list_csv(self.found, self.publication)
        if format == "xlsx":
            from hubflow.lists.list_workbook import list_workbook

            return list_workbook(self.found, self.publication)
        return rendered(self.layout, list_document(self.layout, self.found, self.publication),
                        format)


def _row(row: ListRow) -> Mapping[str, Any]:
    """Return a row for programs: of each column its number, else its text."""
    return {"venture": row.id, "name": row.name, "goes_on": row.goes_on, "reasons": row.reasons,
            "cells": {key: cell.text if cell.value is None else cell.value
                      for key, cell in row.cells.items()}}


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
    now = _now(source, cases, cases.prepared(panel=panel, rates=rates, language=language))
    phase = _phase(source.name, request.phase, now)
    kind = request.kind or _kind(now.ventures, phase, now.progress)
    anonymous = request.anonymous or (
        now.progress is not None and kind in now.progress.rules.anonymous_lists)
    drawing = _Drawing(phase, kind, request, anonymous)
    if kind == "final" and now.progress is not None and drawing.is_final(now):
        found = _published(source, now, drawing, rates, language)
        if found is not None:
            return found
    return drawing.made(now, final=now.progress.final_step(phase) if (
        now.progress is not None and drawing.is_final(now)) else None)


class _Basis(PlainRecord):
    """The call that a list is made of: as it is, or as it was when the list became final."""

    cases: CaseSet
    result: RunResult
    ventures: Sequence[VentureResult]
    call: str
    complaints: Sequence[ComplaintRecord]
    progress: CallProgress | None


def _now(source: CaseSource, cases: CaseSet, prepared: Prepared) -> _Basis:
    result = cases.result(prepared, severity=False)
    ventures = _of_one_call(source.name, result)
    call = ventures[0].call or ""
    return _Basis(cases=cases, result=result, ventures=ventures, call=call,
                  complaints=source.complaints(), progress=source.progress(call) if call else None)


def _phase(name: str, asked: str | None, now: _Basis) -> str:
    """Return the phase to list. Raise :class:`BadInput` where nobody has come to it."""
    phases = [phase.id for phase in now.cases.hub.methodology.methodology.phases]
    if asked is not None and asked not in phases:
        raise one_problem(
            f"--phase {asked}", say("office.the_method_has_no_such_phase"),
            did_you_mean(asked, phases) or say("office.its_phases", phases=", ".join(phases)))
    phase = asked or judged_phase(now.ventures)
    if not phase or all(_not_reached(venture, phase) for venture in now.ventures):
        raise one_problem(name, say("office.no_venture_has_reached_this_phase"))
    return phase


@attrs.frozen(eq=False, repr=False)
class _Drawing:
    """What a list is to be of, with all that was asked decided."""

    phase: str
    kind: ListKind
    request: ListRequest
    anonymous: bool

    def is_final(self, of: _Basis) -> bool:
        """Return whether the list is final by the call's steps, though later phases have theirs.
        """
        return (self.kind != "preliminary" and of.progress is not None
                and bool(of.progress.taken_steps) and of.progress.is_final(self.phase))

    def listed(self, of: _Basis, *, anonymous: bool) -> CallList:
        names = {each.call.id: each.call.name for each in of.cases.inputs.entries if each.call}
        return call_list(
            of.result, of.ventures, self.phase, self.kind, call=names.get(of.call) or of.call,
            rules=of.cases.layout.methodology.methodology.phase(self.phase),
            codes=_codes(of.ventures) if anonymous else None,
            notes=(list(state_notes(of.progress, of.result.hub.language))
                   if of.progress is not None and not self.is_final(of) else ()),
            complaints=of.complaints, listed=_listed(of.cases.layout))

    def made(
        self, of: _Basis, *, final: TakenStep | None, corrects: ListChanges | None = None,
        changes: ListChanges | None = None,
    ) -> MadeList:
        found = self.listed(of, anonymous=self.anonymous)
        if corrects is not None:
            changes = corrects
            found = corrected(found, corrects)
        publication = publication_of(
            of.progress, of.result.hub.language, place=self.request.place, on=self.request.on,
            final=corrects.step if corrects is not None else final, until=self.request.until,
            signers=self.request.signers, anew=corrects is not None)
        return MadeList(found, self.phase, publication, of.cases.layout, changes,
                        corrected=corrects is not None)


def _published(
    source: CaseSource, now: _Basis, drawing: _Drawing, rates: Rates | None, language: str | None,
) -> MadeList | None:
    """Return the list as it was when a step made it final; one made anew, if that is asked for.

    None where nothing keeps what was recorded then, and where the step that made the list final
    came before its phase was judged.
    """
    kept = source.when_final(now.call, drawing.phase)
    if kept is None:
        return None
    cases = kept.cases.replace(layout=now.cases.layout)
    result = cases.result(cases.prepared(rates=rates, language=language), severity=False)
    ventures = [one for one in result.ventures if one.kind == "venture"]
    rules = kept.progress.rules
    own = rules.steps[rules.position(kept.step.step)].phase
    if not ventures or drawing.phase not in (own, judged_phase(ventures)):
        return None
    then = _Basis(cases=cases, result=result, ventures=ventures, call=now.call,
                  complaints=kept.complaints, progress=kept.progress)
    before, today = (drawing.listed(one, anonymous=False) for one in (then, now))
    changes = list_changes(before, today, kept.step, kept.progress,
                           _codes([*now.ventures, *ventures]) if drawing.anonymous else None)
    if drawing.request.anew:
        return drawing.made(now, final=None, corrects=changes)
    return drawing.made(then, final=kept.step, changes=changes)


def _listed(hub: LoadedHub) -> frozenset[str]:
    """Return the ids of the phases whose results a step of the call makes known."""
    rules = hub.methodology.methodology.call
    return frozenset(step.phase for step in rules.steps if step.phase) if rules else frozenset()


def _not_reached(venture: VentureResult, phase: str) -> bool:
    at = venture.phase(phase)
    return at is None or at.recommendation == "not_reached"


def _of_one_call(name: str, result: RunResult) -> list[VentureResult]:
    """Return the ventures, all of one call or of none."""
    ventures = [one for one in result.ventures if one.kind == "venture"]
    calls = sorted({one.call or "" for one in ventures})
    if len(calls) > 1:
        named = ", ".join(call or "(no call)" for call in calls)
        raise one_problem(name, say("office.the_ventures_are_in_several_calls", named=named),
                          say("office.a_list_is_of_one_name"))
    if not ventures:
        raise one_problem(name, say("office.there_is_no_venture_here"))
    return ventures


def _kind(
    ventures: Sequence[VentureResult], phase: str, progress: CallProgress | None
) -> ListKind:
    """Return how final a list is: by the call's steps; without them by who was decided on."""
    if progress is not None and progress.taken_steps:
        return "final" if progress.is_final(phase) else "preliminary"
    reached = [at for venture in ventures if (at := venture.phase(phase)) is not None
               and at.recommendation != "not_reached"]
    return "final" if all(at.decision is not None for at in reached) else "preliminary"


def _codes(ventures: Sequence[VentureResult]) -> Mapping[str, str]:
    from hubflow.jury.sheets.jury_codes import codes_for

    return codes_for([one.id for one in ventures])
