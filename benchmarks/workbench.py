"""How fast the workbench answers over a large register, and a what-if over a large call.

1. Requests to every screen with 100,000 ventures in the register: the example call of 41 with its
   jury at work, and copies of its ventures outside any call. Files that people download are
   measured beside them, without a goal. Each request goes through the whole
   application: cookie, role, register, screen, template.
2. What-ifs on the panel of a call of 1,000: copies of the same ventures with their judgements. The
   engine runs again for each, under a weight that nobody asked for before.

Run it with ``make bench``; ``--share 0.01`` makes a smaller register.
"""

from __future__ import annotations

import argparse
import itertools
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
from measuring import machine, write
from starlette.testclient import TestClient
from workbench_screens import CALL, Address, begin_draft, files, screens

from hubflow.plugins.workbench.workbench_page import Role, RoleGrant, Visitor
from hubflow.register.storage.deriving import derive
from hubflow.register.storage.entries import Draft, JournalEntry
from hubflow.register.storage.opening import Register, open_register
from hubflow.serve.application import Workbench
from hubflow.serve.entrance.invitations import Invitations
from hubflow.serve.entrance.safety import Origins
from hubflow.serve.entrance.seals import SealKeeper
from hubflow.serve.page_table import workbench_pages
from hubflow.serve.register_access import SharedRegister
from hubflow.serve.warm_up import warm_up

OUT = Path(__file__).parents[1] / "out"
TITLE = "How fast the workbench is"
ORIGIN = "http://127.0.0.1:8000"
_BLOCK = 20_000
_SLOWEST_PAGE, _SLOWEST_WHAT_IF = 0.1, 0.3
"""The goals, in seconds: of 95 of 100 requests, and of a what-if."""


@attrs.frozen
class Timed:
    """A screen, and the seconds of each request to it."""

    screen: str
    seconds: Sequence[float]

    def share(self, part: float) -> float:
        """The seconds in which a part of the requests were answered."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(part * len(self.seconds)))]


def copies(found: Sequence[JournalEntry], times: int, *, call: bool) -> Iterator[Draft]:
    """Entries of the example's ventures once more under other ids, so many times."""
    for time_, entry in itertools.product(range(1, times + 1), found):
        id = f"{entry.subject}-{time_}"
        body: dict[str, Any] = dict(entry.body)
        personal: dict[str, Any] = dict(entry.personal)
        if entry.kind == "dossier":
            body["call"] = body["call"] if call else None
            personal["name"] = f"{personal['name']} ({time_})"
            personal["text"] = personal["text"].replace(
                f'id = "{entry.subject}"', f'id = "{id}"', 1)
        if entry.kind == "decision":
            body["run"] = 0
        yield Draft(kind=entry.kind, hub=entry.hub, subject=id, on=entry.on, body=body,
                    personal=personal)


def filled(url: str, ventures: int, *, call: bool) -> Register:
    """A register of so many ventures, in the example's call or outside it."""
    from scripts.make_example_register import make_register

    make_register(url)
    register = open_register(url)
    with register.writing() as journal:
        own = [entry for entry in journal.read(
            hub="porto", kinds=["dossier", "decision", "judgement"])
            if entry.subject.startswith("candidatura-") and (call or entry.kind != "judgement")]
        times = max(1, ventures // 41 - 1)
        drafts = copies(own, times, call=call)
        for block in iter(lambda: list(itertools.islice(drafts, _BLOCK)), []):
            journal.append(block)
        derive(journal)
    return register


def signed_in(register: Register, folder: Path) -> TestClient:
    """A browser of somebody in every role; a method is drafted in the folder."""
    keeper = SealKeeper.of()
    bench = Workbench(register=SharedRegister(register), pages=workbench_pages(), keeper=keeper,
                      origins=Origins((ORIGIN,)), drafts=begin_draft(folder), language="en")
    client = TestClient(bench.application(), base_url=ORIGIN, follow_redirects=False,
                        headers={"origin": ORIGIN})
    warm_up()  # as a server does, soon after it has begun
    roles: tuple[Role, ...] = ("secretary", "body", "auditor", "assessor", "author")
    address, _ = Invitations(keeper, ORIGIN).make(Visitor(
        name="assessor-c", grants=tuple(RoleGrant(role=role) for role in roles)), 1)
    client.post(address)
    return client


def timed(name: str, ask: Callable[[int], int], rounds: int) -> Timed:
    """How long each of so many requests keeps the processors busy, after one that nobody counts.

    That is the time of all threads of the process, the client's with it: at least the time by the
    clock on a machine that does nothing else, and the same on one that does.
    """
    seconds = []
    for number in range(rounds + 1):
        start = time.process_time()
        status = ask(number)
        taken = time.process_time() - start
        if status not in (200, 303):
            raise SystemExit(f"{name}: answered {status}")
        if number:
            seconds.append(taken)
    return Timed(name, seconds)


def pages(
    client: TestClient, addresses: Mapping[str, Mapping[str, Address]], rounds: int
) -> Iterator[Timed]:
    """Requests to addresses; a file that is not there to be had is left out."""
    for name, address in (pair for each in addresses.values() for pair in each.items()):
        def opened(number: int, to: Address = address) -> int:
            return int(client.get(to(number)).status_code)

        if opened(0) != 404:
            yield timed(name, opened, rounds)


def all_pages(client: TestClient, ventures: int, rounds: int) -> Iterator[str]:
    """Rows of the table: every screen of the workbench, then what is downloaded."""
    shown, downloads = screens(client, ventures), files(client, ventures)
    if left := {page.path for page in workbench_pages()} - {*shown, *downloads}:
        raise SystemExit(f"not measured: {', '.join(sorted(left))}")
    yield from (row(each, _SLOWEST_PAGE) for each in pages(client, shown, rounds))
    yield row(timed("a score saved", lambda number: _judged(client, number), rounds),
              _SLOWEST_PAGE)
    yield from (row(each, None) for each in pages(client, downloads, rounds))


def _judged(client: TestClient, number: int) -> int:
    sheet = f"{CALL}/assess/candidatura-{1 + number % 41:02}"
    seen = dict(re.findall(r'name="(seen[\w-]*)"[^>]*? value="([^"]*)"', client.get(sheet).text))
    return int(client.post(sheet, data={**seen, "score-perfil": str(1 + number % 5)}).status_code)


def what_ifs(client: TestClient, rounds: int) -> Timed:
    """What-ifs on a panel, each with a weight that was not asked for before."""
    def ask(number: int) -> int:
        answer = client.get(f"{CALL}/panel?phase=candidatura&weight-inovacao={20 + number / 8:.1f}",
                            headers={"hx-request": "true"})
        return int(answer.status_code) if "A what-if, not recorded" in answer.text else 0

    return timed("what-if, a call of 1,000", ask, rounds)


def row(found: Timed, goal: float | None) -> str:
    """A line of the table."""
    late = found.share(0.95)
    aim = "| |" if goal is None else (
        f"≤ {goal * 1000:.0f} ms | {'yes' if late <= goal else 'no'} |")
    return f"| {found.screen} | {found.share(0.5) * 1000:.0f} ms | {late * 1000:.0f} ms | {aim}"


def main() -> None:
    """Measure, and write the section of the results."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--share", type=float, default=1, help="a smaller register")
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    sys.path.insert(0, str(OUT.parent))
    ventures, members = int(100_000 * options.share), max(82, int(1000 * options.share))
    OUT.mkdir(exist_ok=True)
    lines = ["| request | median | p95 | goal | met |", "|---|--:|--:|--:|---|"]
    with tempfile.TemporaryDirectory(dir=OUT) as name:
        register = filled(f"sqlite:///{name}/many.db", ventures, call=False)
        lines += all_pages(signed_in(register, Path(name) / "many"), ventures, options.rounds)
        register.close()
        register = filled(f"sqlite:///{name}/call.db", members, call=True)
        found = what_ifs(signed_in(register, Path(name) / "call"), options.rounds)
        lines.append(row(found, _SLOWEST_WHAT_IF))
        register.close()
    libraries = machine("sqlalchemy", "starlette", "jinja2")
    text = "\n".join(lines) + (
        f"\n\nRequests one after the other, {options.rounds} to each screen, "
        f"in time of the processors (all threads), with {ventures:,} ventures in the register; the "
        f"whole application answers, without the network. {libraries} Measured by `make bench`.")
    if options.share < 1:
        print(text)
    else:
        write(TITLE, text)



if __name__ == "__main__":
    main()
