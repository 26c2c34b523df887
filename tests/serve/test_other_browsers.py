"""The workbench in WebKit, Safari's engine: it lets people in, records, and saves by keys.

Playwright drives only builds of its own; here Debian's WebKit is driven by its own driver.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from tests.serve.conftest import CALL, FIRST
from tests.serve.served import serving

DECIDED = "candidatura-02"
ENTER = "\ue007"
PATIENCE = 15
"""Seconds for what takes less than one on a machine that is not busy."""
OPEN = "document.querySelectorAll('details').forEach(one => { one.open = true })"
TEXT = "return document.body.innerText"
FORBIDDEN = """const script = document.createElement("script");
script.textContent = "document.title = 'ran'"; document.head.append(script);"""


@attrs.frozen
class Tab:
    """A page in one engine."""

    driver: Any
    """Selenium's."""
    go: Callable[[str], None]
    focused: Callable[[], Any]

    def find(self, selector: str) -> Any:
        """The first element of a selector, waited for; without it, what the page says instead."""
        end = time.monotonic() + PATIENCE
        while True:
            try:  # a page that is just being left has no elements either
                return self.driver.find_element("css selector", selector)
            except Exception as error:
                if time.monotonic() > end:
                    said = self.driver.execute_script(TEXT)
                    raise AssertionError(f"{selector} is not on the page:\n{said}") from error
            time.sleep(0.05)


def missing(**packages: str) -> None:
    """Skip without a command; the reason names Debian's package of it."""
    for command, package in packages.items():
        if shutil.which(command.replace("_", "-")) is None:
            pytest.skip(f"no {package}: install Debian's package {package} (make test as root)")


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """A screen in memory: MiniBrowser has no way to do without."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as number, subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
        pass_fds=[writing], stderr=subprocess.DEVNULL) as process:
        os.close(writing)
        try:
            yield f":{number.readline().strip()}"
        finally:
            process.terminate()


@contextlib.contextmanager
def webkit(folder: Path) -> Iterator[Tab]:
    """Debian's WebKitGTK with its own driver."""
    missing(WebKitWebDriver="webkit2gtk-driver", Xvfb="xvfb")
    from selenium.webdriver import WebKitGTK
    from selenium.webdriver.webkitgtk.options import Options
    from selenium.webdriver.webkitgtk.service import Service

    options, log = Options(), folder / "webkit.log"
    options.add_argument("--automation")
    with screen() as display:
        driver = WebKitGTK(options=options, service=Service(
            shutil.which("WebKitWebDriver"), log_output=str(log),
            env={**os.environ, "DISPLAY": display}))
        try:
            driver.set_page_load_timeout(PATIENCE)
            driver.set_window_rect(0, 0, 1280, 1024)
            yield Tab(driver, driver.get, lambda: driver.switch_to.active_element)
        finally:
            driver.quit()


def firefox(folder: Path) -> contextlib.AbstractContextManager[Tab]:
    """Not tried: Playwright asks Debian's Firefox for commands that it lacks."""
    pytest.skip(f"{folder.name}: Firefox is not tried; it wants geckodriver, not in Debian")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the client's own
@pytest.mark.parametrize("engine", [webkit, firefox])
def test_a_body_decides_and_an_assessor_judges_by_keys(
    engine: Callable[[Path], contextlib.AbstractContextManager[Tab]], example: Path, tmp_path: Path
) -> None:
    register = shutil.copy(example, tmp_path / "hub.db")
    with engine(tmp_path) as tab, serving(Path(register)) as (base, address):
        tab.go(address)
        tab.find("main form button").send_keys(ENTER)
        tab.find(".who")
        decide(tab, base)
        tab.go(invite(tab, base))
        tab.find("main form button").send_keys(ENTER)
        tab.find(".who")
        judge(tab, base)
        tab.driver.execute_script(FORBIDDEN)
        assert "ran" not in tab.find("title").get_property("textContent")


def decide(tab: Tab, base: str) -> None:
    """Record a decision with its reasons, which the venture's page then shows."""
    tab.go(f"{base}{CALL}/decide")
    tab.find("#body").send_keys("The board")
    tab.find(f"[name='decision-{DECIDED}'][value='stop']").send_keys(" ")
    tab.driver.execute_script(OPEN)
    tab.find(f"#reasons-{DECIDED}").send_keys("Too early for the place.")
    tab.find(f"#learning-{DECIDED}").send_keys("Ask again in a year.")
    tab.find("form[data-guard] button.main").send_keys(ENTER)
    tab.find(".good[role=status]")
    tab.go(f"{base}/porto/ventures/{DECIDED}")
    assert "Too early for the place." in tab.find("main").text


def invite(tab: Tab, base: str) -> str:
    """The address of an invitation for an assessor; the office is no longer signed in."""
    tab.go(f"{base}/porto/people")
    tab.find("#name").send_keys("assessor-c")
    tab.find("[name=role-assessor]").send_keys(" ")
    tab.find("form button.main").send_keys(ENTER)
    address = str(tab.find("#link").get_property("value"))
    tab.driver.delete_all_cookies()
    return address


def judge(tab: Tab, base: str) -> None:
    """Judge a venture by keys alone: saved as one goes, and with Enter on to the next."""
    sheet = f"{base}{CALL}/assess/{FIRST}"
    tab.go(sheet)
    tab.find("fieldset[data-question]")
    for level in "123454":
        tab.focused().send_keys(level)
    tab.find("[data-saved]:not(:empty)")
    tab.focused().send_keys(ENTER)
    tab.find(f"a[rel=prev][href*='{FIRST}']")
    tab.go(sheet)
    chosen = tab.driver.find_elements("css selector", "fieldset[data-question] input:checked")
    assert [one.get_property("value") for one in chosen] == list("123454")
