"""Record from the screen that a tranche of an award was paid, or a report on it was sent."""

from __future__ import annotations

from collections.abc import Mapping

from hubflow.model.input_problems import one_problem
from hubflow.model.values import Kind
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.values.cell_values import value_of
from hubflow.register.money.award_payments import pay, report
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.journal import Journal
from hubflow.serve.forms.people_signs import accepted_texts_of
from hubflow.serve.screen_parts import form_day

_MONEY = Kind("number", unit="money", gap=False)


def record_award_part(
    journal: Journal, standing: VentureStanding, form: Mapping[str, str], *, by: str,
    day_wrong: str,
) -> None:
    """Record what a form says of one tranche or report, as the commands do.

    Raises :class:`BadInput` where it does not fit the award, and ``SignsOfPeople``.
    """
    venture, note = standing.venture, form.get("note", "").strip()
    on = form_day(form.get("on", ""))
    if on is None:
        raise one_problem(venture, day_wrong.rstrip("."), key="on")
    number = form.get("number", "")
    accepted = accepted_texts_of(journal, standing.hub, venture, {"note": note}, by=by,
                                 accept=form.get("accept", ""), standing=standing)
    award, of = form.get("award") or None, int(number) if number.isdecimal() else None
    if form.get("part") == "reports":
        report(journal, standing.hub, venture, award=award, number=of, on=on, by=by, note=note,
               accepted=accepted)
        return
    pay(journal, standing.hub, venture, award=award, number=of or None,
        amount=_amount(venture, form.get("amount", "").strip()), on=on, by=by, note=note,
        accepted=accepted)


def _amount(venture: str, text: str) -> float | None:
    if not text:
        return None
    try:
        return float(value_of(_MONEY, text))
    except RefusedError as refused:
        raise one_problem(venture, refused.what, refused.to_do, key="amount") from None
