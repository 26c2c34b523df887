"""The scales on which recorded judgements were made, and which of them an edition can count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from hubflow.model.judgements import Judgement
from hubflow.model.methodology import Methodology
from hubflow.reading.dossiers.inheriting import JUDGEMENTS
from hubflow.reading.panel.judgement_checks import JudgementRules
from hubflow.reading.toml.source import TomlFile
from hubflow.register.recording.editions import stored_methodology
from hubflow.register.standing.venture_standing import edition_at
from hubflow.register.storage.entries import JournalEntry
from hubflow.register.storage.journal import Journal

_SCORES = ("score", "level", "holds")


@attrs.define(eq=False, repr=False)
class JudgedScales:
    """Tells on which scale each judgement was made, for a run by a methodology.

    An older hubflow recorded no scale: it was that of the edition the venture was under.
    ``resting`` collects the judgements of dossiers that the methodology cannot count; ``rules`` are
    those of other editions that were needed.
    """

    journal: Journal
    methodology: Methodology
    resting: list[Judgement] = attrs.field(factory=list)
    rules: dict[str, JudgementRules] = attrs.field(factory=dict)

    def anew(self) -> JudgedScales:
        """Return the same scales, with no judgements that rest."""
        return JudgedScales(self.journal, self.methodology, rules=self.rules)

    def judged(
        self, said: Judgement, entry: JournalEntry, entries: Sequence[JournalEntry]
    ) -> Judgement:
        """Return a recorded judgement with its scale."""
        if "scale" in entry.body:
            return said
        edition = edition_at(entries, entry.seq)
        return attrs.evolve(said, edition=edition, scale=self._scale(
            edition, said.phase, said.criterion))

    def fitted(self, file: TomlFile, dossier: JournalEntry | None) -> TomlFile:
        """Return a dossier with its own judgements on the scales of the methodology.

        Those that have none there are left out.
        """
        hub = self.methodology.hub
        edition = str(dossier.body["edition"]) if dossier is not None else hub.edition
        blocks = file.data.get("hubs", {})
        own = blocks.get(hub.id) if isinstance(blocks, Mapping) else None
        said = own.get(JUDGEMENTS) if isinstance(own, Mapping) else None
        if edition == hub.edition or not isinstance(said, list):
            return file
        fitting = [made for each in said if (made := self._fitted(each, edition, file)) is not None]
        block = {**(own or {}), JUDGEMENTS: fitting}
        return file.replace(data={**file.data, "hubs": {**blocks, hub.id: block}})

    def _fitted(self, said: Any, edition: str, file: TomlFile) -> Any:
        """Return a judgement of a dossier on its new scale; None where there is no way to it."""
        if not isinstance(said, Mapping):
            return said
        phase, criterion = str(said.get("phase")), str(said.get("criterion"))
        key = next((key for key in _SCORES if said.get(key) is not None), "score")
        judgement = Judgement(
            venture=str(file.data.get("id")), phase=phase, criterion=criterion,
            assessor=str(said.get("assessor", "panel")), score=said.get(key), from_dossier=True,
            scale=self._scale(edition, phase, criterion), edition=edition)
        rules = JudgementRules.of(self.methodology)
        if list(rules.scale_problems(judgement)):
            self.resting.append(judgement)
            return None
        (own,) = rules.on_own_scales([judgement])
        if not own.given:
            return said
        rest = {name: value for name, value in said.items() if name not in _SCORES}
        return {**rest, "level" if isinstance(own.score, str) else "score": own.score}

    def _scale(self, edition: str, phase: str, criterion: str) -> tuple[float | str, ...]:
        hub = self.methodology.hub
        if edition in ("", hub.edition):
            return ()
        if edition not in self.rules:
            self.rules[edition] = JudgementRules.of(
                stored_methodology(self.journal, hub.id, edition))
        return self.rules[edition].scale(phase, criterion)
