"""Record from the screen an award of a funder, its tranches and its reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from hubflow.model.input_problems import BadInput
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.model.values import Kind
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.values.cell_values import value_of
from hubflow.register.recording.lifecycle import check_day
from hubflow.register.recording.money import PlannedReport, TrancheRule, award, tranches_by
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.journal import Journal
from hubflow.serve.forms.people_signs import accepted_texts_of
from hubflow.serve.screen_parts import form_day
from hubflow.text.spoken import say

NEW_AWARD = "new-award"
"""The field that says that a form holds an award."""

TRANCHES, REPORTS = range(1, 7), range(1, 5)
"""The rows for parts of an award, and for its reports."""

_MONEY = Kind("number", unit="money", gap=False)
_WHOLE = 100
_FIELDS = ("funder", "amount", "currency", "stage", "purpose", "programme", "id", "funder-id",
           "requested", "tranche", "report", "on")


class AwardRefused(Exception):
    """Raised where a form is no award; ``problems`` are sentences by its fields."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("no award")
        self.problems = problems


def awards_seen(standing: VentureStanding) -> str:
    """Return what changes as soon as somebody records an award."""
    return "-".join(str(one.seq) for one in standing.entries if one.kind == "award")


def record_new_award(
    journal: Journal, standing: VentureStanding, form: Mapping[str, str], *, by: str,
    told: Mapping[str, str],
) -> None:
    """Record the award of a form, as `register award` does.

    Raises :class:`AwardRefused` with all that is wrong, and ``SignsOfPeople``.
    """
    problems: dict[str, str] = {}
    wanted = _wanted(form, told, problems)
    on = _day(form, "award-on", told, problems)
    if on is not None:
        try:
            check_day(standing, on)
        except BadInput as bad:
            problems["award-on"] = bad.words()
    if wanted is None or on is None or problems:
        raise AwardRefused(problems)
    texts = {f"award-{name}": form.get(f"award-{name}", "") for name in ("purpose", "programme")}
    texts |= {name: text for name, text in form.items()
              if name.startswith(("award-condition-", "award-tells-"))}
    accepted = accepted_texts_of(
        journal, standing.hub, standing.venture, texts, by=wanted["funder"],
        accept=form.get("accept", ""), standing=standing)
    try:
        award(journal, standing.hub, standing.venture, on=on, by=by, accepted=accepted,
              again="award-again" in form, **wanted)
    except BadInput as bad:
        raise AwardRefused(_by_field(bad)) from None


def _wanted(
    form: Mapping[str, str], told: Mapping[str, str], problems: dict[str, str]
) -> dict[str, Any] | None:
    """Return the award of a form as `award` takes it; None without an amount. Add to ``problems``.
    """
    said = {name: form.get(f"award-{name}", "").strip() for name in _FIELDS}
    if not said["funder"]:
        problems["award-funder"] = told["new_award_funder_needed"]
    if not said["amount"]:
        problems["award-amount"] = told["new_award_amount_needed"]
    amount = _amount(form, "award-amount", problems)
    rules = list(_tranches(form, told, problems))
    reports = tuple(_reports(form, told, problems))
    requested = _amount(form, "award-requested", problems)
    if amount is None:
        return None
    return {
        "funder": said["funder"], "amount": amount, "currency": said["currency"] or None,
        "stage": said["stage"] if said["stage"] in STAGES else None, "purpose": said["purpose"],
        "id": said["id"] or None, "funder_identifier": said["funder-id"] or None,
        "requested": requested, "programme": said["programme"],
        "tranches": tranches_by(rules, amount), "reports": reports}


def _tranches(
    form: Mapping[str, str], told: Mapping[str, str], problems: dict[str, str]
) -> Iterator[TrancheRule]:
    """Yield the tranches of the rows that hold something."""
    for n in TRANCHES:
        condition = form.get(f"award-condition-{n}", "").strip()
        text = form.get(f"award-tranche-{n}", "").strip()
        if not (text or condition or form.get(f"award-due-{n}", "").strip()):
            continue
        due = _day(form, f"award-due-{n}", told, problems)
        if not text:
            problems[f"award-tranche-{n}"] = told["new_award_amount_needed"]
        number = _amount(form, f"award-tranche-{n}", problems)
        if number is None:
            continue
        if text.endswith("%"):
            if number > _WHOLE:
                problems[f"award-tranche-{n}"] = say("register.more_than_the_award", amount=text)
            yield TrancheRule(due, share=Fraction(str(number)) / _WHOLE, condition=condition)
        else:
            yield TrancheRule(due, amount=number, condition=condition)


def _reports(
    form: Mapping[str, str], told: Mapping[str, str], problems: dict[str, str]
) -> Iterator[PlannedReport]:
    """Yield the reports of the rows that hold something."""
    for n in REPORTS:
        tells = form.get(f"award-tells-{n}", "").strip()
        if tells or form.get(f"award-report-{n}", "").strip():
            due = _day(form, f"award-report-{n}", told, problems)
            if due is not None:
                yield PlannedReport(due, tells)


def _day(
    form: Mapping[str, str], field: str, told: Mapping[str, str], problems: dict[str, str]
) -> dt.date | None:
    found = form_day(form.get(field, ""))
    if found is None:
        problems[field] = told["day_wrong"]
    return found


def _amount(form: Mapping[str, str], field: str, problems: dict[str, str]) -> float | None:
    """Return an amount above 0, or a share's number; None for an empty field and a wrong one."""
    text = form.get(field, "").strip()
    if field.startswith("award-tranche-"):
        text = text.removesuffix("%").strip()
    if not text:
        return None
    try:
        number = float(value_of(_MONEY, text))
    except RefusedError as refused:
        problems[field] = refused.words()
        return None
    if number <= 0:
        problems[field] = say("office.must_be_more_than_not", above=0.0, number=number)
        return None
    return number


def _by_field(bad: BadInput) -> dict[str, str]:
    """Return what is wrong by the field that says it; the whole form where none does."""
    found: dict[str, list[str]] = {}
    for one in bad.problems:
        name = next((text.removeprefix("--") for text in (one.key, one.file)
                     if text.startswith("--")), "")
        found.setdefault(f"award-{name}" if name in _FIELDS else NEW_AWARD, []).append(one.words())
    return {field: " ".join(dict.fromkeys(said)) for field, said in found.items()}
