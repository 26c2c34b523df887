"""A venture under other hubs' methods, taken to another place, and how it works."""

from __future__ import annotations

import html
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient
from tests.serve.conftest import FIRST, MECHANISM, Desk, add_mechanism, workbench
from tests.serve.test_injection import Markup

from hubflow.cli.main import cli
from hubflow.serve import across_places

CLUB = f"/porto/ventures/{MECHANISM}/across"
CALL_MEMBER = f"/porto/ventures/{FIRST}/across"


@pytest.fixture(scope="module")
def desk_abroad(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A workbench over a register that holds a venture with a mechanism, too."""
    path = tmp_path_factory.mktemp("abroad") / "hub.db"
    shutil.copy(example, path)
    url = f"sqlite:///{path}"
    add_mechanism(url)
    found = Desk(workbench(url), url)
    yield found
    found.bench.register.register.close()


@pytest.fixture(scope="module")
def office(desk_abroad: Desk) -> TestClient:
    """A browser of the office."""
    return desk_abroad.person("secretary")


def test_a_venture_is_chosen_by_its_id_or_name(office: TestClient) -> None:
    every = office.get("/porto/across").text
    assert f'href="{CALL_MEMBER}"' in every
    found = office.get("/porto/across?q=GIRLS").text
    assert f'href="{CLUB}"' in found
    assert FIRST not in found
    assert "No venture has these words" in office.get("/porto/across?q=100%25").text


def test_the_comparison_says_the_answer_first_and_the_command(office: TestClient) -> None:
    page = office.get(f"{CLUB}?hub-westmidlands=1")
    assert page.status_code == 200
    document = page.text.partition('<section class="document"')[2]
    assert document.index("LAB.IS: advance") < document.index("<table")
    assert "West Midlands: undecided" in document
    assert (f"hubflow compare -p porto -p westmidlands {MECHANISM} --register --hub porto "
            "--draws 100 --lang en") in page.text


def test_the_other_hub_is_named_in_the_language_of_who_reads(desk_abroad: Desk) -> None:
    person = desk_abroad.person("secretary")
    assert "West Midlands, composed from published instruments" in person.get(CLUB).text
    person.get("/language/pt")
    assert "West Midlands, composto a partir de instrumentos publicados" in person.get(CLUB).text


def test_a_call_is_compared_as_a_whole(office: TestClient) -> None:
    page = office.get(f"{CALL_MEMBER}?hub-westmidlands=1").text
    assert "0 of 12 ventures" in page
    assert "Candidatura sintética 12" in page
    told = html.unescape(re.sub("<[^>]*>|<code>.*?</code>", " ", page.partition("<footer")[0]))
    assert "candidatura-12" not in told
    assert re.search(r"Asked for: Candidatura sintética \d+\. The whole call .+ is compared, 12 ",
                     told)
    assert page.count("<strong>Candidatura sintética") == 1, "its row is marked"
    assert "--" not in told
    assert "hubflow adapt" not in told


def test_a_comparison_of_too_much_is_refused_before_it_runs(
    office: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(across_places, "MOST_VENTURES", 11)
    refused = office.get(f"{CALL_MEMBER}?hub-westmidlands=1")
    assert refused.status_code == 422
    assert "more than 11 ventures" in refused.text
    monkeypatch.setattr(across_places, "MOST_HUBS", 1)
    refused = office.get(f"{CLUB}?hub-westmidlands=1")
    assert refused.status_code == 422
    assert "at most 0 hubs" in refused.text


def test_one_computation_runs_at_a_time(
    desk_abroad: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(across_places, "_PATIENCE", 0.01)
    bench = workbench(desk_abroad.url)  # one that has nothing kept
    office = Desk(bench, desk_abroad.url).person("secretary")
    with across_places.one_at_a_time():
        for address in (f"{CLUB}?hub-westmidlands=1", f"{CLUB}/memo?to=westmidlands",
                        f"{CLUB}/memo/file?to=westmidlands&format=md"):
            busy = office.get(address)
            assert busy.status_code == 503
            assert "Try again in a minute" in busy.text
        assert office.get(f"{CLUB}/map").status_code == 200
    bench.register.register.close()


def test_the_memo_is_shown_and_downloaded(office: TestClient) -> None:
    page = office.get(f"{CLUB}/memo?to=westmidlands").text
    assert "Before you copy it" in page
    assert (f"hubflow adapt {MECHANISM} --register --hub porto --from porto --to westmidlands"
            in page)
    for format, start in (("docx", b"PK"), ("pdf", b"%PDF"), ("html", b"<!"), ("md", b"# ")):
        file = office.get(f"{CLUB}/memo/file?to=westmidlands&format={format}")
        assert file.content[:2] == start[:2], format
        assert f"memo-{MECHANISM}-westmidlands.{format}" in file.headers["content-disposition"]
    memo = office.get(f"{CLUB}/memo/file?to=westmidlands&format=md").text
    sheet = office.get(f"{CLUB}/memo/file?to=westmidlands&format=md&page=sheet").text
    assert 0 < len(sheet) < len(memo)
    draft = office.get(f"{CLUB}/memo/file?to=westmidlands&format=toml&page=draft").text
    assert tomllib.loads(draft)["id"] == f"{MECHANISM}-westmidlands"
    assert office.get(f"{CLUB}/memo/file?to=westmidlands&format=md&page=draft").status_code == 404


def test_the_mechanism_is_drawn_and_listed(office: TestClient) -> None:
    page = office.get(f"{CLUB}/map").text
    assert "<svg" in page
    assert not Markup(page).found
    assert f"hubflow map --mechanism {MECHANISM} --register --hub porto" in page
    assert office.get(f"{CLUB}/map/file?format=svg").text.startswith("<svg")
    assert office.get(f"{CLUB}/map/file?format=pdf").content.startswith(b"%PDF")


def test_a_venture_without_a_mechanism_says_so(office: TestClient) -> None:
    page = office.get(f"{CALL_MEMBER}/map")
    assert page.status_code == 200
    assert "does not say how the solution works" in page.text
    assert "<svg" not in page.text.partition("<main")[2]
    assert office.get(f"{CALL_MEMBER}/map/file?format=svg").status_code == 404
    assert "does not say how the solution works" in office.get(
        f"{CALL_MEMBER}/memo?to=westmidlands").text


@pytest.mark.parametrize("hub", ["nosuch", "porto", "../../examples/hubs", "/etc", "."])
def test_only_installed_hubs_are_loaded(office: TestClient, hub: str) -> None:
    assert office.get(CLUB, params={f"hub-{hub}": "1"}).status_code == 404
    for part in ("memo", "memo/file"):
        assert office.get(f"{CLUB}/{part}",
                          params={"to": hub, "format": "md"}).status_code == 404


def test_an_unknown_venture_is_told(office: TestClient) -> None:
    answer = office.get("/porto/ventures/nosuch/across")
    assert answer.status_code == 422
    assert "nosuch" in answer.text


@pytest.mark.parametrize("part", ["?hub-westmidlands=1", "/memo?to=westmidlands", "/map"])
def test_the_command_that_is_shown_runs(
    desk_abroad: Desk, office: TestClient, part: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HUBFLOW_REGISTER", desk_abroad.url)
    monkeypatch.chdir(tmp_path)
    found = re.search(r"<code>hubflow (.*?)</code>", office.get(f"{CLUB}{part}").text)
    assert found is not None
    done = CliRunner().invoke(cli, shlex.split(html.unescape(found[1])))
    assert done.exit_code == 0, done.output


def test_nothing_is_recorded(desk_abroad: Desk, office: TestClient) -> None:
    with desk_abroad.bench.register.reading() as journal:
        before = journal.head()
    office.get(f"{CLUB}/memo?to=westmidlands")
    assert office.post(CLUB, data={"hub-westmidlands": "1"}).status_code == 405
    with desk_abroad.bench.register.reading() as journal:
        assert journal.head() == before
