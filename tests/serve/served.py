"""A workbench that `hubflow serve` runs on the loopback address, and people at it in a browser."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page

_EXPECTED = ("404", "409", "422")
"""Answers that a browser reports as failures and tests ask for."""


@contextlib.contextmanager
def serving(register: Path, *options: str) -> Iterator[tuple[str, str]]:
    """Run `hubflow serve` over a file; give its address and the one to sign in."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hubflow", "serve", "--no-open", "--by", "Ana", "--lang",
         "en", *options, "--register", f"sqlite:///{register}"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        process.stdout.readline()
        address = process.stdout.readline().strip()
        yield re.findall("http://127.0.0.1:[0-9]+", address)[0], address
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def page_of(browser: Browser, address: str, faults: list[str]) -> Page:
    """Sign in, by keyboard, in a browser of one's own; note what goes wrong in it."""
    page = browser.new_context(locale="en-GB").new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" and not any(
        status in said.text for status in _EXPECTED) else None)
    page.goto(address)
    page.get_by_role("button", name="Sign in").press("Enter")
    return page


def invited(office: Page, people: str, name: str, role: str) -> str:
    """Return the address of an invitation that the office makes on the screen of people."""
    office.goto(people)
    office.fill("#name", name)
    office.check(f"[name=role-{role}]")
    office.get_by_role("button", name="Make an invitation").click()
    return office.input_value("#link")
