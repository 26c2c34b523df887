"""A venture under other places' methods: the hubs at hand, the comparison, the memo."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import attrs
import sqlalchemy as sa

from hubflow.register.standing.register_cases import RegisterCases
from hubflow.register.standing.standing_table import ids_of, known_standing
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.database_tables import standings
from hubflow.register.storage.journal import Journal

if TYPE_CHECKING:
    from hubflow.adapt.adaptation import Adaptation
    from hubflow.compare.comparison_run import Comparison
    from hubflow.plugins.discovery import InstalledHub
    from hubflow.plugins.manager import LoadedHub
    from hubflow.serve.register_access import SharedRegister

_Made = TypeVar("_Made")

MOST_HUBS = 4
"""Hubs of a comparison at most, the register's own among them."""

MOST_VENTURES = 60
"""Ventures of a comparison at most: those of one call."""

DRAWS = 100
"""Weightings that the command draws. The answer and its table, which alone are shown, need none."""

_PATIENCE = 15.0
"""Seconds for which a computation waits until another one is done."""

_TURN = threading.Lock()


class StillComputing(Exception):
    """Raised if another comparison or memo is being computed for too long."""


@attrs.frozen(eq=False, repr=False)
class VentureAbroad:
    """A venture of a register with its cases, and the edition of the method that it is under."""

    register: SharedRegister
    standing: VentureStanding
    cases: RegisterCases
    own: LoadedHub

    @property
    def others(self) -> Sequence[InstalledHub]:
        """The installed hubs that it can be compared under, besides its own edition."""
        return [hub for hub in _usable()
                if (hub.name, hub.edition) != (self.own.id, self.standing.edition)]

    @property
    def places(self) -> Sequence[InstalledHub]:
        """The installed hubs that it can be taken to."""
        return [hub for hub in self.others if hub.name != self.own.id]

    def competing(self) -> int:
        """Return how many ventures are compared: those of its call."""
        if not self.standing.call:
            return 1
        return len(ids_of(self.cases.journal, self.cases.hub, call=self.standing.call))

    def compared(self, names: Sequence[str], language: str) -> Comparison:
        """Return what its own method and installed hubs say of it, as `hubflow compare` does."""
        from hubflow.plugins.manager import load_hub

        hubs = [self.own, *map(load_hub, names)]
        return self._kept("compared", hubs, language, lambda: self._compared(hubs, language))

    def adapted(self, target: LoadedHub, language: str) -> Adaptation:
        """Return it taken to the place of another hub, as `hubflow adapt` does."""
        return self._kept("adapted", [self.own, target], language,
                          lambda: self._adapted(target, language))

    def _compared(self, hubs: Sequence[LoadedHub], language: str) -> Comparison:
        from hubflow.compare.comparison_run import compare
        from hubflow.compare.robustness.drawn_weights import WeightDraw

        with one_at_a_time():
            return compare(hubs, self.cases.under,
                           WeightDraw(draws=DRAWS, seed=1, band=None), language=language,
                           details=False)

    def _adapted(self, target: LoadedHub, language: str) -> Adaptation:
        from hubflow.adapt.adaptation import adapt

        with one_at_a_time():
            found = self.cases.under(self.own)
            return adapt([self.own], target, found.alone().inputs, language=language,
                         notes=found.notes(language))

    def _kept(
        self, what: str, hubs: Sequence[LoadedHub], language: str, make: Callable[[], _Made]
    ) -> _Made:
        """Return what was made of the venture by methods as they are, or make it."""
        one, methods = self.standing, [
            f"{hub.methodology.file.digest} {hub.hooks_digest}" for hub in hubs]
        return self.register.kept(
            self.cases.journal, (what, self.cases.hub, one.venture, language, *methods),
            self.cases.hub, one.call, lambda: ([one.venture], make()))


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the turn for a long computation; raise :class:`StillComputing` if it does not come."""
    if not _TURN.acquire(timeout=_PATIENCE):
        raise StillComputing
    try:
        yield
    finally:
        _TURN.release()


def venture_abroad(
    register: SharedRegister, journal: Journal, hub: str, venture: str
) -> VentureAbroad | None:
    """Return a venture of a hub; None for a challenge. Raise :class:`BadInput` for an unknown one.
    """
    from hubflow.register.recording.editions import hub_of, stored_edition

    standing = known_standing(journal, hub, venture)
    if standing.kind != "venture":
        return None
    edition = stored_edition(journal, hub, standing.edition)
    return VentureAbroad(
        register, standing, RegisterCases(journal, "register", hub, [standing], register.plugin_hub,
                                dt.date.today()), hub_of(edition, register.plugin_hub).hub)


def ventures_named(
    journal: Journal, hub: str, text: str, most: int
) -> Sequence[tuple[str, str, str]]:
    """Return id, name and call of the ventures in whose id or name a text stands, in order."""
    columns = standings.c
    rows = journal.connection.execute(
        sa.select(columns.venture, columns.name, columns.call).where(
            columns.hub == hub, columns.kind == "venture",
            sa.or_(columns.venture.icontains(text, autoescape=True),
                   columns.name.icontains(text, autoescape=True)))
        .order_by(columns.venture).limit(most))
    return [(str(row.venture), str(row.name), str(row.call)) for row in rows]


def names_of(journal: Journal, hub: str, ids: Collection[str]) -> Mapping[str, str]:
    """Return what people call ventures, challenges and calls, by id: without a name the id itself.
    """
    from hubflow.register.calls.call_entries import name_of_call

    columns = standings.c
    rows = journal.connection.execute(sa.select(columns.venture, columns.name).where(
        columns.hub == hub, columns.venture.in_(ids)))
    found = {str(row.venture): str(row.name) for row in rows if row.name}
    return {id: found.get(id) or name_of_call(journal, hub, id) for id in ids if id}


def other_hubs(hub: str) -> Sequence[InstalledHub]:
    """Return the installed hubs besides that of a register."""
    return [each for each in _usable() if each.name != hub]


def _usable() -> Sequence[InstalledHub]:
    from hubflow.plugins.discovery import installed_hubs

    return [hub for hub in installed_hubs() if not hub.problem]
