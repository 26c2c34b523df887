"""The workbench in a browser: no barriers, by keyboard alone, and nothing that its policy forbids.

The server is the one that `hubflow serve` runs, on the loopback address.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from playwright.sync_api import FilePayload, Page, Route
from tests.browser import NARROW, WIDE, barriers_everywhere, barriers_in, chromium
from tests.serve.conftest import (
    CALL,
    DRAFT,
    FIRST,
    INTERVIEW,
    MECHANISM,
    VENTURES,
    add_mechanism,
)
from tests.serve.served import invited, page_of, serving

SCREENS = (
    "/porto/board", "/porto/board?projector", "/porto/board?q=coro", "/porto/people",
    "/porto/method", f"/porto/ventures/{FIRST}/trading", "/porto/audit?verify=1",
    f"/porto/ventures/{FIRST}/complaints",
    "/porto/audit?id=labis-2023", CALL, f"{CALL}/panel",
    f"{CALL}/panel?phase=candidatura&places-0=5", f"{CALL}/panel?phase=candidatura&places-0=x",
    f"{CALL}/decide", f"{CALL}/lists", f"{CALL}/lists?phase=problemas",
    f"{CALL}/lists/letters/{FIRST}", f"/porto/ventures/{FIRST}/dossier",
    f"/porto/ventures/{FIRST}/dossier?phase=all", f"/porto/ventures/{FIRST}", "/porto/nowhere",
    f"{CALL}/panel/sets?phase=candidatura&budget=1000", f"{CALL}/panel/beside?to=westmidlands",
    "/porto/method/drafts", DRAFT, f"{DRAFT}/weights", INTERVIEW, "/porto/weights",
    f"{DRAFT}/trial?what=call&call=labis-2023",
    f"{CALL}/assignment", "/porto/calls", f"{CALL}/details", "/porto/entries/100",
    f"/porto/ventures/{FIRST}/sources", "/porto/intake",
    "/porto/money", "/porto/board?call=labis-2023&due=money",
    "/porto/across", f"/porto/ventures/{FIRST}/across?hub-westmidlands=1",
    f"/porto/ventures/{FIRST}/across/memo?to=westmidlands",
    f"/porto/ventures/{MECHANISM}/across/map",
)
JUDGING = ("/porto/assess", f"{CALL}/assess", f"{CALL}/assess/{FIRST}", f"{CALL}/assess?blind=1")


@attrs.frozen
class Opened:
    """A running workbench, with a page for the office and one for an assessor."""

    base: str
    office: Page
    assessor: Page
    faults: list[str]


@contextlib.contextmanager
def served(folder: Path, example: Path) -> Iterator[tuple[str, str]]:
    """Run `hubflow serve` over a copy of the example; give its address and the one to sign in."""
    shutil.copy(example, folder / "hub.db")
    shutil.copytree(example.parent / "methods", folder / "methods")
    add_mechanism(f"sqlite:///{folder / 'hub.db'}")
    with serving(folder / "hub.db", "--methods", str(folder / "methods")) as found:
        yield found


@pytest.fixture(scope="module")
def opened(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The workbench in Chromium; without it the tests are skipped, which the run says."""
    with chromium() as browser, served(tmp_path_factory.mktemp("served"), example) as (base, url):
        faults: list[str] = []
        office = page_of(browser, url, faults)
        yield Opened(base, office, page_of(browser, assessor_c(office, base), faults), faults)


def assessor_c(office: Page, base: str) -> str:
    """The address of an invitation for the assessor who has everything before them."""
    return invited(office, f"{base}/porto/people", "assessor-c", "assessor")


@pytest.mark.parametrize("screen", [*SCREENS, *JUDGING])
def test_no_screen_shuts_anybody_out(opened: Opened, screen: str) -> None:
    page = opened.assessor if screen in JUDGING else opened.office
    page.goto(f"{opened.base}{screen}")
    assert not barriers_everywhere(page)
    assert not opened.faults


def test_an_export_is_mapped_and_settled(opened: Opened) -> None:
    page = opened.office
    page.goto(f"{opened.base}/porto/intake")
    page.set_input_files("#export", files=FilePayload(
        name="answers.csv", mimeType="text/csv",
        buffer="Nome;Meses;Existe\nHorta;12;Não\nCoro;dez;Ainda não\n".encode()))
    page.get_by_role("button", name="Read it").press("Enter")
    page.locator("#key-1").select_option("name")
    page.locator("#key-2").select_option("incubate.project_months")
    page.locator("#beside-2 .wrong").first.wait_for()
    page.locator("#key-3").select_option("identify.implemented_in_place")
    page.locator("#means-3-0").select_option("no")
    page.locator("#means-2-0").fill("10")
    page.locator("#means-2-0").press("Tab")
    page.get_by_text("All answers are read: 2 applications.").wait_for()
    assert not barriers_everywhere(page)
    page.get_by_role("button", name="Go on to the applications").press("Enter")
    page.get_by_text("Take in what is chosen").wait_for()
    assert not barriers_everywhere(page)
    page.goto(f"{opened.base}/porto/intake")
    page.get_by_role("button", name="Delete answers.csv").press("Enter")
    assert not opened.faults


PASTED = """text => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent(
        "paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def test_cells_of_a_spreadsheet_are_pasted_into_the_grid_of_months(opened: Opened) -> None:
    page = opened.office
    page.goto(f"{opened.base}/porto/ventures/{FIRST}/dossier?phase=all")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.locator("[name='answer-trade.start']").fill("2025-09-01")
    page.get_by_role("button", name="Record this version").click()
    page.get_by_text("Version 2 is recorded.").wait_for()
    page.goto(f"{opened.base}/porto/ventures/{FIRST}/trading")
    page.locator("[name='cell-2025-09-sales']").focus()
    page.evaluate(PASTED, "Contratos\tMês\tVENDAS\n\t2025-10\t1.400,50\n5\t2025-09\t1.200\n"
                          "7\t2031-01\t\n")
    assert page.input_value("[name='cell-2025-10-sales']") == "1.400,50"
    assert page.input_value("[name='cell-2025-09-contracts']") == "5"
    page.get_by_text("Cells that found no place: 1.").wait_for()
    page.get_by_role("button", name="Record the months").press("Enter")
    page.get_by_text("2 months recorded.").wait_for()
    assert not barriers_everywhere(page)
    assert not opened.faults


def test_a_what_if_answers_while_one_types(opened: Opened) -> None:
    page = opened.office
    page.goto(f"{opened.base}{CALL}/panel?phase=candidatura")
    page.locator("summary", has_text="What if?").press("Enter")
    page.locator("#places-0").fill("4")
    page.locator("tr.changed").first.wait_for()
    assert page.locator("tr.changed").count() == VENTURES - 4
    page.locator("#weight-inovacao").fill("-2")
    page.locator("#ranking .alarm").wait_for()
    assert not opened.faults


def test_a_method_is_checked_while_one_types(opened: Opened) -> None:
    page = opened.office
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.goto(f"{opened.base}{DRAFT}")
    editor = page.locator("#text")
    editor.press("Control+Home")
    editor.type("x = 1\n")
    page.get_by_text("x: unknown key").wait_for()
    assert page.locator("[data-numbers] b").inner_text() == "1"
    page.locator("#problems [data-line]").first.press("Enter")
    assert editor.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)"
                           ) == "x = 1"
    assert not barriers_in(page, WIDE, "light")
    page.reload()
    page.get_by_text("x: unknown key").wait_for()
    assert editor.input_value().startswith("x = 1\n"), "what was typed is kept in its tab"
    editor.press("Control+z")
    editor.press("Control+Home")
    editor.type("y = 2\n")
    for button in ("Check", "Run the cases"):  # what the answer says is not written over
        with page.expect_navigation():
            page.get_by_role("button", name=button, exact=True).click()
        assert editor.input_value().startswith("y = 2\n")
        assert page.locator("#problems").get_by_text("y: unknown key").count() == 1, button
    page.evaluate("sessionStorage.clear()")
    assert not opened.faults


def test_twelve_ventures_are_judged_by_keyboard_alone(opened: Opened) -> None:
    page = opened.assessor
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.goto(f"{opened.base}{CALL}/assess")
    page.get_by_role("link", name="Judge the next one").press("Enter")
    for number in range(VENTURES):
        page.get_by_text(f"{number + 1} of {VENTURES}").wait_for()
        page.wait_for_load_state("load")
        questions = page.locator("fieldset[data-question]").count()
        assert questions == 6
        for at in range(questions):
            page.keyboard.press(str(1 + (number + at) % 5))
        page.wait_for_function("() => document.querySelectorAll('fieldset :checked').length === 6")
        here = page.url
        page.keyboard.press("Enter")
        page.wait_for_function("here => location.href !== here", arg=here)
    page.get_by_text("All done. Thank you.").wait_for()
    assert not opened.faults


def chosen(page: Page) -> str:
    """The scores that are chosen on a page, in order."""
    return "".join(page.locator("[data-question] input:checked").evaluate_all(
        "all => all.map(one => one.value)"))


def test_keys_change_no_score_after_the_last_question_or_on_the_way_to_the_next(
    opened: Opened
) -> None:
    page = opened.assessor
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.goto(f"{opened.base}{CALL}/assess/{FIRST}")
    page.locator("[data-question] input").first.focus()
    for key in "3434351":
        page.keyboard.press(key)
    assert chosen(page) == "343435"
    assert page.evaluate("document.activeElement.matches('[data-next]')")

    def late(route: Route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/assess/**", late)
    page.locator("[data-question] input").first.focus()
    page.keyboard.press("Enter")
    for key in "12":
        page.keyboard.press(key)
    page.wait_for_url(lambda url: not url.endswith(FIRST))
    page.unroute_all()
    page.goto(f"{opened.base}{CALL}/assess/{FIRST}")
    assert chosen(page) == "343435"
    assert not opened.faults


def test_what_was_chosen_is_saved_without_a_button(opened: Opened) -> None:
    page = opened.assessor
    page.goto(f"{opened.base}{CALL}/assess/{FIRST}")
    page.locator("[name=score-perfil][value='2']").check()
    page.get_by_text("Saved.").wait_for()
    page.locator("#note-perfil").fill("Steady work.")
    page.locator("#note-perfil").press("Tab")
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    page.reload()
    assert page.locator("[name=score-perfil][value='2']").is_checked()
    assert page.locator("#note-perfil").input_value() == "Steady work."
    assert not opened.faults


def test_every_form_works_without_a_script(opened: Opened) -> None:
    browser = opened.assessor.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, locale="en-GB",
                                  storage_state=opened.assessor.context.storage_state())
    page = context.new_page()
    page.goto(f"{opened.base}{CALL}/assess/candidatura-03")
    page.locator("[name=score-perfil][value='5']").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    assert page.locator("[name=score-perfil][value='5']").is_checked()
    context.close()


def test_a_server_that_is_gone_is_told_and_nothing_typed_is_lost(
    opened: Opened, example: Path, tmp_path: Path
) -> None:
    browser = opened.office.context.browser
    assert browser is not None
    with served(tmp_path, example) as (base, url):
        jury = page_of(browser, assessor_c(page_of(browser, url, []), base), [])
        jury.goto(f"{base}{CALL}/assess/{FIRST}")
    jury.locator("#note-perfil").fill("Typed while it was gone.")
    jury.locator("[name=score-perfil][value='2']").check()
    jury.get_by_text("NOT SAVED").wait_for()
    assert jury.locator("#note-perfil").input_value() == "Typed while it was gone."


def test_a_telephone_shows_levels_in_a_row_what_is_saved_and_a_folded_menu(opened: Opened) -> None:
    page = opened.assessor
    page.set_viewport_size({"width": NARROW, "height": 700})
    page.goto(f"{opened.base}{CALL}/assess/{FIRST}")
    tops = "all => new Set(all.map(one => one.getBoundingClientRect().top)).size"
    assert page.locator(".levels").first.locator("label").evaluate_all(tops) == 1
    assert not page.locator(".tabs").is_visible()
    page.locator(".screens summary").press("Enter")
    page.locator(".screens a").first.wait_for()
    last = page.locator("[data-question]").last
    last.locator("input").nth(1).check()
    page.get_by_text("Saved.").wait_for()
    top = page.locator("#state").evaluate("one => one.getBoundingClientRect().top")
    assert 0 <= top < 700


UNFOLD = "all => all.forEach(one => { one.open = true; })"


def test_what_opens_on_a_click_and_what_was_refused_shut_nobody_out(opened: Opened) -> None:
    page, venture = opened.office, f"{opened.base}/porto/ventures/{FIRST}"
    page.goto(f"{venture}/complaints")
    page.fill("#says", "A score was left out.")
    page.fill("#answer-by", "2999-01-01")
    page.get_by_role("button", name="Record the complaint").click()
    page.get_by_role("status").wait_for()
    assert not barriers_everywhere(page), "a complaint that is open"
    page.locator("form:has([name=entry]) [required]").first.evaluate(
        "one => one.form.noValidate = true")
    page.locator("form:has([name=entry]) button.main").click()
    page.get_by_role("alert").wait_for()
    assert not barriers_everywhere(page), "an answer that was refused"
    for address in (f"{venture}/trading", opened.base + CALL, f"{opened.base}{CALL}/lists",
                    venture):
        page.goto(address)
        page.eval_on_selector_all("details", UNFOLD)
        assert not barriers_everywhere(page), address
    page.goto(f"{venture}/trading")
    page.eval_on_selector_all("details", UNFOLD)
    page.locator("form:has(#award-funder) button.main").click()
    page.get_by_role("alert").wait_for()
    assert not barriers_everywhere(page), "an award that was refused"
    assert not opened.faults
