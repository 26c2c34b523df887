"""The register as the screens share it: many read at once, one writes."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from hubflow.model.methodology import text_in
from hubflow.register.standing.register_hubs import known_hubs
from hubflow.register.storage.database_connection import DatabaseFailure, FailureKind
from hubflow.register.storage.database_tables import entries, standings
from hubflow.register.storage.entries import JournalEntry
from hubflow.register.storage.journal import Journal
from hubflow.register.storage.opening import Register

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub
    from hubflow.serve.call_runs import CallRun

_Made = TypeVar("_Made")

_KEPT = 16
"""Runs of calls, and other things made of a state of the register, that are kept at most."""


_PHASES: dict[tuple[str, str], Mapping[tuple[str, str], str]] = {}
"""The names of phases by the digest of a method's text and the language."""


def _phases(edition: JournalEntry, language: str) -> Mapping[tuple[str, str], str]:
    from hubflow.register.recording.editions import methodology_of

    method = methodology_of(edition)
    return {(phase.id, text_in(phase.name, method.hub.language, phase.id)):
            text_in(phase.name, language, phase.id) for phase in method.phases}


class RegisterUnavailable(Exception):
    """Raised where the database fails; nothing was recorded. It is nothing that a form can mend."""

    def __init__(self, kind: FailureKind) -> None:
        super().__init__(kind)
        self.kind = kind


@contextlib.contextmanager
def _failures() -> Iterator[None]:
    """Set a database's failure apart from what is wrong with what somebody typed."""
    try:
        yield
    except DatabaseFailure as failure:
        raise RegisterUnavailable(failure.kind) from failure


class SharedRegister:
    """A register that several threads use. ``plugin_hub`` lends its code where one was named."""

    def __init__(self, register: Register, plugin_hub: LoadedHub | None = None) -> None:
        self.register, self.plugin_hub = register, plugin_hub
        self._turn = threading.Lock()
        self._runs: dict[tuple[str, str, str, str], CallRun] = {}
        self._made: dict[tuple[str, ...], tuple[tuple[int, dt.date], Any]] = {}
        self._runs_turn = threading.Lock()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Journal]:
        """Yield the journal for reading. Raise :class:`RegisterUnavailable` if it fails."""
        with _failures(), self.register.reading() as journal:
            yield journal

    @contextlib.contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[Journal]:
        """Yield the journal for writing: all that is appended is committed, or nothing.

        Raises :class:`RegisterUnavailable` if it cannot be written.
        """
        if not self._turn.acquire(timeout=self.register.patience.seconds):
            raise RegisterUnavailable("busy")
        try:
            with _failures(), self.register.writing(keep=keep) as journal:
                yield journal
        finally:
            self._turn.release()

    def hubs(self) -> list[str]:
        """Return the hubs in the register; of one without ventures the hub that was named."""
        with self.reading() as journal:
            found = known_hubs(journal)
        return found or ([self.plugin_hub.id] if self.plugin_hub is not None else [])

    def call_name(self, hub: str, call: str) -> str:
        """Return what people call a call: its name, or its id where it has none."""
        from hubflow.register.calls.call_entries import name_of_call

        with self.reading() as journal:
            return name_of_call(journal, hub, call)

    def phase_titles(self, hub: str, language: str) -> Mapping[tuple[str, str], str]:
        """Return what phases are called in a language, by id and their name in their hub's own."""
        found: dict[tuple[str, str], str] = {}
        with self.reading() as journal:
            for entry in journal.editions(hub):
                key = (str(entry.body["methodology"]), language)
                if key not in _PHASES:
                    _PHASES[key] = _phases(entry, language)
                found |= _PHASES[key]
        return found

    def language_of(self, hub: str) -> str:
        """Return a hub's language; without one that of all hubs, empty where they differ.

        It is empty, too, where the register cannot be read: the page then says so.
        """
        from hubflow.register.recording.editions import hub_language

        try:
            with self.reading() as journal:
                found = {hub_language(journal, each) or self._language_named(each)
                         for each in ([hub] if hub else self.hubs())}
        except RegisterUnavailable:
            return ""
        return found.pop() if len(found) == 1 else ""

    def _language_named(self, hub: str) -> str:
        """Return the language of the hub that was named, before its first edition is recorded."""
        named = self.plugin_hub
        if named is None or named.id != hub:
            return ""
        return named.methodology.methodology.hub.language

    def method_of(self, journal: Journal, hub: str) -> LoadedHub | None:
        """Return a hub with the newest edition of its method; None if there is no such hub.

        Before its first edition is recorded it is the hub that was named.
        """
        from hubflow.register.recording.editions import editions, hub_of

        found = list(editions(journal, hub).values())
        if found:
            return hub_of(found[-1], self.plugin_hub).hub
        named = self.plugin_hub
        return named if named is not None and named.id == hub else None

    def call_of(self, path: Mapping[str, str]) -> str:
        """Return the call of the venture in an address; empty if there is none."""
        if "venture" not in path or "hub" not in path:
            return ""
        with self.reading() as journal:
            found = journal.connection.execute(sa.select(standings.c.call).where(
                standings.c.hub == path["hub"],
                standings.c.venture == path["venture"])).scalar()
        return str(found or "")

    def call_run(
        self, journal: Journal, hub: str, call: str, language: str, *, venture: str = "",
        judged: bool = True,
    ) -> CallRun:
        """Return what the method recommends for a call now; run once for each state of it.

        Without ``call`` it is that of one venture. Unless ``judged``, the latest judgements may be
        missing in it.
        """
        from hubflow.serve.call_runs import run_call

        head, today = _head(journal, judged=judged), dt.date.today()
        key = hub, call, venture, language
        with self._runs_turn:
            kept = self._runs.get(key)
        if kept is not None and kept.head >= head and kept.day == today:
            return kept
        found = run_call(journal, hub, call, today, journal.head()[0], language,
                         self.plugin_hub, venture)
        with self._runs_turn:
            if len(self._runs) >= _KEPT:
                self._runs.pop(next(iter(self._runs)))
            self._runs[key] = found
        return found

    def kept(
        self, journal: Journal, key: Sequence[str], make: Callable[[], _Made]
    ) -> _Made:
        """Return what ``make`` returns; made once for each key, state of the register and day."""
        at = journal.head()[0], dt.date.today()
        with self._runs_turn:
            before = self._made.get(tuple(key))
        if before is not None and before[0] == at:
            made: _Made = before[1]
            return made
        made = make()
        with self._runs_turn:
            if len(self._made) >= _KEPT:
                self._made.pop(next(iter(self._made)))
            self._made[tuple(key)] = at, made
        return made


def _head(journal: Journal, *, judged: bool) -> int:
    """Return the number of the last entry, or of the last that is no judgement."""
    if judged:
        return journal.head()[0]
    found = journal.connection.execute(sa.select(entries.c.seq).where(
        entries.c.kind != "judgement").order_by(entries.c.seq.desc()).limit(1)).scalar()
    return int(found or 0)
