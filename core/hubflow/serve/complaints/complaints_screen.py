"""Complaints: what a venture complained of, and what a body answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hubflow.model.input_problems import BadInput
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import LAYOUT, command_line, form_day, not_found, titles
from hubflow.text.catalogue import words
from hubflow.text.spoken import say_word

if TYPE_CHECKING:
    from hubflow.register.standing.venture_standing import VentureStanding
    from hubflow.register.storage.entries import JournalEntry
    from hubflow.register.storage.journal import Journal

_ANSWERS = ("upheld", "partly upheld", "refused")


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(path="/{hub}/ventures/{venture}/complaints", title=titles("complaints"),
                         roles=("secretary", "body"), answer=_complaints, folder=LAYOUT,
                         writes=True)


def _complaints(request: PageRequest) -> PageAnswer:
    """Show a venture's complaints; record one, or what was answered to one."""
    from hubflow.serve.forms.people_signs import SignsOfPeople

    if request.form is None:
        return _page(request)
    told, answers = words(request.language, "serve"), "entry" in request.form
    if not answers and request.grant.role != "secretary":
        return _page(request, {"": told["not_yours"]}, status=403)
    problems = _lacking(request.form, told)
    if problems:
        return _page(request, problems, status=422)
    try:
        stale = _recorded(request, request.form)
    except BadInput as bad:
        return _page(request, _by_field(bad, request.form), status=422)
    except SignsOfPeople as found:
        return _page(request, found.problems, status=422, signs=True)
    if stale:
        return _page(request, {"": told["complaints_stale"]}, status=409)
    from hubflow.serve.page_rendering import link

    return PageAnswer(to=link(request.hub, "ventures", request.path["venture"], "complaints",
                              done="answer" if answers else "complaint"))


def _lacking(form: Mapping[str, str], told: Mapping[str, str]) -> dict[str, str]:
    """Return what lacks in a form, or is no day, by its field."""
    at = form.get("entry")
    needed = {"says": "complaint_needed"} if at is None else {
        f"body-{at}": "body_needed", f"reasons-{at}": "complaint_reasons_needed"}
    found = {field: told[why] for field, why in needed.items() if not form.get(field, "").strip()}
    if at is not None and form.get(f"answer-{at}") not in _ANSWERS:
        found[f"answer-{at}"] = told["complaint_answer_needed"]
    for field in ("on", "answer-by") if at is None else (f"on-{at}",):
        if form_day(form.get(field, "")) is None:
            found[field] = told["day_wrong"]
    return found


def _recorded(request: PageRequest, form: Mapping[str, str]) -> bool:
    """Record what a form says, as `register complain` and `answer` do.

    Return whether somebody recorded something meanwhile: then nothing is.
    """
    from hubflow.register.standing.standing_table import known_standing

    with request.register.writing() as journal:
        standing = known_standing(journal, request.hub, request.path["venture"])
        if _mark(_entries(journal, standing)) != form.get("seen"):
            return True
        if "entry" in form:
            _record_answer(journal, standing, form, request.recorder)
        else:
            _record_complaint(journal, standing, form, request.recorder)
    return False


def _record_complaint(
    journal: Journal, standing: VentureStanding, form: Mapping[str, str], by: str
) -> None:
    from hubflow.register.calls.complaints import complain
    from hubflow.serve.forms.people_signs import accepted_texts_of

    says = form["says"].strip()
    accepted = accepted_texts_of(journal, standing.hub, standing.venture, {"says": says}, by="",
                                 accept=form.get("accept", ""), standing=standing)
    complain(journal, standing, says, answer_by=dt.date.fromisoformat(form["answer-by"].strip()),
             on=dt.date.fromisoformat(form["on"].strip()), by=by, accepted=accepted)


def _record_answer(
    journal: Journal, standing: VentureStanding, form: Mapping[str, str], by: str
) -> None:
    from hubflow.register.calls.complaints import answer
    from hubflow.serve.forms.people_signs import accepted_texts_of

    at = form["entry"]
    body, reasons = form[f"body-{at}"].strip(), form[f"reasons-{at}"].strip()
    accepted = accepted_texts_of(journal, standing.hub, standing.venture,
                                 {f"reasons-{at}": reasons}, by=body,
                                 accept=form.get("accept", ""), standing=standing)
    answer(journal, standing, form[f"answer-{at}"], body=body, reasons=reasons,
           on=dt.date.fromisoformat(form[f"on-{at}"].strip()), by=by,
           entry=int(at) if at.isascii() and at.isdecimal() and len(at) < 12 else 0,
           accepted=accepted)


def _by_field(bad: BadInput, form: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong by the field that says it: but for the last day it is the day."""
    found: dict[str, list[str]] = {}
    at = f"-{form['entry']}" if "entry" in form else ""
    for one in bad.problems:
        found.setdefault("answer-by" if one.file == "--answer-by" else f"on{at}", []).append(
            one.words())
    return {field: " ".join(said) for field, said in found.items()}


def _entries(journal: Journal, standing: VentureStanding) -> list[JournalEntry]:
    """Return a venture's complaints and answers as they count now, with what they say."""
    from hubflow.register.storage.entries import effective

    return [one for one in effective(journal.read(
        hub=standing.hub, subject=standing.venture, kinds=["complaint", "answer", "correction"]))
        if one.kind in ("complaint", "answer")]


def _mark(entries: Sequence[JournalEntry]) -> str:
    """Return what changes as soon as somebody records or withdraws a complaint or an answer."""
    return "-".join(str(one.seq) for one in entries)


def _page(
    request: PageRequest, problems: Mapping[str, str] | None = None, *, status: int = 200,
    signs: bool = False,
) -> PageAnswer:
    from hubflow.register.standing.standing_table import known_standing

    venture = request.path["venture"]
    with request.register.reading() as journal:
        standing = known_standing(journal, request.hub, venture)
        entries = _entries(journal, standing)
    if standing.kind != "venture":
        return not_found(request)
    rows, shown = _rows(entries), request.form or {}
    elsewhere = "entry" in shown and shown["entry"] not in {
        str(row["entry"].seq) for row in rows if row["answer"] is None}
    if problems and elsewhere:
        problems = {"": " ".join(problems.values())}
    return PageAnswer(
        title=f"{words(request.language, 'serve')['title_complaints']}: {standing.name}",
        template="complaints.html.j2", status=status,
        command=command_line("hubflow", "register", "complain", venture, "--says", "TEXT",
                             "--answer-by", "DAY", "--hub", request.hub)
        if request.grant.role == "secretary" else "",
        values={"standing": standing, "rows": rows, "seen": _mark(entries), "form": shown,
                "problems": problems or {}, "signs": signs,
                "answers": [(word, say_word(word)) for word in _ANSWERS],
                "answered": say_word, "today": dt.date.today().isoformat(),
                "done": request.query.get("done", "")})


def _rows(entries: Sequence[JournalEntry]) -> list[dict[str, Any]]:
    """Return each complaint with its answer, None where it has none; the newest first."""
    answers = {one.body["complaint"]: one for one in entries if one.kind == "answer"}
    return [{"entry": one, "answer": answers.get(one.seq),
             "until": dt.date.fromisoformat(one.body["answer_by"])}
            for one in reversed(entries) if one.kind == "complaint"]
