"""Compare a jury's judgements with those that the register holds: known, new, or changed since."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import attrs

from hubflow.reading.panel.assessor_names import NamesOf
from hubflow.register.recording.dossier_entries import judgement_of
from hubflow.register.standing.venture_standing import VentureStanding, edition_at
from hubflow.register.storage.entries import Draft, JournalEntry, effective
from hubflow.text.spoken import say


@attrs.frozen(eq=False, repr=False)
class OlderVersion:
    """A judgement that says again what was changed since; ``now`` is the one that counts.

    If ``stands``, recording nothing leaves things as they are: the row repeats what was corrected.
    """

    now: JournalEntry
    stands: bool

    def words(self, draft: Draft) -> str:
        """Return both values, and when it was changed."""
        then, now = _value(draft), _value(self.now)
        if then == now:
            then = say("register-problems.with_another_note", score=then)
            now = say("register-problems.with_the_note_of_today", score=now)
        about = f"{draft.subject}, {draft.body['phase']}, {draft.body['criterion']}"
        return say("register-problems.became", about=about, assessor=draft.personal["assessor"],
                   before=then, now=now, seq=self.now.seq, on=self.now.on)


class RecordedOnVenture:
    """The judgements that the register holds on one venture, each as recorded and as corrected."""

    def __init__(
        self, standing: VentureStanding, entries: Sequence[JournalEntry], names_of: NamesOf
    ) -> None:
        self.names = names_of(standing.venture)
        self.standing = standing
        corrected = {entry.seq: entry for entry in effective(entries)}
        said = sorted((entry for entry in entries if entry.kind == "judgement"),
                      key=lambda entry: (entry.on, entry.seq))
        self.versions: dict[Hashable, list[tuple[JournalEntry, JournalEntry]]] = {}
        for entry in said:
            forms = (entry, corrected.get(entry.seq, entry))
            self.versions.setdefault(self.who_and_what(entry), []).append(forms)
        self.judgements = [
            judgement_of(standing.venture, entry.body, entry.personal, entry.on, entry.seq)
            for entry in corrected.values() if entry.kind == "judgement"]

    def hold(self, draft: Draft, *, dated: bool) -> bool:
        """Return whether a judgement says what its assessor said last; if ``dated``, on its day.

        A judgement that was corrected since is held, too: its sheet does not undo the correction.
        """
        found = [forms for forms in self.versions.get(self.who_and_what(draft), ())
                 if not dated or forms[0].on == draft.on]
        return bool(found) and self._says_any(found[-1], draft)

    def older(self, draft: Draft, *, dated: bool) -> OlderVersion | None:
        """Return what a judgement would undo: it says again what its assessor's last one changed.
        """
        found = self.versions.get(self.who_and_what(draft), [])
        if not found or draft.on < found[-1][1].on or self._says_any(found[-1][1:], draft):
            return None
        before = [form for forms in found[:-1] for form in forms] + [found[-1][0]]
        if not self._says_any(before, draft):
            return None
        return OlderVersion(found[-1][1], self.hold(draft, dated=dated))

    def who_and_what(self, said: Draft | JournalEntry) -> Hashable:
        """Return the criterion, and the person whatever the spelling."""
        return (said.body["phase"], said.body["criterion"],
                self.names.key(said.personal["assessor"]))

    def _says_any(self, entries: Iterable[JournalEntry], draft: Draft) -> bool:
        return any(_content(entry) == _content(draft) and self._same_scale(entry, draft)
                   for entry in entries)

    def _same_scale(self, entry: JournalEntry, draft: Draft) -> bool:
        """Return whether a score means the same: an older hubflow recorded no scale."""
        if "scale" in entry.body:
            return bool(entry.body["scale"] == draft.body["scale"])
        return edition_at(self.standing.entries, entry.seq) == str(draft.body["edition"])


def _content(said: Draft | JournalEntry) -> tuple[Any, ...]:
    return said.body["score"], said.personal["note"], said.body["conflict"]


def _value(said: Draft | JournalEntry) -> str:
    score = said.body["score"]
    if said.body["conflict"]:
        return say("kinds.conflict")
    if isinstance(score, bool):
        return say(f"register-problems.{'yes' if score else 'no'}")
    return f"{score:g}" if isinstance(score, int | float) else str(score)
