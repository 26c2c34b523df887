"""A board that is narrowed lists what is due of all ventures that are left, whichever it shows."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from tests.register.conftest import server, url  # noqa: F401 - fixtures

from hubflow.register.standing.wall import WallChoice, board
from hubflow.register.storage.database_tables import dues, standings
from hubflow.register.storage.opening import init_register

DAY = dt.date(2026, 3, 1)


def standing(venture: str, call: str, kind: str = "venture") -> dict[str, str]:
    return {"hub": "h", "venture": venture, "kind": kind, "name": venture, "call": call,
            "challenge": "", "edition": "2026", "stage": "test", "phase": "jury", "state": "test",
            "since": "2026-01-01", "recommendation": ""}


def test_what_is_due_of_a_call_is_whole_though_few_of_its_ventures_are_shown(
    url: str  # noqa: F811
) -> None:
    register, _ = init_register(url, DAY, "tests")
    with register.writing() as journal:
        run = journal.connection.execute
        run(sa.insert(standings), [
            *(standing(f"v{at}", "a") for at in range(5)), standing("other", "b"),
            standing("need", "a", "challenge")])
        run(sa.insert(dues), [
            {"hub": "h", "venture": venture, "what": what, "detail": "1", "due_on": "2026-02-01"}
            for venture in ("v3", "v4", "other", "need") for what in ("report", "gate")])

        def due(choice: WallChoice, most: int = 20) -> tuple[list[str], int]:
            found = board(journal, ["h"], DAY, cards=1, due=most, choice=choice)
            return [f"{one.venture} {one.what}" for one in found.due], found.due_count

        assert due(WallChoice(call="a")) == (
            ["v3 gate", "v3 report", "v4 gate", "v4 report"], 4)
        assert due(WallChoice(call="a", dues=("report",)), 1) == (["v3 report"], 2)
        assert due(WallChoice(call="a", due_after=("2026-02-01", "v3", "report", "1"))) == (
            ["v4 gate", "v4 report"], 4)
        assert due(WallChoice(ventures=("v4", "other"), dues=("gate",))) == (
            ["other gate", "v4 gate"], 2)
        assert due(WallChoice(state="test")) == (  # of many those of the one that is shown
            ["other gate", "other report"], 2)
        assert due(WallChoice(ventures=())) == ([], 0)

        # ventures that are named are read by their ids, and stand as those that are not
        everyone = ("v4", "other", *(f"v{at}" for at in range(4)), "unknown")
        for more in ({}, {"call": "a"}, {"state": "test"}, {"phase": "jury"}, {"phase": "idea"},
                     {"state": "test", "after": ("2026-01-01", "v1")}):
            named, plain = (board(journal, ["h"], DAY, cards=2, choice=WallChoice(
                ventures=ventures, **more)).columns for ventures in (everyone, None))
            assert named == plain
    register.close()
