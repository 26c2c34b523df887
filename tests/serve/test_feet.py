"""The commands at the feet of the screens run as they are shown."""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Iterable
from pathlib import Path

from tests.register.conftest import Hubflow, hubflow  # noqa: F401
from tests.serve.conftest import CALL, DRAFT, FIRST, INTERVIEW, Desk, workbench

SCREENS = ("/porto/board", "/porto/board?q=coro", "/porto/money", "/porto/audit?verify=1",
           "/porto/audit?id=labis-2023", "/porto/method", CALL, f"{CALL}/panel",
           f"{CALL}/lists?phase=candidatura", f"/porto/ventures/{FIRST}", "/porto/calls",
           f"/porto/ventures/{FIRST}/dossier", f"/porto/ventures/{FIRST}/sources")
PAST_CALL = f"{DRAFT}/trial?what=call&call=labis-2023"
DRAFTING = (f"{DRAFT}/weights", INTERVIEW, PAST_CALL)


def feet(desk: Desk, screens: Iterable[str] = SCREENS) -> set[str]:
    """The commands that the screens show."""
    person = desk.person("secretary", "body", "auditor", "author")
    return {html.unescape(command) for screen in screens for command in re.findall(
        "<code>(hubflow .*?)</code>", person.get(screen).text)}


def run_all(commands: set[str], hubflow: Hubflow, url: str) -> None:  # noqa: F811
    """Run each command; a file that a person is to write may be missing, nothing else."""
    for command in sorted(commands):
        at = [] if re.match("hubflow (handbook|weigh) ", command) else ["--register", url]
        words = [word for word in shlex.split(command)[1:] if word != "--register"]
        few = ["--draws", "10"] if words[0] == "compare" else []  # as quick as it gets
        done = hubflow(*words, *at, *few, "--lang", "en", code=None)
        assert done.code == 0 or re.search(
            rf"({FIRST}\.toml|answers\.csv): there is no such file", done.err), (
            f"{command}: {done.out}{done.err}")


def test_commands_at_the_feet_run(desk: Desk, hubflow: Hubflow) -> None:  # noqa: F811
    found = feet(desk)
    assert len(found) > 10, found
    run_all(found, hubflow, desk.url)


def test_commands_at_the_feet_of_a_draft_run(desk: Desk, hubflow: Hubflow) -> None:  # noqa: F811
    assert desk.bench.drafts is not None
    draft = desk.bench.drafts.find("porto", "autumn")
    assert draft is not None
    found = feet(desk, DRAFTING)
    assert {command.split()[1] for command in found} == {"run", "weigh"}
    run_all(found, hubflow, desk.url)
    latest = draft.latest()
    draft.save(latest.text.replace("places = 20", "places = 18", 1), latest.number, "Rui")
    changed = feet(desk, [PAST_CALL])
    assert {command.split()[1] for command in changed} == {"compare"}
    run_all(changed, hubflow, desk.url)


def test_a_new_register_shows_no_command_that_is_refused(
    hubflow: Hubflow, tmp_path: Path  # noqa: F811
) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    hubflow("register", "init", "--register", url)
    desk = Desk(workbench(url), url)
    found = feet(desk)
    assert found
    run_all(found, hubflow, url)
    desk.bench.register.register.close()
