"""Record juries' judgements in the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.judgements import Judgement, SheetCount
from hubflow.plugins.importers import PanelReading, load_panel, read_panel
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.panel.judgement_sheets import check_panel
from hubflow.reading.panel.panel_files import panel_files
from hubflow.register.recording.dossier_entries import judgement_drafts
from hubflow.register.recording.editions import editions, hub_of, stored_edition
from hubflow.register.standing.standing_table import ids_of, standing_of, unknown_venture
from hubflow.register.storage.entries import Draft, JournalEntry, effective
from hubflow.register.storage.journal import Journal


@attrs.frozen
class RecordedJudgements:
    """How many judgements and abstentions were recorded, and how far each sheet is filled in.

    An assessor abstains once from a venture, on whatever rows it is said. ``known`` counts the
    rows of the sheets that the register holds already.
    """

    number: int = 0
    abstentions: int = 0
    known: int = 0
    sheets: tuple[SheetCount, ...] = ()


def judge(
    journal: Journal, hub_id: str, sheets: Sequence[Path], *, on: dt.date, by: str,
    hub: LoadedHub | None = None, among: Sequence[str] | None = None,
    beside: Iterable[str] = (), accepted: Mapping[str, str] = {},
) -> RecordedJudgements:
    """Record the judgements of jury sheets; those that the register holds already are left out.

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
    drafts: list[tuple[Draft, Judgement]] = []
    edition_names = {standing.edition for standing in standings.values()}
    if hub is not None:
        edition_names.add(hub.methodology.methodology.hub.edition)
    for edition in sorted(edition_names):
        methodology = hub_of(stored_edition(journal, hub_id, edition), hub).hub.methodology
        ours = [judgement for judgement in load_panel(
            sheets, hub_id, methodology=methodology.methodology, ventures=everybody, hub=hub)
            if (s := standings.get(judgement.venture)) is not None and s.edition == edition]
        problems += check_panel(ours, set(ids), methodology.methodology)
        ours = [j for j in ours if among is None or j.venture in among]
        drafts += zip(judgement_drafts(
            ours, hub_id, on, by,
            "; ".join(dict.fromkeys(accepted[str(file)] for file in panel_files(sheets)
                                    if str(file) in accepted))), ours, strict=True)
    strangers = set(ids) - set(standings) - set(beside)
    for stranger in sorted(strangers):
        problems += unknown_venture(journal, hub_id, stranger).problems
    late = {draft.on for draft, _ in drafts if draft.on > dt.date.today()}
    problems += [Problem(str(sheets[0]), 0, "date", f"{day} is in the future")
                 for day in sorted(late)]
    if problems:
        raise BadInput(problems)
    recorded = {id: _Recorded(journal.read(hub=hub_id, subject=id,
                                           kinds=["judgement", "correction"]))
                for id in standings}
    new = [draft for draft, said in drafts
           if not recorded[draft.subject].hold(draft, dated=said.date is not None)]
    journal.append(new)
    judged = [draft for draft in new if not draft.body["conflict"]]
    abstained = {(draft.subject, draft.personal["assessor"]) for draft in new
                 if draft.body["conflict"]}
    return RecordedJudgements(len(judged), len(abstained), len(drafts) - len(new), heard.counts)


class _Recorded:
    """The judgements that the register holds on one venture, each as recorded and as corrected."""

    def __init__(self, entries: Sequence[JournalEntry]) -> None:
        corrected = {entry.seq: entry for entry in effective(entries)}
        said = sorted((entry for entry in entries if entry.kind == "judgement"),
                      key=lambda entry: (entry.on, entry.seq))
        self.latest: dict[Hashable, tuple[JournalEntry, ...]] = {}
        self.of_day: dict[Hashable, tuple[JournalEntry, ...]] = {}
        for entry in said:
            forms = (entry, corrected.get(entry.seq, entry))
            self.latest[_who_and_what(entry)] = forms
            self.of_day[_who_and_what(entry), entry.on] = forms

    def hold(self, draft: Draft, *, dated: bool) -> bool:
        """Return whether a judgement says what its assessor said last; if ``dated``, on its day.

        A judgement that was corrected since is held, too: its sheet does not undo the correction.
        """
        who = _who_and_what(draft)
        found = self.of_day.get((who, draft.on), ()) if dated else self.latest.get(who, ())
        return any(_content(entry) == _content(draft) for entry in found)


def _who_and_what(said: Draft | JournalEntry) -> Hashable:
    return said.body["phase"], said.body["criterion"], said.personal["assessor"]


def _content(said: Draft | JournalEntry) -> tuple[Any, ...]:
    return said.body["score"], said.personal["note"], said.body["conflict"]


def _heard(
    journal: Journal, hub_id: str, sheets: Sequence[Path], ventures: Collection[str],
    hub: LoadedHub | None,
) -> PanelReading:
    """Return the sheets' judgements, checked by the scales of the hub's edition if it has one."""
    kept = list(editions(journal, hub_id).values())
    only = hub_of(kept[0], hub).hub.methodology.methodology if len(kept) == 1 else None
    return read_panel(sheets, hub_id, methodology=only, ventures=ventures, hub=hub)
