"""Test trading: a venture's months as a grid to fill in, its charts, and its awards."""

from __future__ import annotations

import datetime as dt
import functools
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import LAYOUT, command_line, titles
from hubflow.text.catalogue import words

if TYPE_CHECKING:
    from hubflow.register.standing.dues import Due
    from hubflow.register.standing.venture_standing import VentureStanding
    from hubflow.serve.trading_view import ShownAward

_EARNED = ("sales", "contracts", "outcome_payments")
"""The figures that are earned by trading."""


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(
        path="/{hub}/ventures/{venture}/trading", title=titles("trading"),
        roles=("secretary", "body", "auditor"), answer=_trading, folder=LAYOUT, writes=True)


def _trading(request: PageRequest) -> PageAnswer:
    form = request.form
    if form is None:
        return _page(request)
    if request.grant.role != "secretary":
        return _page(request, {"months": words(request.language, "serve")["not_yours"]},
                     status=403)
    if "new-award" in form:
        return _award_recorded(request, form)
    if "award" in form:
        return _award_part_recorded(request, form)
    if "grid" in form:
        return _grid_recorded(request, form)
    try:
        return _gone_on(request, recorded=_recorded(request, form.get("months", "")))
    except BadInput as bad:
        told = words(request.language, "serve")
        return _page(request, {"months": "\n".join(_told(one, told) for one in bad.problems)},
                     status=422)


def _gone_on(request: PageRequest, **said: object) -> PageAnswer:
    from hubflow.serve.page_rendering import link

    return PageAnswer(to=link(request.hub, "ventures", request.path["venture"], "trading", **said))


def _recorded(request: PageRequest, text: str) -> int:
    """Record months in rows, as `register ledger --from` does with a sheet; return how many."""
    from hubflow.register.recording.editions import hub_language
    from hubflow.register.recording.ledger_sheet import months_of, read_ledger_sheet
    from hubflow.register.recording.money import ledger

    venture = request.path["venture"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "months.csv"
        path.write_text(text.strip() + "\n", "utf-8")
        sheet = read_ledger_sheet(path, venture)
        with request.register.writing() as journal:
            months = months_of(sheet, hub_language(journal, request.hub))
            ledger(journal, request.hub, months, on=dt.date.today(), by=request.recorder)
    return len(months)


def _told(problem: Problem, told: Mapping[str, str]) -> str:
    """Return a problem by its line of what was pasted, and the name of its column."""
    column = told.get(f"figure_{problem.key}") or (
        told["month"] if problem.key == "month" else problem.key)
    line = told["line_n"].format(n=problem.line) if problem.line else ""
    place = ", ".join(filter(None, (line, column)))
    return f"{place}: {problem.words()}" if place else problem.words()


def _grid_recorded(request: PageRequest, form: Mapping[str, str]) -> PageAnswer:
    """Record what was typed into the grid; what is wrong stands beside its cell."""
    from hubflow.register.storage.entries import FIGURES
    from hubflow.serve.trading_view import grid_sheet

    months = sorted({name.split("-", 1)[1].rpartition("-")[0]
                     for name in form if name.startswith("cell-")})
    text, filled = grid_sheet(form, months, FIGURES)
    if not filled:
        told = words(request.language, "serve")["trading_nothing"]
        return _page(request, {"grid": told}, status=422)
    try:
        return _gone_on(request, recorded=_recorded(request, text))
    except BadInput as bad:
        problems: dict[str, list[str]] = {}
        for one in bad.problems:
            month = filled[one.line - 2] if 1 < one.line < len(filled) + 2 else ""
            figure = one.key if one.key in FIGURES else FIGURES[0]
            field = f"cell-{month}-{figure}" if month else "grid"
            problems.setdefault(field, []).append(one.words())
        return _page(request, {field: " ".join(said) for field, said in problems.items()},
                     status=422)


def _award_recorded(request: PageRequest, form: Mapping[str, str]) -> PageAnswer:
    """Record an award of a funder, as `register award` does."""
    from hubflow.register.standing.standing_table import known_standing
    from hubflow.serve.forms.new_award import (
        NEW_AWARD,
        AwardRefused,
        awards_seen,
        record_new_award,
    )
    from hubflow.serve.forms.people_signs import SignsOfPeople

    told = words(request.language, "serve")
    try:
        with request.register.writing() as journal:
            standing = known_standing(journal, request.hub, request.path["venture"])
            if awards_seen(standing) != form.get("seen"):
                return _page(request, {NEW_AWARD: told["new_award_stale"]}, status=409)
            record_new_award(journal, standing, form, by=request.recorder, told=told)
    except AwardRefused as refused:
        return _page(request, refused.problems, status=422)
    except SignsOfPeople as found:
        return _page(request, found.problems, status=422, signs=NEW_AWARD)
    return _gone_on(request, done=1)


def _award_part_recorded(request: PageRequest, form: Mapping[str, str]) -> PageAnswer:
    """Record that a tranche was paid or a report sent, as `register pay` and `reported` do."""
    from hubflow.register.standing.standing_table import known_standing
    from hubflow.serve.forms.award_parts import record_award_part
    from hubflow.serve.forms.people_signs import SignsOfPeople
    from hubflow.serve.trading_view import payments_seen

    at = f"{form.get('part', '')}-{form.get('award', '')}-{form.get('number', '')}"
    told, venture = words(request.language, "serve"), request.path["venture"]
    try:
        with request.register.writing() as journal:
            standing = known_standing(journal, request.hub, venture)
            if payments_seen(standing) != form.get("seen"):
                return _page(request, {at: told["trading_stale"]}, status=409)
            record_award_part(journal, standing, form, by=request.recorder,
                              day_wrong=told["day_wrong"])
    except BadInput as bad:
        text = bad.words()
        return _page(request, {at: text}, status=422)
    except SignsOfPeople as found:
        return _page(request, {at: " ".join(found.problems.values())}, status=422, signs=at)
    return _gone_on(request, done=1)


def _page(
    request: PageRequest, problems: Mapping[str, str] | None = None, *, status: int = 200,
    signs: str = "",
) -> PageAnswer:
    from hubflow.documents.result_words import ResultWords
    from hubflow.register.agenda.dues_words import due_sentence
    from hubflow.register.standing.dues import dues_of, trading_since
    from hubflow.register.standing.standing_table import known_standing
    from hubflow.register.storage.entries import FIGURES
    from hubflow.serve.forms.new_award import REPORTS, TRANCHES, awards_seen
    from hubflow.serve.trading_view import (
        MOST_MONTHS,
        months_to_fill_in,
        payments_seen,
        shown_awards,
        trading_picture,
    )

    venture, today = request.path["venture"], dt.date.today()
    with request.register.reading() as journal:
        standing = known_standing(journal, request.hub, venture)
        awards = shown_awards(journal, standing, request.language)
        picture = trading_picture(request.register, journal, request.hub, venture,
                                  request.language)
    months = list(_months(standing))
    highest = max((max(one["earned"], one["costs"]) for one in months), default=0.0)
    missing = months_to_fill_in(standing, today)
    return PageAnswer(
        title=f"{words(request.language, 'serve')['title_trading']}: {standing.name}",
        template="trading.html.j2", status=status,
        command=command_line("hubflow", "register", "ledger", venture, "--from", "months.csv",
                             "--hub", request.hub),
        values={
            "standing": standing, "months": months,
            "spoken": _spoken_headings(),
            "named_month": functools.partial(_month_in_words, request.language),
            "highest": highest or 1.0,
            "since": trading_since(standing), "figures": FIGURES, "due_sentence": due_sentence,
            "dues": _dues_of_trading(dues_of(standing)),
            "due_names": functools.partial(_names_of_due, awards), "missing": missing[:MOST_MONTHS],
            "later": len(missing[MOST_MONTHS:]), "picture": picture, "today": today.isoformat(),
            "awards": awards, "seen": payments_seen(standing),
            "a": words(request.language, of="award-sheet"), "awards_seen": awards_seen(standing),
            "stages": STAGES, "stage_names": words(request.language, of="stages"),
            "tranche_rows": TRANCHES, "report_rows": REPORTS,
            "typed": request.form or {}, "problems": problems or {}, "signs": signs,
            "recorded": request.query.get("recorded", ""), "done": "done" in request.query,
            "r": words(request.language, of="report"), "showing": ResultWords(request.language)})


def _spoken_headings() -> Mapping[str, Sequence[str]]:
    """Return the words that head a month or a figure, in any language."""
    from hubflow.register.accounts.account_words import spoken_figures

    found: dict[str, list[str]] = {}
    for word, meaning in spoken_figures().items():
        found.setdefault(meaning, []).append(word)
    return found


def _month_in_words(language: str, text: str) -> str:
    """Return a month such as ``2026-03`` in words; another text as it is."""
    from hubflow.text.numbers import month

    try:
        return month(dt.date.fromisoformat(f"{text}-01"), language)
    except ValueError:
        return text


def _names_of_due(awards: Sequence[ShownAward], due: Due) -> tuple[str, str]:
    """Return whose award something is due of, and what a report is on; both empty of other dues."""
    from hubflow.register.standing.dues import SEPARATOR, award_entry

    key = str(award_entry(due.what, due.detail) or due.detail.rsplit(SEPARATOR, 1)[-1])
    award = next((award for award in awards if award.key == key), None)
    if award is None:
        return "", ""
    number = due.detail.split(SEPARATOR, 1)[0] if due.what == "report" else ""
    return award.whose, next(
        (report.says for report in award.reports if str(report.number) == number), "")


def _dues_of_trading(dues: Sequence[Any]) -> list[Any]:
    return sorted((due for due in dues
                   if due.what in ("ledger", "checkpoint", "tranche", "report")),
                  key=lambda due: due.on)


def _months(standing: VentureStanding) -> Iterator[Mapping[str, Any]]:
    """Yield the months that the register holds of a venture, in order."""
    found = [entry for entry in standing.entries if entry.kind == "ledger"]
    for entry in sorted(found, key=lambda entry: str(entry.body["start"])):
        earned = sum(float(entry.body.get(key) or 0) for key in _EARNED)
        costs = float(entry.body.get("costs") or 0)
        yield {"month": str(entry.body["start"])[:7], "entry": entry.seq, "earned": earned,
               "costs": costs, "body": entry.body}
