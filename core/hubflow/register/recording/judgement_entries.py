"""Record juries' judgements in the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import attrs

from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.judgements import Judgement, SheetCount
from hubflow.plugins.importers import PanelReading, load_panel, read_panel
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.panel.assessor_groups import group_problems
from hubflow.reading.panel.assessor_names import AssessorNames, NamesOf, one_name_each
from hubflow.reading.panel.call_jury import near_name_problems
from hubflow.reading.panel.judgement_checks import place_of
from hubflow.reading.panel.judgement_sheets import check_panel
from hubflow.reading.panel.panel_files import panel_files
from hubflow.reading.toml.source import read_bytes
from hubflow.register.calls.call_entries import assessors_of_call
from hubflow.register.recording.dossier_entries import judgement_drafts
from hubflow.register.recording.editions import editions, hub_of, stored_edition
from hubflow.register.recording.judgement_notes import judgement_notes
from hubflow.register.recording.recorded_judgements import OlderVersion, RecordedOnVenture
from hubflow.register.standing.standing_table import ids_of, refresh, standing_of, unknown_venture
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.entries import Draft
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say


@attrs.frozen
class RecordedJudgements:
    """How many judgements and abstentions were recorded, and how far each sheet is filled in.

    An assessor abstains once from a venture, on whatever rows it is said. ``known`` counts the
    rows of the sheets that the register holds already; ``notes`` says which judgements may not
    count as one expects.
    """

    number: int = 0
    abstentions: int = 0
    known: int = 0
    sheets: tuple[SheetCount, ...] = ()
    notes: tuple[str, ...] = ()


def sheet_digests(sheets: Sequence[Path]) -> dict[str, str]:
    """Return the SHA-256 of each sheet by its name, for an auditor to find it again."""
    return {str(file): sha256(read_bytes(file)).hexdigest() for file in panel_files(sheets)}


def judge(
    journal: Journal, hub_id: str, sheets: Sequence[Path], *, on: dt.date, by: str,
    hub: LoadedHub | None = None, among: Sequence[str] | None = None,
    beside: Iterable[str] = (), accepted: Mapping[str, str] = {}, restore: bool = False,
    digests: Mapping[str, str] = {},
) -> RecordedJudgements:
    """Record the judgements of jury sheets; those that the register holds already are left out.

    ``among`` are the ventures that the sheets are read for, all of the hub without it; ``beside``
    are others that they may name; ``accepted`` says by a sheet's name why signs of people served in
    it are right, ``digests`` which SHA-256 is recorded of it. A judgement that says again what was
    changed since is refused; with ``restore`` it counts again. Raises :class:`BadInput` with all
    problems of all sheets.
    """
    if not sheets:
        return RecordedJudgements()
    everybody = {*ids_of(journal, hub_id), *beside}
    heard = _heard(journal, hub_id, sheets, everybody, hub)
    ids = sorted({judgement.venture for judgement in heard.judgements})
    standings = {id: standing for id in ids if (standing := standing_of(journal, hub_id, id))}
    problems = [Problem(standing.venture, 0, "",
                        say("register-problems.is_before_the_day_that_it", on=on,
                            begun=standing.begun),
                        say("register-problems.is_the_day_right_on_names"))
                for standing in standings.values() if on < standing.begun]
    names_of = _call_names(journal, hub_id, standings, heard.names)
    drafts: list[tuple[Draft, Judgement]] = []
    edition_names = {standing.edition for standing in standings.values()}
    if hub is not None:
        edition_names.add(hub.methodology.methodology.hub.edition)
    for edition in sorted(edition_names):
        methodology = hub_of(
            stored_edition(journal, hub_id, edition), hub).hub.methodology.methodology
        under = {id for id, standing in standings.items() if standing.edition == edition}
        ours = [judgement for judgement in load_panel(
            sheets, hub_id, methodology=methodology, ventures=everybody, hub=hub, only=under)
            if judgement.venture in under]
        ours = one_name_each(ours, names_of)
        problems += check_panel(ours, set(ids), methodology)
        problems += group_problems(ours, names_of, methodology.panel.group_ids)
        ours = [j for j in ours if among is None or j.venture in among]
        made = judgement_drafts(
            ours, methodology, on, by,
            "; ".join(dict.fromkeys(accepted[str(file)] for file in panel_files(sheets)
                                    if str(file) in accepted)))
        drafts += [(_of_sheet(draft, said, digests), said)
                   for draft, said in zip(made, ours, strict=True)]
    strangers = set(ids) - set(standings) - set(beside)
    for stranger in sorted(strangers):
        problems += unknown_venture(journal, hub_id, stranger).problems
    late = {draft.on for draft, _ in drafts if draft.on > dt.date.today()}
    problems += [Problem(str(sheets[0]), 0, "date",
                         say("register-problems.is_in_the_future", on=day))
                 for day in sorted(late)]
    recorded = {id: RecordedOnVenture(standing, journal.read(hub=hub_id, subject=id,
                                                     kinds=["judgement", "correction"]), names_of)
                for id, standing in standings.items()}
    problems += near_name_problems(
        [*(each for known in recorded.values() for each in known.judgements),
         *(said for _, said in drafts)], names_of)
    older = [(draft, said, found) for draft, said in drafts
             if (found := recorded[draft.subject].older(draft, dated=said.date is not None))]
    if not restore:
        problems += [_changed_since(draft, said, found) for draft, said, found in older
                     if not found.stands]
    if problems:
        raise BadInput(problems)
    again = {id(draft) for draft, _, _ in older} if restore else set()
    fresh = [(draft, said) for draft, said in drafts if id(draft) in again
             or not recorded[draft.subject].hold(draft, dated=said.date is not None)]
    fresh = list({(draft.subject, draft.on, recorded[draft.subject].who_and_what(draft)):
                  (draft, said) for draft, said in fresh}.values())
    new = [draft for draft, _ in fresh]
    notes = [] if restore else [say("register-problems.left_as_it_is", what=found.words(draft))
                                for draft, _, found in older]
    notes += judgement_notes(journal, standings, fresh, names_of)
    journal.append(new)
    refresh(journal, hub_id, dict.fromkeys(draft.subject for draft in new))
    judged = [draft for draft in new if not draft.body["conflict"]]
    abstained = {(draft.subject, draft.personal["assessor"]) for draft in new
                 if draft.body["conflict"]}
    return RecordedJudgements(len(judged), len(abstained), len(drafts) - len(new), heard.counts,
                              tuple(notes))


def _of_sheet(draft: Draft, said: Judgement, digests: Mapping[str, str]) -> Draft:
    """Return a judgement with the digest of the sheet that it was read from."""
    digest = digests.get(place_of(said)[0].partition(": ")[0])
    return attrs.evolve(draft, body={**draft.body, "sheet": digest}) if digest else draft


def _changed_since(draft: Draft, said: Judgement, older: OlderVersion) -> Problem:
    """Return the problem of a row that would undo what was changed since."""
    file, line = place_of(said)
    return Problem(file, line, "score", say("register-problems.says_again_what_was_changed_since",
                                            older=older.words(draft)),
                   say("register-problems.leave_the_row_out_or_add"))


def _call_names(
    journal: Journal, hub: str, standings: Mapping[str, VentureStanding], more: AssessorNames
) -> NamesOf:
    """Return the names of the assessors of each venture's call, as the register has them."""
    lists = {call: AssessorNames.of(assessors_of_call(journal, hub, call))
             for call in {standing.call for standing in standings.values()}}
    found = {id: lists[standing.call].joined([more]) for id, standing in standings.items()}
    return lambda venture: found.get(venture, more)


def _heard(
    journal: Journal, hub_id: str, sheets: Sequence[Path], ventures: Collection[str],
    hub: LoadedHub | None,
) -> PanelReading:
    """Return the sheets' judgements, checked by the scales of the hub's edition if it has one."""
    kept = list(editions(journal, hub_id).values())
    only = hub_of(kept[0], hub).hub.methodology.methodology if len(kept) == 1 else None
    return read_panel(sheets, hub_id, methodology=only, ventures=ventures, hub=hub)
