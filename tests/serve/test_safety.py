"""Who gets in, from where, with what; and what every answer says."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import attrs
import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from tests.serve.conftest import CALL, ORIGIN, Desk, workbench

from hubflow.model.input_problems import BadInput
from hubflow.plugins.workbench.workbench_page import PageRequest, RoleGrant, Visitor, WorkbenchPage
from hubflow.serve.entrance.attempts import MOST, WITHIN, Attempts
from hubflow.serve.entrance.invitations import Invitations, owner
from hubflow.serve.entrance.safety import LARGEST, Origins, SafetyGate
from hubflow.serve.entrance.seals import SealKeeper
from hubflow.serve.page_table import workbench_pages

ANA = Visitor(name="Ana", grants=(RoleGrant(role="secretary"),))


def test_nobody_gets_in_without_an_invitation(reading_desk: Desk) -> None:
    client = reading_desk.client()
    for address in ("/", "/porto/board", CALL, f"{CALL}/decide"):
        assert client.get(address).status_code == 401
    assert client.post(f"{CALL}/decide", data={"body": "x"}).status_code == 401


def test_an_invitation_works_once_and_only_when_it_is_taken(reading_desk: Desk) -> None:
    client = reading_desk.client()
    address, _ = Invitations(reading_desk.bench.keeper, ORIGIN).make(ANA, 1)
    for _ in range(2):  # programs that look at links take nothing
        assert client.get(address).status_code == 200
    assert client.post(address).status_code == 303
    assert client.get("/porto/board").status_code == 200
    assert reading_desk.client().post(address).status_code == 410
    assert reading_desk.client().get(address).status_code == 410


@pytest.mark.parametrize("change", [
    lambda seal: seal[:-2] + ("AA" if seal[-2:] != "AA" else "BB"), lambda seal: "x" + seal,
    lambda seal: seal.partition(".")[0], lambda _: "é.é", lambda _: "a.b",
])
def test_a_forged_invitation_opens_nothing(reading_desk: Desk, change: object) -> None:
    assert callable(change)
    sealed = reading_desk.bench.keeper.seal("invitation", ANA, 1)
    assert reading_desk.client().post(f"/enter/{change(sealed)}").status_code == 410
    assert reading_desk.bench.keeper.opened("session", sealed) is None


def test_an_old_invitation_and_one_that_was_withdrawn_let_nobody_in(desk: Desk) -> None:
    invitations = Invitations(desk.bench.keeper, ORIGIN)
    old = desk.bench.keeper.seal("invitation", ANA, -1)
    assert desk.client().post(f"/enter/{old}").status_code == 410
    address, number = invitations.make(ANA, 1)
    client = desk.client()
    client.post(address)
    assert client.get("/porto/board").status_code == 200
    invitations.withdraw(number)
    assert client.get("/porto/board").status_code == 401


def test_who_signs_out_is_out_even_with_the_same_cookie(desk: Desk) -> None:
    client = desk.person("secretary")
    cookie = client.cookies["hubflow"]
    assert client.post("/leave").status_code == 200
    again = desk.client(cookie=f"hubflow={cookie}")
    assert again.get("/porto/board").status_code == 401


def test_sessions_outlast_a_restart_where_a_folder_keeps_the_secret(tmp_path: Path) -> None:
    first, second = SealKeeper.of(tmp_path / "keys"), SealKeeper.of(tmp_path / "keys")
    sealed = first.seal("session", ANA, 1)
    seal = second.opened("session", sealed)
    assert seal is not None
    assert seal.visitor == ANA
    assert second.end(seal.number)
    assert not first.end(seal.number)
    assert first.opened("session", sealed) is None
    assert (tmp_path / "keys" / "secret").stat().st_mode & 0o077 == 0


def test_processes_that_start_together_share_one_whole_secret(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: SealKeeper.of(folder).secret, range(40)))
    assert len(set(found)) == 1
    assert len(found[0]) == 32
    assert {each.name for each in folder.iterdir()} == {"ended", "secret"}


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_a_secret_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(BadInput, match="this is no secret"):
        SealKeeper.of(tmp_path)


def test_cookies_of_others_on_the_same_machine_do_no_harm(reading_desk: Desk) -> None:
    for stray in ("a@b=1", "=;;", 'x="', "hubflow_language=zz; (x)=1"):
        assert reading_desk.client(cookie=stray).get("/").status_code == 401
    chosen = reading_desk.client(cookie="a@b=1; hubflow_language=pt")
    assert 'lang="pt"' in chosen.get("/").text


def test_an_answer_that_fails_once_begun_gets_no_second_one(
    caplog: pytest.LogCaptureFixture
) -> None:
    async def breaks(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError("Rosa Pereira")

    client = TestClient(SafetyGate(breaks, Origins((ORIGIN,))), base_url=ORIGIN,
                        raise_server_exceptions=False)
    assert client.get("/").status_code == 200
    assert "Rosa" not in caplog.text


def test_the_cookie_is_for_the_workbench_alone(example: Path) -> None:
    for origin, name, secure in ((ORIGIN, "hubflow=", False),
                                 ("https://bench.example.org", "__Host-hubflow=", True)):
        bench = workbench(f"sqlite:///{example}", origin=origin)
        address, _ = Invitations(bench.keeper, origin).make(ANA, 1)
        answer = Desk(bench, "").client(origin=origin).post(address)
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(name)
        assert "HttpOnly" in cookie
        assert "samesite=strict" in cookie.lower()
        assert ("Secure" in cookie) is secure
        assert ("strict-transport-security" in answer.headers) is secure
        bench.register.register.close()


@pytest.mark.parametrize("headers", [
    {"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"}, {"origin": "http://127.0.0.1:8001"},
    {"origin": "http://localhost:8000"},
])
def test_no_other_site_writes(desk: Desk, headers: dict[str, str]) -> None:
    client = desk.person("secretary")
    form = {"step": "recebidas", "body": "Body", "seen": "0"}
    assert client.post(CALL, data=form, headers=headers).status_code == 403
    del client.headers["origin"]
    assert client.post(CALL, data=form).status_code == 403
    with desk.bench.register.reading() as journal:
        assert not journal.read(kinds=["step"])


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:8001", "localhost", "127.0.0.1", ""])
def test_no_other_host_is_answered(reading_desk: Desk, host: str) -> None:
    assert reading_desk.client().get("/", headers={"host": host}).status_code == 421


def test_what_is_too_large_or_of_another_method_is_refused(desk: Desk) -> None:
    client = desk.person("secretary")
    assert client.post(CALL, content=b"x" * (LARGEST + 1)).status_code == 413
    chunks = (b"x" * 100_000 for _ in range(1 + LARGEST // 100_000))
    assert client.post(CALL, content=chunks).status_code == 413
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert client.request(method, CALL).status_code == 405


def test_every_answer_forbids_what_is_not_its_own(desk: Desk) -> None:
    client = desk.person("secretary", "body", "auditor")
    for address in ("/porto/board", CALL, "/nowhere", "/static/workbench.js", "/porto/people"):
        answer = client.get(address)
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        if not address.startswith("/static"):
            assert answer.headers["cache-control"] == "no-store"
            assert " style=" not in answer.text
            assert " onclick=" not in answer.text
            assert "<style" not in answer.text


def test_a_language_link_leads_nowhere_else(reading_desk: Desk) -> None:
    client = reading_desk.client()
    for back in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:1"):
        assert client.get("/language/pt", params={"to": back}).status_code == 404
    assert client.get("/language/pt", params={"to": "/porto/board"}).headers["location"] == (
        "/porto/board")
    assert client.get("/language/xx").status_code == 404
    assert 'lang="pt"' in client.get("/").text


def test_logs_hold_nothing_of_what_people_wrote(
    example: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(request: PageRequest) -> object:
        raise ValueError(f"Rosa Pereira wrote {request.query}")

    page = WorkbenchPage(path="/{hub}/fail", title={"en": "Fail"}, roles=("secretary",),
                         answer=fail, folder=Path())  # type: ignore[arg-type]
    bench = workbench(f"sqlite:///{example}", pages=[page])
    desk = Desk(bench, "")
    with caplog.at_level(logging.DEBUG):
        answer = desk.person("secretary").get("/porto/fail?who=Rosa+Pereira")
    assert answer.status_code == 500
    assert "Rosa" not in answer.text
    told = [record.getMessage() for record in caplog.records if record.name.startswith("hubflow")]
    assert told == [f"/{{hub}}/fail: ValueError in {__name__}:{fail.__code__.co_firstlineno + 1}"]
    bench.register.register.close()


def test_the_owner_of_the_machine_has_every_role_but_to_judge() -> None:
    roles = {grant.role for grant in owner("Ana").grants}
    assert "assessor" not in roles
    assert all(roles & set(page.roles) for page in workbench_pages()
               if set(page.roles) != {"assessor"})


def test_who_tries_too_often_waits_and_nobody_else(reading_desk: Desk) -> None:
    desk = Desk(attrs.evolve(reading_desk.bench, attempts=Attempts()), "")
    client = desk.client()
    for _ in range(MOST):
        assert client.post("/enter/a.b").status_code == 410
    late = client.post("/enter/a.b")
    assert late.status_code == 429
    assert 0 < int(late.headers["retry-after"]) <= 300
    address, _ = Invitations(desk.bench.keeper, ORIGIN).make(ANA, 1)
    for way in (address, "/sign-in"):
        assert client.get(way).status_code == 429
    assert client.get("/").status_code == 401  # everything else answers


def test_behind_a_proxy_places_are_told_apart_by_what_it_added(example: Path) -> None:
    origin = "https://bench.example.org"
    desk = Desk(workbench(f"sqlite:///{example}", origin=origin), "")
    for number in range(MOST + 1):  # what a visitor says of themselves does not count
        answer = desk.client(origin=origin, **{"x-forwarded-for": f"10.0.0.{number}, 192.0.2.1"}
                             ).get("/enter/a.b")
    assert answer.status_code == 429
    elsewhere = desk.client(origin=origin, **{"x-forwarded-for": "192.0.2.2"})
    assert elsewhere.get("/enter/a.b").status_code == 410
    desk.bench.register.register.close()


def test_attempts_are_forgotten_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr("hubflow.serve.entrance.attempts.time.monotonic", lambda: clock[0])
    attempts = Attempts()
    for _ in range(MOST):
        assert attempts.wait("here") == 0
        attempts.failed("here")
        clock[0] += 1
    assert attempts.wait("here") == round(WITHIN) - MOST
    clock[0] += WITHIN - MOST + 1
    assert attempts.wait("here") == 0


def test_a_form_with_too_many_fields_is_refused_in_words(desk: Desk) -> None:
    client = desk.person("secretary")
    answer = client.post(CALL, data={f"f{number}": "x" for number in range(8001)})
    assert answer.status_code == 400
    assert "more fields than are taken" in answer.text


def test_the_ways_in_are_open_to_all_and_ones_own_page_to_its_person(reading_desk: Desk) -> None:
    stranger, person = reading_desk.client(), reading_desk.person("author")
    assert stranger.get("/sign-in").status_code == 200
    assert stranger.get("/you").status_code == 401
    assert person.get("/you").status_code == 404  # this workbench keeps no accounts
    for address in ("/sign-in", "/you", "/leave"):
        assert stranger.post(address, headers={"origin": "https://evil.example"}).status_code == 403
