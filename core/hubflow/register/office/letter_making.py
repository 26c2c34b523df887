"""Letters on decisions that a register holds, each told as it stood when it was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubflow.jury.letter import Letter
    from hubflow.model.results import HubResult, RunResult
    from hubflow.plugins.manager import LoadedHub
    from hubflow.register.recording.editions import StoredEdition
    from hubflow.register.recording.releasing import ReleasedEntry
    from hubflow.register.storage.journal import Journal


class LetterMaking:
    """Makes letters; each run is made again once, however many decisions rest on it."""

    def __init__(
        self, journal: Journal, hub: str, given: LoadedHub | None, language: str | None
    ) -> None:
        self.journal = journal
        self.hub = hub
        self.given = given
        self.language = language
        self._runs: dict[tuple[int, str], RunResult] = {}
        self._hubs: dict[str, StoredEdition] = {}

    def letter(self, found: ReleasedEntry) -> tuple[LoadedHub, Letter, HubResult]:
        """The letter on a decision, with the hub that it is written by."""
        from hubflow.jury.letter import ReleasedDecision, letter_of
        from hubflow.register.recording.releasing import word_of
        from hubflow.register.recording.steps import id_of, way_of
        from hubflow.register.standing.rebuild import rebuilt
        from hubflow.register.standing.standings import known

        decision, release = found.decision, found.release
        standing = known(self.journal, self.hub, decision.subject)
        result, kept = self._result(found)
        entry = rebuilt(self.journal, self.hub, kept.entry.subject,
                        [decision.subject]).inputs.entries[0]
        way = way_of(self.journal, self.hub, standing.call)
        told = ReleasedDecision(
            decision=word_of(decision), phase=str(decision.body["phase"]),
            by=str(decision.personal["body"]), date=decision.on, released=release.on,
            released_by=str(release.personal["body"]),
            reasons=str(decision.personal.get("reasons") or ""),
            step=way.name(id_of(way.taken[-1]), result.hub.language) if way.told else "")
        venture = next(one for one in result.ventures if one.id == decision.subject)
        letter = letter_of(told, entry.dossier, venture, kept.hub.methodology.methodology,
                           result.hub.language)
        # templates are not kept in the register: they are those of the hub that was named
        return self.given or kept.hub, letter, result.hub

    def _result(self, found: ReleasedEntry) -> tuple[RunResult, StoredEdition]:
        """The run that was decided on; where there is none, as the record stood on the day."""
        from hubflow.register.recording.editions import hub_of, kept_edition
        from hubflow.register.standing.recomputation import rerun
        from hubflow.register.standing.running import evaluate
        from hubflow.register.standing.standings import standing_of

        decision = found.decision
        seq = int(decision.body.get("run") or 0)
        run = self.journal.find(seq) if seq else None
        run = self.journal.find(int(run.body["run"])) if run and "run" in run.body else run
        then = standing_of(self.journal, self.hub, decision.subject, until=decision.seq)
        assert then is not None
        edition = str(run.body["edition"]) if run else then.edition
        if edition not in self._hubs:
            self._hubs[edition] = hub_of(kept_edition(self.journal, self.hub, edition),
                                         self.given)
        kept = self._hubs[edition]
        key = (run.seq, "") if run else (decision.seq, decision.subject)
        if key not in self._runs:
            self._runs[key] = rerun(self.journal, run, kept, self.language) if run else evaluate(
                self.journal, kept, [decision.subject], decision.on, {}, until=decision.seq,
                language=self.language)
        return self._runs[key], kept
