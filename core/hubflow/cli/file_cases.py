"""A source of cases in files: dossiers, challenges and calls, as a hub reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hubflow.engine.pipeline.case_source import CaseSet, ComplaintRecord, DecisionRecord
from hubflow.model.call import CallMember
from hubflow.model.input_problems import BadInput
from hubflow.plugins.importers import dossier_reader, load_inputs
from hubflow.reading.dossiers.load import InputEntry, Inputs, read_inputs

if TYPE_CHECKING:
    from hubflow.engine.call.call_progress import CallProgress
    from hubflow.plugins.manager import LoadedHub


class FileCases:
    """Dossiers in files and folders; each hub reads them once."""

    def __init__(
        self, paths: Sequence[Path], hub: LoadedHub | None, as_of: dt.date | None
    ) -> None:
        self.paths = paths
        self.hub = hub
        self.as_of = as_of
        self._read: dict[int, Inputs] = {}

    @property
    def name(self) -> str:
        """The paths."""
        return ", ".join(map(str, self.paths))

    def entries(self) -> Sequence[InputEntry]:
        """Return the dossiers; a hub that is named reads files that are not TOML."""
        if self.hub is None:
            return load_inputs(self.paths).entries
        inputs = self._inputs(self.hub)
        if inputs.problems:
            raise BadInput(inputs.problems)
        return [entry for entry in inputs.entries
                if inputs.named is None or entry.own.id in inputs.named]

    def case_sets(self) -> Sequence[CaseSet]:
        """Return the dossiers under the method of the hub."""
        return (self.under(self._hub()),)

    def under(self, hub: LoadedHub) -> CaseSet:
        """Return the dossiers as a hub reads them."""
        return CaseSet.of(hub, self._inputs(hub), self.as_of)

    def decisions(self) -> Mapping[str, Sequence[DecisionRecord]]:
        """Return the decisions by the hub that dossiers record."""
        hub = self._hub()
        inputs = self._inputs(hub)
        day = self.as_of or dt.date.today()
        return {
            entry.dossier.id: [
                DecisionRecord(venture=entry.dossier.id, decision=said.decision, phase=said.phase,
                               by=said.by, date=said.date, reasons=said.reasons or "",
                               released=said.released, out=_out(entry, hub, day))
                for said in sorted(entry.own.decisions, key=lambda one: one.date)
                if said.hub == hub.id]
            for entry in inputs.entries if entry.kind == "venture"
            and (inputs.named is None or entry.own.id in inputs.named)
        }

    def when_decided(
        self, decisions: Sequence[DecisionRecord]
    ) -> Iterator[tuple[CaseSet, Sequence[DecisionRecord]]]:
        """Yield the dossiers as they stood on each day of a decision."""
        hub = self._hub()
        for day in sorted({one.date for one in decisions}):
            yield (CaseSet.of(hub, self._inputs(hub), day),
                   [one for one in decisions if one.date == day])

    def progress(self, call: str) -> CallProgress | None:
        """Return how far a call has come, as its call.toml says."""
        from hubflow.engine.call.call_progress import progress_of

        hub = self._hub()
        found = next((each.call for each in self._inputs(hub).calls if each.call.id == call), None)
        if found is None or found.hub not in (None, hub.id):
            return None
        day = self.as_of or found.date or dt.date.today()
        return progress_of(found, hub.methodology.methodology).on(day)

    def complaints(self) -> Sequence[ComplaintRecord]:
        """Return none: files hold no complaints."""
        return ()

    def when_final(self, call: str, phase: str) -> None:
        """Return none: files are as they are now."""

    def _hub(self) -> LoadedHub:
        if self.hub is None:
            from hubflow.plugins.manager import load_hub

            self.hub = load_hub()
        return self.hub

    def _inputs(self, hub: LoadedHub) -> Inputs:
        if id(hub) not in self._read:
            self._read[id(hub)] = read_inputs(
                self.paths, read_file=dossier_reader(hub), whole_calls=True)
        return self._read[id(hub)]


def _out(entry: InputEntry, hub: LoadedHub, on: dt.date) -> CallMember | None:
    """Return how a venture stands in the hub's call if it is out of the race on a day."""
    call = entry.call
    if call is None or call.hub not in (None, hub.id):
        return None
    return call.out(entry.dossier.id, on)
