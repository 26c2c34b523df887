"""Compute all standings at once, from one reading of the journal rather than venture by venture."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from hubflow.register.searching.search_index import forget_all, store_texts
from hubflow.register.searching.search_words import SEARCHED
from hubflow.register.standing.edition_phases import EditionPhase
from hubflow.register.standing.standing_table import (
    FOLDED,
    due_rows,
    phases_by_edition,
    with_judgements_asked,
)
from hubflow.register.standing.venture_standing import VentureStanding, as_row, fold
from hubflow.register.storage.database_tables import dues, standings
from hubflow.register.storage.entries import JournalEntry
from hubflow.register.storage.journal import Journal, current_texts

_BLOCK = 5_000


def derive(journal: Journal) -> None:
    """Compute standings, dues and words again from the whole journal, and store them."""
    run = journal.connection.execute
    run(sa.delete(standings))
    run(sa.delete(dues))
    known = (standing for _, _, standing in standings_of_all(journal) if standing is not None)
    for block in iter(lambda: list(itertools.islice(known, _BLOCK)), []):
        run(sa.insert(standings), [as_row(standing) for standing in block])
        rows = [row for standing in block for row in due_rows(standing)]
        if rows:
            run(sa.insert(dues), rows)
    forget_all(journal.connection)
    store_texts(journal.connection, texts_of_all(journal))


def texts_of_all(journal: Journal) -> Iterator[tuple[int, str]]:
    """Yield all texts that count now, each with the number of its entry."""
    for own in journal.by_subject(SEARCHED, personal=True):
        yield from current_texts(own)


def standings_of_all(journal: Journal) -> Iterator[tuple[str, str, VentureStanding | None]]:
    """Yield every hub and venture with a recorded dossier, and where it stands.

    None where the dossier was withdrawn. Memory holds one venture at a time, and the entries of
    the challenges met so far.
    """
    phases: dict[str, dict[str, list[EditionPhase]]] = {}
    above: dict[tuple[str, str], Sequence[JournalEntry]] = {}
    for own in journal.by_subject(FOLDED):
        if not any(entry.kind == "dossier" for entry in own):
            continue
        hub, venture = own[0].hub, own[0].subject
        if hub not in phases:
            phases[hub] = phases_by_edition(journal, hub)
        own = with_judgements_asked(journal, own)
        standing = fold(own, (), phases[hub])
        if standing is not None and standing.challenge:
            challenge = hub, standing.challenge
            if challenge not in above:
                above[challenge] = journal.read(hub=hub, subject=standing.challenge,
                                                kinds=FOLDED, personal=False)
            standing = fold(own, above[challenge], phases[hub])
        yield hub, venture, standing
