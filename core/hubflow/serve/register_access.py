"""The register as the screens share it: many read at once, one writes."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from hubflow.model.methodology import text_in
from hubflow.register.kept_entries import KeptEntries
from hubflow.register.standing.register_hubs import known_hubs
from hubflow.register.storage.database_connection import DatabaseFailure, FailureKind
from hubflow.register.storage.database_tables import standings
from hubflow.register.storage.journal import Journal
from hubflow.register.storage.opening import Register
from hubflow.serve.call_changes import last_change_of_the_past, unchanged_since
from hubflow.text.spoken import spoken_language

if TYPE_CHECKING:
    from hubflow.engine.pipeline.case_source import CaseSet
    from hubflow.plugins.manager import LoadedHub
    from hubflow.register.standing.register_cases import Keep
    from hubflow.serve.call_runs import CallRun

_Made = TypeVar("_Made")

_KEPT = 16
"""Runs of calls, and other things made of a state of the register, that are kept at most."""


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
        register.kept = register.kept or KeptEntries()
        self._turn = threading.Lock()
        self._runs: dict[tuple[str, str, str, str], tuple[int, CallRun]] = {}
        self._made: dict[tuple[str, ...], tuple[tuple[int, dt.date], Any]] = {}
        self._runs_turn = threading.Lock()
        self._hub_names: dict[tuple[str, int, str], str] = {}

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

    def knows(self, hub: str) -> bool:
        """Return whether the register has entries of a hub: else commands refuse its ``--hub``."""
        with self.reading() as journal:
            return hub in known_hubs(journal)

    def hub_name(self, hub: str, language: str) -> str:
        """Return the short name of a hub, by its latest edition; before it of the one named."""
        from hubflow.register.standing.edition_phases import hub_names
        from hubflow.text.short_names import short_name

        named = self.plugin_hub
        with self.reading() as journal:
            if (latest := [each.seq for each in journal.editions(hub)][-1:]):
                key = hub, latest[0], language
                if key not in self._hub_names:
                    self._hub_names[key] = hub_names(journal, [hub], language)[hub]
                return self._hub_names[key]
        return hub if named is None or named.id != hub else short_name(text_in(
            named.methodology.methodology.hub.name, language, hub))

    def call_name(self, hub: str, call: str) -> str:
        """Return what people call a call: its name, or its id where it has none."""
        from hubflow.register.calls.call_entries import name_of_call

        with self.reading() as journal:
            return name_of_call(journal, hub, call)

    def phase_titles(self, hub: str, language: str) -> Mapping[tuple[str, str], str]:
        """Return what phases are called in a language, by id and their name in their hub's own."""
        from hubflow.register.standing.edition_phases import names_of_edition

        found: dict[tuple[str, str], str] = {}
        with self.reading() as journal:
            for entry in journal.editions(hub):
                names = names_of_edition(entry, language)
                found |= {(id, names.own[id]): name for id, name in names.phases.items()}
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

        today, head = dt.date.today(), journal.head()[0]
        key = hub, call, venture, language
        with self._runs_turn:
            seen, kept = self._runs.get(key, (0, None))
        if kept is not None and kept.day == today and (seen >= head or unchanged_since(
                journal, seen, hub, {call, *kept.calls} - {""}, kept.standings, judged=judged)):
            if judged:
                self._keep_run(key, head, kept)
            return kept
        found = run_call(journal, hub, call, today, head, language, self.plugin_hub, venture)
        self._keep_run(key, head, found)
        return found

    def _keep_run(self, key: tuple[str, str, str, str], seen: int, run: CallRun) -> None:
        """Keep a run of which no entry up to one changed anything; the oldest is let go."""
        with self._runs_turn:
            _keep(self._runs, key, (seen, run))

    def kept(
        self, journal: Journal, key: Sequence[str], hub: str, call: str,
        make: Callable[[], tuple[Collection[str], _Made]],
    ) -> _Made:
        """Return what ``make`` makes of a call, or of a venture without one, beside the ventures.

        It is made once for each key, state of the call and day.
        """
        today, head = dt.date.today(), journal.head()[0]

        def still(at: tuple[int, dt.date], kept: tuple[Collection[str], _Made]) -> bool:
            return at[1] == today and (at[0] >= head or unchanged_since(
                journal, at[0], hub, {call} - {""}, kept[0]))

        return self._kept(tuple(key), (head, today), make, still)[1]

    def kept_runs(self, journal: Journal, hub: str) -> Keep:
        """Return what keeps the cases of a hub's recorded runs, and what comes of them.

        Entries add nothing to what was recorded before them; but some may change it.
        """
        from hubflow.serve.kept_cases import KeptCases

        now = last_change_of_the_past(journal), dt.date.min

        def keep(run: int, make: Callable[[], CaseSet]) -> CaseSet:
            return self._kept(("run", hub, str(run), spoken_language()), now,
                              lambda: KeptCases.of_cases(make()), lambda at, _: at == now)

        return keep

    def _kept(
        self, key: tuple[str, ...], now: tuple[int, dt.date], make: Callable[[], _Made],
        still: Callable[[tuple[int, dt.date], _Made], bool],
    ) -> _Made:
        """Return what was made before if it ``still`` holds, else make it; the oldest is let go."""
        with self._runs_turn:
            before = self._made.get(key)
        made = before[1] if before is not None and still(*before) else make()
        with self._runs_turn:
            _keep(self._made, key, (now, made))
        return made


def _keep(table: dict[Any, Any], key: Any, value: object) -> None:
    """Put a value last in a table; the first ones are let go where there are too many."""
    table.pop(key, None)
    while len(table) >= _KEPT:
        table.pop(next(iter(table)))
    table[key] = value
