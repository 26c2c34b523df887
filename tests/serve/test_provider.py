"""OpenID Connect against a small provider on the loopback address."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import attrs
import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient
from tests.serve.conftest import ORIGIN, Desk, workbench

from hubflow.model.input_problems import BadInput
from hubflow.plugins.workbench.workbench_page import RoleGrant, Visitor
from hubflow.serve.entrance.accounts import Accounts
from hubflow.serve.entrance.invitations import Invitations
from hubflow.serve.entrance.provider import CALLBACK, Provider, ProviderSettings, read_settings
from hubflow.serve.entrance.seals import SealKeeper

ANA = Visitor(name="Ana Sample", grants=(RoleGrant(role="secretary"),))
CLIENT, SECRET = "hubflow", "s:e%c ret"


class SmallProvider:
    """A provider whose people are said by the test; ``claims`` go over those of its tokens."""

    def __init__(self) -> None:
        self.key = self.signing = RSAKey.generate_key(2048, {"kid": "one"})
        self.codes: dict[str, dict[str, str]] = {}
        self.claims: dict[str, Any] = {}
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.document: dict[str, Any] = {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys"}
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def consent(self, address: str, subject: str, email: str = "", verified: bool = True) -> str:
        """Sign a person in at the address that the workbench led to; return the way back."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert {"openid", "email"} <= set(asked["scope"].split())
        code = f"code-{len(self.codes)}"
        self.codes[code] = {**asked, "sub": subject, "email": email, "verified": str(verified)}
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(
            form.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        if asked is None or challenge != asked["code_challenge"] or (
                form.get("redirect_uri") != asked["redirect_uri"]) or not (
                authorization.startswith("Basic ")):
            return 400, {"error": "invalid_grant"}
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": asked["sub"], "nonce": asked["nonce"],
            "iat": int(time.time()), "exp": int(time.time()) + 300, "email": asked["email"],
            "email_verified": asked["verified"] == "True", **self.claims}
        return 200, {"access_token": "x", "token_type": "Bearer",
                     "id_token": jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signing)}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        own = self

        class Handler(BaseHTTPRequestHandler):
            def _say(self, status: int, content: object) -> None:
                body = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                own.asked.append(self.path)
                if self.path == "/.well-known/openid-configuration":
                    self._say(200, own.document)
                else:
                    self._say(200, {"keys": [own.key.as_dict(private=False)]})

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {key: values[0] for key, values in parse_qs(sent).items()}
                self._say(*own.token(form, self.headers.get("Authorization", "")))

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@attrs.frozen
class ProviderDesk:
    """A workbench whose people sign in at the small provider."""

    desk: Desk
    provider: SmallProvider
    accounts: Accounts

    @property
    def invitations(self) -> Invitations:
        return Invitations(self.desk.bench.keeper, ORIGIN, self.accounts)

    def comes(self, client: TestClient, subject: str, email: str = "", *, verified: bool = True,
              begin: str = "/sign-in/provider") -> httpx.Response:
        """Go to the provider and come back."""
        led = client.get(begin)
        assert led.status_code == 303
        back = self.provider.consent(led.headers["location"], subject, email, verified)
        answer: httpx.Response = client.get(back)
        return answer


@pytest.fixture
def at_provider(example: Path, tmp_path: Path) -> Iterator[ProviderDesk]:
    shutil.copy(example, tmp_path / "hub.db")
    provider = SmallProvider()
    keeper, accounts = SealKeeper.of(tmp_path / "keys"), Accounts.of(tmp_path / "keys")
    bench = attrs.evolve(
        workbench(f"sqlite:///{tmp_path / 'hub.db'}", keeper=keeper), accounts=accounts,
        provider=Provider(ProviderSettings(provider.issuer, CLIENT, "Example ID", SECRET), ORIGIN))
    yield ProviderDesk(Desk(bench, ""), provider, accounts)
    provider.close()
    bench.register.register.close()


def test_nobody_uninvited_gets_in(at_provider: ProviderDesk) -> None:
    client = at_provider.desk.client()
    assert "Sign in with Example ID" in client.get("/").text
    answer = at_provider.comes(client, "stranger", "stranger@example.org")
    assert answer.status_code == 403
    assert "no hub here invited you" in answer.text
    assert client.get("/porto/board").status_code == 401


def test_who_was_invited_by_link_comes_back_by_the_provider_alone(
    at_provider: ProviderDesk
) -> None:
    address, number = at_provider.invitations.make(ANA, 1)
    client, sealed = at_provider.desk.client(), address.rpartition("/")[2]
    assert "Sign in with Example ID" in client.get(address).text
    begin = f"/sign-in/provider?invitation={sealed}"
    answer = at_provider.comes(client, "ana", begin=begin)
    assert answer.headers["refresh"] == "0; url=/"
    assert client.get("/porto/board").status_code == 200
    assert client.get("/sign-in/provider", params={"invitation": sealed}).status_code == 410
    other = at_provider.desk.client()
    assert at_provider.comes(other, "ana").status_code == 200
    assert other.get("/porto/board").status_code == 200
    at_provider.invitations.withdraw(number)
    assert other.get("/porto/board").status_code == 401
    assert at_provider.comes(at_provider.desk.client(), "ana").status_code == 403


def test_an_email_address_that_the_provider_verified_lets_its_person_in(
    at_provider: ProviderDesk
) -> None:
    at_provider.invitations.make(ANA, 1, "Ana@example.org")
    client = at_provider.desk.client()
    assert at_provider.comes(client, "a", "ana@example.org", verified=False).status_code == 403
    assert at_provider.comes(client, "a", "other@example.org").status_code == 403
    assert at_provider.comes(client, "a", "ana@example.org").status_code == 200
    # from then on the provider's lasting name counts, not whoever has the address next
    assert at_provider.comes(at_provider.desk.client(), "b", "ana@example.org").status_code == 403
    assert at_provider.comes(at_provider.desk.client(), "a", "moved@example.org").status_code == 200


def test_the_secretary_invites_by_email_and_sees_who_signs_in(at_provider: ProviderDesk) -> None:
    office = at_provider.desk.person("secretary")
    form = {"name": "Bo Sample", "role-body": "on", "days": "5"}
    assert office.post("/porto/people", data={**form, "email": "nobody"}).status_code == 422
    page = office.post("/porto/people", data={**form, "email": "bo@example.org"}).text
    assert "waits for bo@example.org" in page
    client = at_provider.desk.client()
    assert at_provider.comes(client, "bo", "bo@example.org").status_code == 200
    assert client.get("/porto/people").status_code == 403
    assert client.get("/porto/board").status_code == 200


@pytest.mark.parametrize("claims", [
    {"iss": "https://elsewhere.example"}, {"aud": "another"}, {"nonce": "another"},
    {"exp": 1}, {"aud": [CLIENT, "another"], "azp": "another"}, {"at_hash": "AAAA"},
    {"iat": int(time.time()) + 9000},
])
def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(
    at_provider: ProviderDesk, claims: dict[str, Any]
) -> None:
    at_provider.invitations.make(ANA, 1, "ana@example.org")
    at_provider.provider.claims = claims
    client = at_provider.desk.client()
    assert at_provider.comes(client, "a", "ana@example.org").status_code == 403
    assert client.get("/porto/board").status_code == 401


def test_a_token_of_another_key_lets_nobody_in(at_provider: ProviderDesk) -> None:
    at_provider.invitations.make(ANA, 1, "ana@example.org")
    client = at_provider.desk.client()
    led = client.get("/sign-in/provider").headers["location"]
    back = at_provider.provider.consent(led, "a", "ana@example.org")
    at_provider.provider.signing = RSAKey.generate_key(2048, {"kid": "one"})
    assert client.get(back).status_code == 403


def test_an_answer_in_another_browser_or_a_second_time_lets_nobody_in(
    at_provider: ProviderDesk
) -> None:
    at_provider.invitations.make(ANA, 1, "ana@example.org")
    client, stranger = at_provider.desk.client(), at_provider.desk.client()
    back = at_provider.provider.consent(
        client.get("/sign-in/provider").headers["location"], "a", "ana@example.org")
    assert stranger.get(back).status_code == 403
    stranger.get("/sign-in/provider")
    assert stranger.get(back).status_code == 403  # their own state is another
    assert client.get(f"{CALLBACK}?code=x&state=y").status_code == 403
    assert client.get(back).status_code == 403  # the attempt was used up
    assert client.get("/porto/board").status_code == 401


def test_a_provider_that_is_silent_or_another_is_told(at_provider: ProviderDesk) -> None:
    at_provider.provider.document["issuer"] = "https://elsewhere.example"
    answer = at_provider.desk.client().get("/sign-in/provider")
    assert answer.status_code == 502
    assert "does not answer" in answer.text
    for endpoint in ("token_endpoint", "authorization_endpoint"):
        at_provider.provider.document |= {
            "issuer": at_provider.provider.issuer, endpoint: "http://elsewhere.example/x"}
        bench = attrs.evolve(at_provider.desk.bench, provider=Provider(
            ProviderSettings(at_provider.provider.issuer, CLIENT, "Example ID", SECRET), ORIGIN))
        assert Desk(bench, "").client().get("/sign-in/provider").status_code == 502


def test_settings_are_read_with_the_secret_beside_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "oidc.toml"
    path.write_text('issuer = "https://id.example.org/"\nclient_id = "h"\nname = "ID"\n')
    monkeypatch.setenv("HUBFLOW_OIDC_SECRET", "from outside")
    assert read_settings(path).secret == "from outside"
    assert "from outside" not in repr(read_settings(path))
    (tmp_path / "secret").write_text("from a file\n")
    with path.open("a") as file:
        file.write('secret_file = "secret"\n')
    assert read_settings(path) == ProviderSettings(
        "https://id.example.org", "h", "ID", "from a file")
    path.write_text('issuer = "http://id.example.org"\nclient_id = ""\nsecret = "x"\n')
    with pytest.raises(BadInput) as refused:
        read_settings(path)
    assert {one.key for one in refused.value.problems} == {"issuer", "client_id", "name", "secret"}
