"""Several people write at once, by one process or two: nothing is lost, nothing is half."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from starlette.testclient import TestClient
from tests.serve.conftest import CALL, FIRST, Desk, marks_in

from hubflow.register.storage.proof import verify

ASSESSORS = 20
SHEET = f"{CALL}/assess/{FIRST}"


def test_twenty_assessors_who_save_at_once_lose_nothing(open_desk: Callable[[], Desk]) -> None:
    one, two = open_desk(), open_desk()  # two processes over one register
    people = [(one, two)[number % 2].person("assessor", name=f"reader-{number:02}")
              for number in range(ASSESSORS)]

    def judge(pair: tuple[int, TestClient]) -> int:
        number, person = pair
        form = marks_in(person.get(SHEET))
        done = person.post(SHEET, data={
            **form, "score-inovacao": str(1 + number % 5), "score-perfil": "3"})
        return int(done.status_code)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(judge, enumerate(people))) == {303}
    with one.bench.register.reading() as journal:
        said = {entry.personal["assessor"]: entry.body["score"]
                for entry in journal.read(subject=FIRST, kinds=["judgement"])
                if entry.body["criterion"] == "inovacao"}
        assert not verify(journal).findings
    assert {name: score for name, score in said.items() if name.startswith("reader")} == {
        f"reader-{number:02}": 1 + number % 5 for number in range(ASSESSORS)}


def test_of_two_bodies_that_decide_at_once_one_sees_the_other(
    open_desk: Callable[[], Desk]
) -> None:
    one, two = (open_desk().person("body", name=name) for name in ("Ana", "Bo"))
    forms = [{"body": "Board", "on": "2999-01-01", **marks_in(each.get(f"{CALL}/decide"))}
             for each in (one, two)]
    from datetime import date

    for form, word in zip(forms, ("advance", "revise"), strict=True):
        form |= {"on": date.today().isoformat(), f"decision-{FIRST}": word,
                 f"reasons-{FIRST}": "As the board saw it."}
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda pair: pair[0].post(
            f"{CALL}/decide", data=pair[1]).status_code, zip((one, two), forms, strict=True)))
    assert sorted(done) == [303, 409]
