"""The hub's wall: where every venture stands, for how long, and what is due."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import sqlalchemy as sa

from hubflow.model.call import CallMember
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.register.calls.freed_place_notes import freed_on_board
from hubflow.register.recording.editions import editions
from hubflow.register.recording.steps import mark_of
from hubflow.register.standing.dues import award_entry, award_words, report_words
from hubflow.register.standing.edition_phases import names_of_edition
from hubflow.register.standing.standing_table import out_of_race, phases_by_edition
from hubflow.register.storage.database_tables import dues, standings
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import spoken_language

_BLOCK = 5_000
"""Ventures whose names are asked for at once."""

_DUE_ORDER = (dues.c.due_on, dues.c.venture, dues.c.what, dues.c.detail)

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
    """Something due of a venture since, or from, a day; ``award`` says whose award it is of.

    ``report`` is what a report is on, as the award says. ``criteria`` names in the language spoken
    what is to be judged again; ``call`` is the venture's. ``of_challenge``: what is called a
    venture here is a challenge.
    """

    hub: str
    venture: str
    on: dt.date
    what: str
    detail: str
    name: str = ""
    award: str = ""
    call: str = ""
    criteria: str = ""
    of_challenge: bool = False
    report: str = ""

    @property
    def named(self) -> str:
        """The names of what the detail calls by an id or a number."""
        return self.award or self.criteria


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


@attrs.frozen(kw_only=True)
class WallChoice:
    """What a wall is narrowed to: a call, a state, a phase, some ventures, kinds of dues.

    ``ventures`` are ids of ventures, of no challenges. ``after`` and ``due_after`` continue the
    lists: the columns that order them, of the last venture and the last due that were shown.
    """

    call: str = ""
    state: str = ""
    phase: str = ""
    ventures: Sequence[str] | None = None
    dues: Sequence[str] = ()
    after: Sequence[str] = ()
    due_after: Sequence[str] = ()

    @property
    def of_many(self) -> bool:
        """Whether it may leave a great part of the hub's ventures, as those of one state."""
        return bool(self.state or self.phase) and not self.call and self.ventures is None

    @property
    def of_all(self) -> bool:
        """Whether it leaves out no venture."""
        return not (self.call or self.state or self.phase) and self.ventures is None

    def conditions(self) -> Iterator[sa.ColumnElement[bool]]:
        """Yield what the standings must be where no ventures are named."""
        for column, wanted in ((standings.c.call, self.call), (standings.c.state, self.state),
                               (standings.c.phase, self.phase)):
            if wanted:
                yield column == wanted


WHOLE = WallChoice()

CARDS, DUES = 10, 20
"""How many ventures of a column, and things that are due, are listed unless more are asked for."""


def board(
    journal: Journal, hubs: Sequence[str], on: dt.date, *, cards: int = CARDS, due: int = DUES,
    ahead: int = 30, choice: WallChoice = WHOLE,
) -> Board:
    """Return the wall of some hubs; ``cards`` and ``due`` limit the lists, not the counts.

    What becomes due within ``ahead`` days is listed, too; of a choice ``of_many`` what is due of
    the ventures that it lists. Everything comes from indexed tables, so that a wall of a hundred
    thousand ventures is there at once.
    """
    out = {hub: out_of_race(journal, hub) for hub in hubs}
    named = None if choice.ventures is None else _named(journal, hubs, choice, choice.ventures)
    columns = tuple(_columns(journal, hubs, on, cards, out, choice, named))
    whose = [(column.hub, card.venture) for column in columns for card in column.cards
             ] if named is None else [(row["hub"], row["venture"]) for row in named]
    listed, count = _dues(journal, hubs, (on + dt.timedelta(ahead)).isoformat(), due, out, choice,
                          whose)
    return Board(
        on, columns, listed, count, tuple(_not_final(journal, hubs, on)),
        tuple(each for hub in hubs for each in freed_on_board(journal, hub)))


def _named(
    journal: Journal, hubs: Sequence[str], choice: WallChoice, ventures: Sequence[str]
) -> Sequence[sa.RowMapping]:
    """Return the standings of ventures that are named, those that are longest there first.

    They are read once and by their ids: the column of kinds in a function has no index, through
    whose hundred thousand rows SQLite would go for a dozen of them.
    """
    columns = standings.c
    found = [row for block in _blocks(ventures) for row in journal.connection.execute(
        sa.select(standings).where(
            columns.hub.in_(hubs), sa.func.coalesce(columns.kind, "") == "venture",
            columns.venture.in_(block))).mappings()]
    wanted = {"call": choice.call, "state": choice.state, "phase": choice.phase}
    return sorted((row for row in found if all(
        row[key] == value for key, value in wanted.items() if value)), key=_place_in_column)


def _place_in_column(row: sa.RowMapping) -> tuple[str, str]:
    return row["since"], row["venture"]


def _columns(
    journal: Journal, hubs: Sequence[str], on: dt.date, cards: int,
    out: Mapping[str, Mapping[str, CallMember]], choice: WallChoice,
    named: Sequence[sa.RowMapping] | None,
) -> Iterator[WallColumn]:
    counts = _counts(journal, hubs, choice) if named is None else Counter(
        (row["hub"], row["state"]) for row in named)
    names = {(hub, edition, phase.id): phase.name for hub in hubs
             for edition, phases in phases_by_edition(journal, hub).items() for phase in phases}
    for hub, state in sorted(counts, key=lambda key: (key[0], STATES.index(key[1]))):
        found = (_first_of(journal, hub, state, cards, choice) if named is None else
                 [row for row in named if (row["hub"], row["state"]) == (hub, state)
                  and (not choice.after or _place_in_column(row) > tuple(choice.after))][:cards])
        passed = {str(row["stage"]) for row in found} if state == "established" else set()
        yield WallColumn(hub, state, counts[hub, state],
                         tuple(_card(row, on, out[hub], names) for row in found),
                         passed.pop() if len(passed) == 1 else "")


def _first_of(
    journal: Journal, hub: str, state: str, most: int, choice: WallChoice
) -> Sequence[sa.RowMapping]:
    """Return the standings of the ventures that have been in a state longest."""
    columns = standings.c
    order = (columns.since, columns.venture)
    beyond = [sa.tuple_(*order) > sa.tuple_(*map(sa.literal, choice.after))] if choice.after else []
    return journal.connection.execute(sa.select(standings).where(
        columns.hub == hub, columns.kind == "venture", columns.state == state,
        *choice.conditions(), *beyond).order_by(*order).limit(most)).mappings().all()


def _counts(
    journal: Journal, hubs: Sequence[str], choice: WallChoice
) -> Mapping[tuple[str, str], int]:
    """Return how many ventures there are by hub and state."""
    columns = standings.c
    return {(row.hub, row.state): int(row.n) for row in journal.connection.execute(
        sa.select(columns.hub, columns.state, sa.func.count().label("n"))
        .where(columns.hub.in_(hubs), *choice.conditions(), columns.kind == "venture")
        .group_by(columns.hub, columns.state))}


def _dues(
    journal: Journal, hubs: Sequence[str], until: str, most: int,
    out: Mapping[str, Mapping[str, CallMember]], choice: WallChoice,
    whose: Sequence[tuple[str, str]],
) -> tuple[tuple[DueItem, ...], int]:
    """Return what is due, the soonest first, and how much in all.

    It is due of some ventures, each named with its hub, unless the choice is a whole call or all.
    """
    if choice.of_all:
        rows, count = _dues_of_all(journal, hubs, until, most, out, choice)
    elif choice.call and choice.ventures is None:
        rows, count = _dues_of(journal, hubs, until, out, choice, _of_call(journal, hubs, choice))
    else:
        rows, count = _dues_of(journal, hubs, until, out, choice, whose)
    rows = rows[:most]
    known = _known(journal, hubs, [row.venture for row in rows])
    return tuple(_item(journal, row, known.get((row.hub, row.venture))) for row in rows), count


def _item(journal: Journal, row: Any, known: Any) -> DueItem:
    """Return a due with the names of what it is about; ``known`` is where its venture stands."""
    name, call, edition = (known.name, known.call, known.edition) if known else ("", "", "")
    challenge = known is not None and known.kind == "challenge"
    number = award_entry(row.what, row.detail)
    award = journal.find(number) if number else None
    return DueItem(
        row.hub, row.venture, dt.date.fromisoformat(row.due_on), row.what, row.detail, name,
        award_words(award) if award else "", call,
        _criteria(journal, row.hub, edition, row.detail) if row.what == "judge" else "", challenge,
        report_words(award, row.what, row.detail) if award else "")


def _criteria(journal: Journal, hub: str, edition: str, detail: str) -> str:
    """Return the titles of the criteria that a due lists; empty for an unknown edition."""
    entry = editions(journal, hub).get(edition)
    return names_of_edition(entry, spoken_language()).criteria_named(detail) if entry else ""


def _dues_of_all(
    journal: Journal, hubs: Sequence[str], until: str, most: int,
    out: Mapping[str, Mapping[str, CallMember]], choice: WallChoice,
) -> tuple[Sequence[Any], int]:
    run = journal.connection.execute
    wanted = sa.and_(
        dues.c.hub.in_(hubs), dues.c.due_on <= until,
        *(sa.not_(sa.and_(dues.c.hub == hub, dues.c.venture.in_(list(gone))))
          for hub, gone in out.items() if gone),
        *([dues.c.what.in_(list(choice.dues))] if choice.dues else ()))
    beyond = [sa.tuple_(*_DUE_ORDER) > sa.tuple_(*map(sa.literal, choice.due_after))
              ] if choice.due_after else []
    count = run(sa.select(sa.func.count()).select_from(dues).where(wanted)).scalar_one()
    return run(sa.select(dues).where(wanted, *beyond).order_by(*_DUE_ORDER).limit(
        most)).all(), int(count)


def _dues_of(
    journal: Journal, hubs: Sequence[str], until: str,
    out: Mapping[str, Mapping[str, CallMember]], choice: WallChoice,
    ventures: Sequence[tuple[str, str]],
) -> tuple[Sequence[Any], int]:
    """Return what is due of ventures, each named with its hub, read by their ids."""
    theirs = set(ventures)
    found = [row for block in _blocks(list(dict.fromkeys(venture for _, venture in ventures)))
             for row in journal.connection.execute(
        sa.select(dues).where(dues.c.hub.in_(hubs), dues.c.venture.in_(block)))
        if (row.hub, row.venture) in theirs and row.due_on <= until
        and row.venture not in out.get(row.hub, ())
        and (not choice.dues or row.what in choice.dues)]
    found.sort(key=_due_key)
    after = tuple(choice.due_after)
    return [row for row in found if _due_key(row) > after], len(found)


def _of_call(
    journal: Journal, hubs: Sequence[str], choice: WallChoice
) -> Sequence[tuple[str, str]]:
    """Return the ventures of a call, each with its hub."""
    return [(str(row.hub), str(row.venture)) for row in journal.connection.execute(
        sa.select(standings.c.hub, standings.c.venture).where(
            standings.c.hub.in_(hubs), standings.c.kind == "venture", *choice.conditions()))]


def _due_key(row: Any) -> tuple[str, ...]:
    return row.due_on, row.venture, row.what, row.detail


def _known(
    journal: Journal, hubs: Sequence[str], ventures: Sequence[str]
) -> Mapping[tuple[str, str], Any]:
    """Return the name, kind, call and edition of ventures, by hub and id."""
    rows = (row for block in _blocks(ventures) for row in (
        journal.connection.execute(sa.select(
            standings.c.hub, standings.c.venture, standings.c.name, standings.c.call,
            standings.c.edition, standings.c.kind).where(
                standings.c.hub.in_(hubs), standings.c.venture.in_(block)))))
    return {(row.hub, row.venture): row for row in rows}


def _blocks(ventures: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ventures[at:at + _BLOCK] for at in range(0, len(ventures), _BLOCK))


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
