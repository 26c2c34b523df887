"""A correction: what an entry should have said, or that it counts no longer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hubflow.model.input_problems import BadInput
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import (
    LAYOUT,
    command_line,
    exact_number,
    form_day,
    not_found,
    titles,
)
from hubflow.text.catalogue import words
from hubflow.text.locales import locale_of
from hubflow.text.spoken import say, spoken_language

if TYPE_CHECKING:
    from hubflow.register.storage.entries import JournalEntry

_FIELD = "set-"


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(path="/{hub}/entries/{entry}", title=titles("correct"),
                         roles=("secretary",), answer=_correct, folder=LAYOUT, writes=True)


def _correct(request: PageRequest) -> PageAnswer:
    """Show an entry as it counts now; record what was wrong with it."""
    number = request.path["entry"]
    with request.register.reading() as journal:
        entry = journal.find(int(number)) if number.isdecimal() and len(number) < 12 else None
        if entry is None or entry.hub != request.hub:
            return not_found(request)
        now = _as_it_counts(journal, entry)
    if request.form is None:
        return _page(request, now)
    return _recorded(request, now, request.form)


def _as_it_counts(journal: Any, entry: JournalEntry) -> JournalEntry:
    """Return an entry with the corrections of it, or as it was where it counts no longer."""
    from hubflow.register.storage.entries import effective

    found = {one.seq: one for one in effective(
        journal.read(hub=entry.hub, subject=entry.subject))}
    return found.get(entry.seq, entry)


def _shown(entry: JournalEntry) -> dict[str, str]:
    """Return the fields that may be set anew, as they are written in the spoken language."""
    from hubflow.register.recording.correcting import correctable

    return {key: _typed(value) for key, value in correctable(entry).items()}


def _typed(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("common.yes" if value else "common.no")
    if isinstance(value, float):
        return exact_number(value).replace(".", locale_of(spoken_language()).decimal)
    return str(value)


def _recorded(
    request: PageRequest, entry: JournalEntry, form: Mapping[str, str]
) -> PageAnswer:
    """Record a correction, as `register correct` does."""
    from hubflow.register.recording.correcting import FREE_TEXTS, correct
    from hubflow.serve.forms.people_signs import SignsOfPeople, accepted_texts_of
    from hubflow.serve.page_rendering import link

    told, shown = words(request.language, "serve"), _shown(entry)
    typed = {key: form.get(f"{_FIELD}{key}", value).strip() for key, value in shown.items()}
    changes = {key: text for key, text in typed.items() if text != shown[key].strip()}
    reasons, withdraw = form.get("reasons", "").strip(), "withdraw" in form
    problems: dict[str, str] = {} if reasons else {"reasons": told["correct_reasons_needed"]}
    moved = form_day(form["day"]) if form.get("day") else entry.on
    if moved is None:
        problems["day"], moved = told["day_wrong"], entry.on
    if problems:
        return _page(request, entry, problems, status=422)
    try:
        with request.register.writing() as journal:
            texts = {"reasons": reasons, **{f"{_FIELD}{key}": text for key, text in changes.items()
                                            if key in FREE_TEXTS}}
            accepted = accepted_texts_of(journal, entry.hub, entry.subject, texts,
                                         by=request.recorder, accept=form.get("accept", ""))
            correct(journal, request.hub, entry.seq, changes={} if withdraw else changes,
                    withdraw=withdraw, reasons=reasons, on=dt.date.today(),
                    by=request.recorder, accepted=accepted,
                    day=None if withdraw or moved == entry.on else moved)
    except BadInput as bad:
        return _page(request, entry, _by_field(bad, shown), status=422)
    except SignsOfPeople as found:
        return _page(request, entry, found.problems, status=422, signs=True)
    return PageAnswer(to=link(request.hub, "entries", entry.seq, corrected=1))


def _by_field(bad: BadInput, shown: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in bad.problems:
        key = one.key.removeprefix("--set ").strip()
        field = f"{_FIELD}{key}" if key in shown else "day" if key == "--day" else ""
        text = one.words()
        found[field] = f"{found[field]} {text}" if field in found else text
    return found


def _page(
    request: PageRequest, entry: JournalEntry, problems: Mapping[str, str] | None = None, *,
    status: int = 200, signs: bool = False,
) -> PageAnswer:
    from hubflow.register.office.entry_words import entry_titles, entry_words
    from hubflow.register.recording.correcting import WITHDRAWABLE
    from hubflow.register.storage.entries import FIGURES
    from hubflow.serve.across_places import names_of

    with request.register.reading() as journal:
        titles = entry_titles(journal, request.hub, entry.subject)
        about = names_of(journal, request.hub, [entry.subject]).get(entry.subject, "")
    title = words(request.language, "serve")["correct_title"].format(
        entry=entry.seq, about=about)
    fields, withdrawable = _shown(entry), entry.kind in WITHDRAWABLE
    return PageAnswer(
        title=title, template="correct.html.j2", status=status,
        command=command_line(
            "hubflow", "register", "correct", str(entry.seq), "--set", "FIELD=VALUE", "--reasons",
            "REASONS", "--hub", request.hub) if fields or withdrawable else "",
        values={
            "entry": entry, "about": about, "kind": say(f"kinds.{entry.kind}"),
            "says": entry_words(entry, names=False, assessor=True, titles=titles),
            "fields": fields, "form": request.form or {}, "problems": problems or {},
            "signs": signs, "withdrawable": withdrawable,
            "figures": FIGURES, "corrected": "corrected" in request.query})
