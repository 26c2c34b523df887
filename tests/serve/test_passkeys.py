"""Passkeys in Chromium, whose virtual authenticator stands for a telephone's or a key's."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page
from tests.browser import barriers_everywhere, chromium

from hubflow.plugins.workbench.workbench_page import RoleGrant, Visitor
from hubflow.register.storage.locking import Patience
from hubflow.register.storage.opening import open_register
from hubflow.serve.application import Workbench
from hubflow.serve.entrance.accounts import Accounts, StoredPasskey
from hubflow.serve.entrance.invitations import Invitations
from hubflow.serve.entrance.passkeys import PasskeyDesk
from hubflow.serve.entrance.safety import Origins
from hubflow.serve.entrance.seals import SealKeeper, withdrawal_of
from hubflow.serve.page_table import workbench_pages
from hubflow.serve.register_access import SharedRegister

ANA = Visitor(name="Ana Sample", grants=(RoleGrant(role="secretary"),))


@attrs.frozen
class PasskeyBench:
    """A workbench on the loopback address, under a name: passkeys need one."""

    origin: str
    bench: Workbench
    accounts: Accounts
    browser: Browser

    def invitation(self) -> tuple[str, str]:
        """The address of an invitation, and its number."""
        return Invitations(self.bench.keeper, self.origin, self.accounts).make(ANA, 1)

    def device(self) -> Device:
        """A browser with an authenticator of its own."""
        return Device.of(self.browser.new_context(locale="en-GB"))


@attrs.frozen
class Device:
    """A browser's page and its authenticator."""

    page: Page
    control: CDPSession
    authenticator: str

    @classmethod
    def of(cls, context: BrowserContext) -> Device:
        page = context.new_page()
        control = context.new_cdp_session(page)
        control.send("WebAuthn.enable")
        made = control.send("WebAuthn.addVirtualAuthenticator", {"options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True,
            "automaticPresenceSimulation": True}})
        return cls(page, control, made["authenticatorId"])

    def enrol(self, address: str, label: str = "Telephone") -> None:
        """Take an invitation with a passkey."""
        self.page.goto(address)
        self.page.fill("#label", label)
        self.page.get_by_role("button", name="Make a passkey").click()
        self.page.get_by_role("heading", name="Board").wait_for()

    def sign_in(self, origin: str) -> None:
        self.page.goto(f"{origin}/sign-in")
        self.page.get_by_role("button", name="Use your passkey").click()

    def credentials(self) -> list[dict[str, object]]:
        found = self.control.send("WebAuthn.getCredentials", {
            "authenticatorId": self.authenticator})["credentials"]
        return list(found)


@pytest.fixture(scope="module")
def running(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PasskeyBench]:
    folder = tmp_path_factory.mktemp("passkeys")
    shutil.copy(example, folder / "hub.db")
    keeper = SealKeeper.of(folder / "keys")
    accounts = Accounts.of(folder / "keys")
    with socket.socket() as opened, chromium() as browser:
        opened.bind(("127.0.0.1", 0))
        origin = f"http://localhost:{opened.getsockname()[1]}"
        bench = Workbench(
            register=SharedRegister(open_register(f"sqlite:///{folder / 'hub.db'}", Patience(20))),
            pages=workbench_pages(), keeper=keeper, origins=Origins((origin,)), accounts=accounts,
            language="en")
        server = uvicorn.Server(uvicorn.Config(bench.application(), lifespan="off",
                                               log_level="critical"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield PasskeyBench(origin, bench, accounts, browser)
        finally:
            server.should_exit = True
            thread.join(20)
            bench.register.register.close()


def test_a_person_enrols_by_an_invitation_and_comes_back_without_one(
    running: PasskeyBench
) -> None:
    device, (address, number) = running.device(), running.invitation()
    faults: list[str] = []
    device.page.on("console", lambda said: faults.append(said.text)
                   if "Content Security" in said.text else None)
    device.enrol(address)
    other, (unused, _) = running.device().page, running.invitation()
    for way in (unused, f"{running.origin}/sign-in"):
        other.goto(way)
        assert not barriers_everywhere(other)
    (stored,) = running.accounts.passkeys(number)
    assert stored.label == "Telephone"
    device.page.get_by_role("button", name="Sign out").click()
    device.page.get_by_text("You are signed out.").wait_for()
    device.page.goto(f"{running.origin}/porto/board")
    device.page.get_by_text("You are not signed in").wait_for()
    device.page.get_by_role("button", name="Use your passkey").click()
    device.page.get_by_role("heading", name="Board").wait_for()
    device.page.get_by_text("Ana Sample").wait_for()
    found = running.accounts.passkey(stored.id)
    assert found is not None
    assert found.signs > stored.signs
    # the invitation is used up, and withdrawing it ends account and session
    again = running.device()
    again.page.goto(address)
    again.page.get_by_text("was used, withdrawn").wait_for()
    Invitations(running.bench.keeper, running.origin, running.accounts).withdraw(number)
    device.page.goto(f"{running.origin}/porto/board")
    device.page.get_by_role("button", name="Use your passkey").click()
    device.page.get_by_text("The passkey was not accepted").wait_for()
    assert not faults


def test_a_person_keeps_several_passkeys_and_removes_one(running: PasskeyBench) -> None:
    device, (address, number) = running.device(), running.invitation()
    device.enrol(address)
    page = device.page
    page.get_by_role("link", name="Ana Sample").click()
    page.get_by_role("button", name="Remove Telephone").click()
    page.get_by_text("This is your only way in").wait_for()
    # a second authenticator, such as a key: the first one has a passkey of this person already
    device.control.send("WebAuthn.removeVirtualAuthenticator", {
        "authenticatorId": device.authenticator})
    other = Device.of(page.context)
    other.page.goto(f"{running.origin}/you")
    other.page.fill("#label", "Security key")
    other.page.get_by_role("button", name="Make a passkey").click()
    other.page.get_by_role("button", name="Remove Security key").wait_for()
    assert [one.label for one in running.accounts.passkeys(number)] == ["Telephone", "Security key"]
    other.page.get_by_role("button", name="Remove Telephone").click()
    other.page.get_by_role("button", name="Remove Telephone").wait_for(state="detached")
    assert [one.label for one in running.accounts.passkeys(number)] == ["Security key"]
    assert not barriers_everywhere(other.page)
    other.sign_in(running.origin)
    other.page.get_by_role("heading", name="Board").wait_for()


def test_a_copied_passkey_is_refused_by_its_count(running: PasskeyBench) -> None:
    device, (address, number) = running.device(), running.invitation()
    device.enrol(address)
    (copy,) = device.credentials()
    device.sign_in(running.origin)
    device.page.get_by_role("heading", name="Board").wait_for()
    device.control.send("WebAuthn.clearCredentials", {"authenticatorId": device.authenticator})
    device.control.send("WebAuthn.addCredential", {
        "authenticatorId": device.authenticator, "credential": copy})
    before = running.accounts.passkeys(number)
    device.sign_in(running.origin)
    device.page.get_by_text("The passkey was not accepted").wait_for()
    assert running.accounts.passkeys(number) == before


def test_an_answer_to_another_challenge_session_or_site_lets_nobody_in(
    running: PasskeyBench
) -> None:
    device, (address, _) = running.device(), running.invitation()
    device.enrol(address)
    page = device.page
    page.goto(f"{running.origin}/sign-in")
    with page.expect_request(lambda sent: sent.method == "POST") as sent:
        page.get_by_role("button", name="Use your passkey").click()
    page.get_by_role("heading", name="Board").wait_for()
    answer = {"credential": page.evaluate(
        "body => new URLSearchParams(body).get('credential')", sent.value.post_data)}
    headers = {"origin": running.origin}
    # once more in the same browser, and in another one
    assert page.request.post(f"{running.origin}/sign-in", form=answer,
                             headers=headers).status == 403
    stranger = running.browser.new_context()
    stranger.new_page().goto(f"{running.origin}/sign-in")
    assert stranger.request.post(f"{running.origin}/sign-in", form=answer,
                                 headers=headers).status == 403
    # a desk of another site, or of another address of this one, takes it neither
    note = running.bench.keeper.note("passkey", 1)[1]
    for origin in ("http://elsewhere.example", f"{running.origin}1"):
        desk = PasskeyDesk(origin, running.accounts)
        assert desk.signed_by(answer["credential"], note.challenge) is None


def test_a_passkey_of_an_account_is_its_alone(running: PasskeyBench, tmp_path: Path) -> None:
    accounts = Accounts.of(tmp_path)
    key = StoredPasskey(b"key", "a", b"public", 0, "", 1)
    assert accounts.add_passkey(key)
    assert not accounts.add_passkey(attrs.evolve(key, account="b"))
    assert not accounts.remove_passkey("b", b"key")
    assert accounts.signed(b"key", 0)
    assert accounts.signed(b"key", 3)
    for lower in (3, 2, 0):
        assert not accounts.signed(b"key", lower)
    assert (tmp_path / "accounts.db").stat().st_mode & 0o077 == 0
    assert not running.bench.keeper.has_ended(withdrawal_of("a"))
