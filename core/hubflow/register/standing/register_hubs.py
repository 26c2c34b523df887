"""Choose the hub of a register that a command works on."""

from __future__ import annotations

import sqlalchemy as sa

from hubflow.model.input_problems import one_problem
from hubflow.reading.records.nearest import did_you_mean
from hubflow.register.storage.database_tables import entries, standings
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say


def chosen_hubs(journal: Journal, hub: str | None, *, all_hubs: bool) -> list[str]:
    """Return every hub of the register, or one as :func:`chosen_hub` does."""
    return known_hubs(journal) if all_hubs else [chosen_hub(journal, hub)]


def known_hubs(journal: Journal) -> list[str]:
    """Return every hub that has entries in the register."""
    found: list[str] = []
    while True:  # from one hub to the next: all their entries need not be read
        after = sa.select(sa.func.min(entries.c.hub)).where(
            entries.c.hub > (found[-1] if found else ""))
        hub = journal.connection.execute(after).scalar()
        if hub is None:
            return found
        found.append(str(hub))


def chosen_hub(
    journal: Journal, hub: str | None, venture: str | None = None, call: str | None = None
) -> str:
    """Return one hub: the one named, the only one, or the only one with the venture or call.

    Raises :class:`BadInput` with those that there are.
    """
    known = known_hubs(journal)
    if hub is not None and hub not in known:
        raise one_problem(f"--hub {hub}", say("register-problems.the_register_knows_no_such_hub"),
                          did_you_mean(hub, known) or say("register-problems.begin_the_hub"))
    if hub is not None:
        return hub
    if len(known) == 1:
        return known[0]
    for column, name in ((standings.c.venture, venture), (standings.c.call, call)):
        having = [] if name is None else journal.connection.execute(
            sa.select(standings.c.hub).distinct().where(column == name)).scalars().all()
        if len(having) == 1:
            return str(having[0])
    if not known:
        raise one_problem("register", say("register-problems.there_are_no_ventures_in_it"),
                          say("register-problems.bring_some_in_hubflow_register_add_p"))
    raise one_problem("--hub", say("register-problems.several_hubs_are_in_this_register"),
                      say("register-problems.choose_one_with_hub", known=", ".join(known)))
