"""Browsers that Playwright does not drive here, each as one tab that is used by keys alone.

Debian's WebKit has a driver of its own. Debian's Firefox speaks WebDriver BiDi itself: JSON over a
web socket (w3.org/TR/webdriver-bidi), which asks for no driver between.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

PATIENCE = 15
"""Seconds for what takes less than one on a machine that is not busy."""
FIREFOX = ("firefox-esr", "firefox")
_QUIET = {"app.normandy.enabled": "false", "browser.newtabpage.enabled": "false",
          "browser.shell.checkDefaultBrowser": "false", "browser.startup.page": "0",
          "datareporting.policy.dataSubmissionEnabled": "false"}
"""What keeps Firefox from pages of its own and from asking other hosts."""
_FOUND = "document.querySelector({selector})"


class Tab(Protocol):
    """A page in one engine."""

    def go(self, address: str) -> None:
        """Open an address, and wait until it is there."""

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""

    def type(self, keys: str) -> None:
        """Press keys where the focus is."""

    def forget(self) -> None:
        """Take all cookies away."""


def wait_for(tab: Tab, selector: str) -> None:
    """Wait for an element; without it, fail with what the page says instead."""
    end = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(Exception):  # a page that is just being left has no elements
            if tab.run(f"{_found(selector)} !== null"):
                return
        if time.monotonic() > end:
            said = tab.run("document.body.innerText")
            raise AssertionError(f"{selector} is not on the page:\n{said}")
        time.sleep(0.05)


def type_into(tab: Tab, selector: str, keys: str) -> None:
    """Press keys in an element that is waited for."""
    wait_for(tab, selector)
    tab.run(f"{_found(selector)}.focus()")
    tab.type(keys)


def read(tab: Tab, selector: str, name: str = "textContent") -> str:
    """A property of an element that is waited for."""
    wait_for(tab, selector)
    return str(tab.run(f"{_found(selector)}.{name}"))


def _found(selector: str) -> str:
    return _FOUND.format(selector=json.dumps(selector))


def program(*names: str, package: str) -> str:
    """The path of a program; without it the test is skipped and names Debian's package of it."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"no {package}: install Debian's package {package} (make test as root)")
    return found


class _WebKitTab:
    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def go(self, address: str) -> None:
        self.driver.get(address)

    def run(self, script: str) -> Any:
        return self.driver.execute_script(f"return ({script})")

    def type(self, keys: str) -> None:
        self.driver.switch_to.active_element.send_keys(keys)

    def forget(self) -> None:
        self.driver.delete_all_cookies()


@contextlib.contextmanager
def _screen(server: str) -> Iterator[str]:
    """A screen in memory: MiniBrowser has no way to do without."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as number, subprocess.Popen(
        [server, "-displayfd", str(writing), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
        pass_fds=[writing], stderr=subprocess.DEVNULL) as process:
        os.close(writing)
        try:
            yield f":{number.readline().strip()}"
        finally:
            process.terminate()


@contextlib.contextmanager
def webkit(folder: Path) -> Iterator[Tab]:
    """Debian's WebKitGTK with its own driver."""
    own = program("WebKitWebDriver", package="webkit2gtk-driver")
    server = program("Xvfb", package="xvfb")
    from selenium.webdriver import WebKitGTK
    from selenium.webdriver.webkitgtk.options import Options
    from selenium.webdriver.webkitgtk.service import Service

    options = Options()
    options.add_argument("--automation")
    with _screen(server) as display:
        driver = WebKitGTK(options=options, service=Service(
            own, log_output=str(folder / "webkit.log"), env={**os.environ, "DISPLAY": display}))
        try:
            driver.set_page_load_timeout(PATIENCE)
            driver.set_window_rect(0, 0, 1280, 1024)
            yield _WebKitTab(driver)
        finally:
            driver.quit()


class _FirefoxTab:
    """The one tab of a Firefox; ``ask`` sends a command of WebDriver BiDi and gives its result."""

    def __init__(self, ask: Callable[..., Any]) -> None:
        self.ask = ask
        self.context = ask("browsingContext.create", type="tab")["context"]

    def go(self, address: str) -> None:
        self.ask("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def run(self, script: str) -> Any:
        done = self.ask("script.evaluate", expression=script, awaitPromise=False,
                        target={"context": self.context})
        assert done["type"] == "success", done
        return done["result"].get("value")

    def type(self, keys: str) -> None:
        pressed = [{"type": each, "value": key} for key in keys for each in ("keyDown", "keyUp")]
        self.ask("input.performActions", context=self.context, actions=[
            {"type": "key", "id": "keyboard", "actions": pressed}])

    def forget(self) -> None:
        self.ask("storage.deleteCookies")


@contextlib.contextmanager
def firefox(folder: Path) -> Iterator[Tab]:
    """Debian's Firefox over WebDriver BiDi, with a profile of its own."""
    browser = program(*FIREFOX, package="firefox-esr")
    from websocket import create_connection

    profile, log = folder / "firefox", folder / "firefox.log"
    profile.mkdir()
    (profile / "user.js").write_text(
        "".join(f'user_pref("{name}", {value});\n' for name, value in _QUIET.items()), "utf-8")
    with log.open("w", encoding="utf-8") as said, subprocess.Popen(
        [browser, "--headless", "--remote-debugging-port=0", "--profile", str(profile)],
        stdout=said, stderr=said) as process:
        try:
            socket = create_connection(f"{_address(log)}/session", suppress_origin=True,
                                       timeout=2 * PATIENCE)
            with contextlib.closing(socket):
                ask = _asking(socket)
                ask("session.new", capabilities={})
                yield _FirefoxTab(ask)
                ask("session.end")
        finally:
            process.terminate()


def _address(log: Path) -> str:
    """The address that a Firefox says it listens at."""
    end = time.monotonic() + 4 * PATIENCE
    while time.monotonic() < end:
        if found := re.search(r"listening on (ws://\S+)", log.read_text("utf-8", "replace")):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(f"Firefox does not listen:\n{log.read_text('utf-8', 'replace')}")


def _asking(socket: Any) -> Callable[..., Any]:
    numbers = itertools.count(1)

    def ask(command: str, **values: Any) -> Any:
        number = next(numbers)
        socket.send(json.dumps({"id": number, "method": command, "params": values}))
        while True:  # events come between
            answer = json.loads(socket.recv())
            if answer.get("id") == number:
                assert answer["type"] == "success", answer
                return answer["result"]

    return ask
