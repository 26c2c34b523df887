"""The hub's wall: where every venture stands, for how long, and what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import attrs
import sqlalchemy as sa

from hubflow.model.call import CallMember
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.register.calls.freed_place_notes import freed_on_board
from hubflow.register.recording.steps import mark_of
from hubflow.register.standing.dues import award_entry, award_words
from hubflow.register.standing.standing_table import out_of_race, phases_by_edition
from hubflow.register.storage.database_tables import dues, standings
from hubflow.register.storage.journal import Journal

STATES = (*STAGES, "established", "adopted", "paused", "closed")


@attrs.frozen
class VentureCard:
    """One venture on the wall: where it is, and since when.

    ``out_as`` is how it stands in its call if it is out of the race, such as `withdrawn`, and
    ``out_since`` since when, where that is known.
    """

    hub: str
    venture: str
    name: str
    phase: str
    since: dt.date
    days: int
    recommendation: str = ""
    out_as: str = ""
    out_since: dt.date | None = None
    phase_name: str = ""


@attrs.frozen
class WallColumn:
    """The ventures of one state: how many, and those that have been there longest.

    ``last_stage`` is the last stage that the hub uses, for ventures that have passed it.
    """

    hub: str
    state: str
    count: int
    cards: tuple[VentureCard, ...]
    last_stage: str = ""

    @property
    def ends_early(self) -> bool:
        """Whether the hub ends its part of the way at a stage before the last one."""
        return bool(self.last_stage) and self.last_stage != STAGES[-1]


@attrs.frozen
class DueItem:
    """Something due of a venture since, or from, a day; ``award`` says whose award it is of."""

    hub: str
    venture: str
    on: dt.date
    what: str
    detail: str
    name: str = ""
    award: str = ""


@attrs.frozen
class Board:
    """The wall on a day. ``due`` lists what is due by then or soon, ``due_count`` counts it.

    ``calls`` are those that are not final yet, each with what is to be said of it; ``freed`` says
    of calls which places became free.
    """

    on: dt.date
    columns: tuple[WallColumn, ...]
    due: tuple[DueItem, ...]
    due_count: int
    calls: tuple[tuple[str, str], ...] = ()
    freed: tuple[tuple[str, str], ...] = ()


def board(
    journal: Journal, hubs: Sequence[str], on: dt.date, *, cards: int = 10, due: int = 20,
    ahead: int = 30,
) -> Board:
    """Return the wall of some hubs; ``cards`` and ``due`` limit the lists, not the counts.

    What becomes due within ``ahead`` days is listed, too. Everything comes from indexed tables,
    so that a wall of a hundred thousand ventures is there at once.
    """
    run = journal.connection.execute
    mine = sa.and_(standings.c.hub.in_(hubs), standings.c.kind == "venture")
    counts = {(row.hub, row.state): int(row.n) for row in run(
        sa.select(standings.c.hub, standings.c.state, sa.func.count().label("n"))
        .where(mine).group_by(standings.c.hub, standings.c.state))}
    columns = []
    names = {(hub, edition, phase.id): phase.name for hub in hubs
             for edition, phases in phases_by_edition(journal, hub).items() for phase in phases}
    out = {hub: out_of_race(journal, hub) for hub in hubs}
    for hub, state in sorted(counts, key=lambda key: (key[0], STATES.index(key[1]))):
        rows = run(
            sa.select(standings).where(
                standings.c.hub == hub, standings.c.kind == "venture",
                standings.c.state == state)
            .order_by(standings.c.since, standings.c.venture).limit(cards)).mappings()
        found = list(rows)
        passed = {str(row["stage"]) for row in found} if state == "established" else set()
        columns.append(WallColumn(hub, state, counts[hub, state],
                                  tuple(_card(row, on, out[hub], names) for row in found),
                                  passed.pop() if len(passed) == 1 else ""))
    until = (on + dt.timedelta(ahead)).isoformat()
    wanted = sa.and_(dues.c.hub.in_(hubs), dues.c.due_on <= until, *(
        sa.not_(sa.and_(dues.c.hub == hub, dues.c.venture.in_(list(gone))))
        for hub, gone in out.items() if gone))
    named = dues.outerjoin(standings, sa.and_(
        standings.c.hub == dues.c.hub, standings.c.venture == dues.c.venture))
    listed = run(sa.select(dues, standings.c.name).select_from(named).where(wanted).order_by(
        dues.c.due_on, dues.c.venture, dues.c.what).limit(due)).mappings()
    return Board(
        on, tuple(columns),
        tuple(DueItem(row["hub"], row["venture"], dt.date.fromisoformat(row["due_on"]),
                      row["what"], row["detail"], row["name"] or "",
                      _award(journal, row["what"], row["detail"])) for row in listed),
        int(run(sa.select(sa.func.count()).select_from(dues).where(wanted)).scalar_one()),
        tuple(_not_final(journal, hubs, on)),
        tuple(each for hub in hubs for each in freed_on_board(journal, hub)),
    )


def _award(journal: Journal, what: str, detail: str) -> str:
    """Return in words whose award something is due of; empty where it is of none."""
    number = award_entry(what, detail)
    entry = journal.find(number) if number else None
    return award_words(entry) if entry is not None else ""


def _not_final(
    journal: Journal, hubs: Sequence[str], on: dt.date
) -> Iterator[tuple[str, str]]:
    for hub in hubs:
        for call in sorted({entry.subject for entry in journal.read(
                hub=hub, kinds=["step", "call"])}):
            told = mark_of(journal, hub, call, on)
            if told:
                yield call, told


def _card(
    row: sa.RowMapping, on: dt.date, out: Mapping[str, CallMember],
    names: Mapping[tuple[str, str, str], str],
) -> VentureCard:
    member = out.get(row["venture"])
    since = dt.date.fromisoformat(row["since"])
    return VentureCard(row["hub"], row["venture"], row["name"], row["phase"], since,
                max((on - since).days, 0), row["recommendation"],
                member.standing or "" if member else "", member.date if member else None,
                names.get((row["hub"], row["edition"], row["phase"]), row["phase"]))
