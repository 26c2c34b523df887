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
from hubflow.reading.panel.assessor_names import AssessorNames, NamesOf, one_name_each
from hubflow.reading.panel.call_jury import near_name_problems
from hubflow.reading.panel.judgement_sheets import check_panel
from hubflow.reading.panel.panel_files import panel_files
from hubflow.register.calls.call_entries import assessors_of_call
from hubflow.register.recording.dossier_entries import judgement_drafts, judgement_of
from hubflow.register.recording.editions import editions, hub_of, stored_edition
from hubflow.register.standing.standing_table import ids_of, refresh, standing_of, unknown_venture
from hubflow.register.standing.venture_standing import VentureStanding, edition_at
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
        ours = [j for j in ours if among is None or j.venture in among]
        drafts += zip(judgement_drafts(
            ours, methodology, on, by,
            "; ".join(dict.fromkeys(accepted[str(file)] for file in panel_files(sheets)
                                    if str(file) in accepted))), ours, strict=True)
    strangers = set(ids) - set(standings) - set(beside)
    for stranger in sorted(strangers):
        problems += unknown_venture(journal, hub_id, stranger).problems
    late = {draft.on for draft, _ in drafts if draft.on > dt.date.today()}
    problems += [Problem(str(sheets[0]), 0, "date", f"{day} is in the future")
                 for day in sorted(late)]
    recorded = {id: _Recorded(standing, journal.read(hub=hub_id, subject=id,
                                                     kinds=["judgement", "correction"]), names_of)
                for id, standing in standings.items()}
    problems += near_name_problems(
        [*(each for known in recorded.values() for each in known.judgements),
         *(said for _, said in drafts)], names_of)
    if problems:
        raise BadInput(problems)
    new = [draft for draft, said in drafts
           if not recorded[draft.subject].hold(draft, dated=said.date is not None)]
    new = list({(draft.subject, draft.on, recorded[draft.subject].who_and_what(draft)): draft
                for draft in new}.values())
    journal.append(new)
    refresh(journal, hub_id, dict.fromkeys(draft.subject for draft in new))
    judged = [draft for draft in new if not draft.body["conflict"]]
    abstained = {(draft.subject, draft.personal["assessor"]) for draft in new
                 if draft.body["conflict"]}
    return RecordedJudgements(len(judged), len(abstained), len(drafts) - len(new), heard.counts)


class _Recorded:
    """The judgements that the register holds on one venture, each as recorded and as corrected."""

    def __init__(
        self, standing: VentureStanding, entries: Sequence[JournalEntry], names_of: NamesOf
    ) -> None:
        self.names = names_of(standing.venture)
        self.standing = standing
        corrected = {entry.seq: entry for entry in effective(entries)}
        said = sorted((entry for entry in entries if entry.kind == "judgement"),
                      key=lambda entry: (entry.on, entry.seq))
        self.latest: dict[Hashable, tuple[JournalEntry, ...]] = {}
        self.of_day: dict[Hashable, tuple[JournalEntry, ...]] = {}
        for entry in said:
            forms = (entry, corrected.get(entry.seq, entry))
            self.latest[self.who_and_what(entry)] = forms
            self.of_day[self.who_and_what(entry), entry.on] = forms
        self.judgements = [
            judgement_of(standing.venture, entry.body, entry.personal, entry.on, entry.seq)
            for entry in corrected.values() if entry.kind == "judgement"]

    def hold(self, draft: Draft, *, dated: bool) -> bool:
        """Return whether a judgement says what its assessor said last; if ``dated``, on its day.

        A judgement that was corrected since is held, too: its sheet does not undo the correction.
        """
        who = self.who_and_what(draft)
        found = self.of_day.get((who, draft.on), ()) if dated else self.latest.get(who, ())
        return any(_content(entry) == _content(draft) and self._same_scale(entry, draft)
                   for entry in found)

    def who_and_what(self, said: Draft | JournalEntry) -> Hashable:
        """Return the criterion, and the person whatever the spelling."""
        return (said.body["phase"], said.body["criterion"],
                self.names.key(said.personal["assessor"]))

    def _same_scale(self, entry: JournalEntry, draft: Draft) -> bool:
        """Return whether a score means the same: an older hubflow recorded no scale."""
        if "scale" in entry.body:
            return bool(entry.body["scale"] == draft.body["scale"])
        return edition_at(self.standing.entries, entry.seq) == str(draft.body["edition"])


def _content(said: Draft | JournalEntry) -> tuple[Any, ...]:
    return said.body["score"], said.personal["note"], said.body["conflict"]


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
