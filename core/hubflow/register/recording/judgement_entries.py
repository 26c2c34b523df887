"""Record juries' judgements in the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import attrs

from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.judgements import SheetCount
from hubflow.plugins.importers import PanelReading, load_panel, read_panel
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.panel.judgement_sheets import check_panel
from hubflow.reading.panel.panel_files import panel_files
from hubflow.register.recording.dossier_entries import judgement_drafts
from hubflow.register.recording.editions import editions, hub_of, stored_edition
from hubflow.register.standing.standings import ids_of, standing_of, unknown_venture
from hubflow.register.storage.entries import Draft
from hubflow.register.storage.journal import Journal


@attrs.frozen
class RecordedJudgements:
    """How many judgements were recorded, and how far each scoring sheet is filled in."""

    number: int = 0
    sheets: tuple[SheetCount, ...] = ()


def judge(
    journal: Journal, hub_id: str, sheets: Sequence[Path], *, on: dt.date, by: str,
    hub: LoadedHub | None = None, among: Sequence[str] | None = None,
    beside: Iterable[str] = (), accepted: Mapping[str, str] = {},
) -> RecordedJudgements:
    """Record the judgements of jury sheets.

    ``among`` are the ventures that the sheets are read for, all of the hub without it; ``beside``
    are others that they may name; ``accepted`` says by a sheet's name why
    signs of people served in it are right. Raises :class:`BadInput` with
    all problems of all sheets.
    """
    if not sheets:
        return RecordedJudgements()
    everybody = {*ids_of(journal, hub_id), *beside}
    heard = _heard(journal, hub_id, sheets, everybody, hub)
    ids = sorted({judgement.venture for judgement in heard.judgements})
    standings = {id: standing for id in ids if (standing := standing_of(journal, hub_id, id))}
    problems = [Problem(standing.venture, 0, "", f"{on} is before {standing.begun}, the day that "
                        "it came into the register", "Is the day right? --on names it.")
                for standing in standings.values() if on < standing.begun]
    drafts: list[Draft] = []
    edition_names = {standing.edition for standing in standings.values()}
    if hub is not None:
        edition_names.add(hub.methodology.methodology.hub.edition)
    for edition in sorted(edition_names):
        methodology = hub_of(stored_edition(journal, hub_id, edition), hub).hub.methodology
        ours = [judgement for judgement in load_panel(
            sheets, hub_id, methodology=methodology.methodology, ventures=everybody, hub=hub)
            if (s := standings.get(judgement.venture)) is not None and s.edition == edition]
        problems += check_panel(ours, set(ids), methodology.methodology)
        drafts += judgement_drafts(
            [j for j in ours if among is None or j.venture in among], hub_id, on, by,
            "; ".join(dict.fromkeys(accepted[str(file)] for file in panel_files(sheets)
                                    if str(file) in accepted)))
    strangers = set(ids) - set(standings) - set(beside)
    for stranger in sorted(strangers):
        problems += unknown_venture(journal, hub_id, stranger).problems
    late = {draft.on for draft in drafts if draft.on > dt.date.today()}
    problems += [Problem(str(sheets[0]), 0, "date", f"{day} is in the future")
                 for day in sorted(late)]
    if problems:
        raise BadInput(problems)
    journal.append(drafts)
    return RecordedJudgements(len(drafts), heard.counts)


def _heard(
    journal: Journal, hub_id: str, sheets: Sequence[Path], ventures: Collection[str],
    hub: LoadedHub | None,
) -> PanelReading:
    """Return the sheets' judgements, checked by the scales of the hub's edition if it has one."""
    kept = list(editions(journal, hub_id).values())
    only = hub_of(kept[0], hub).hub.methodology.methodology if len(kept) == 1 else None
    return read_panel(sheets, hub_id, methodology=only, ventures=ventures, hub=hub)
