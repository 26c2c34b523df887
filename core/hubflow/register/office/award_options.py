"""Read the parts of an award as people type them on the command line."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from hubflow.cli.shared_options import Day, Figure
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.register.recording.money import PlannedReport, TrancheRule

_WHOLE = 100
"""Per cent of an award that is all of it."""


class TrancheText(click.ParamType["TrancheRule"]):
    """A part of an award: ``DAY = AMOUNT`` or ``DAY = SHARE%``, and ``: CONDITION`` if it has one.
    """

    name = "DAY=AMOUNT[:CONDITION]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> TrancheRule:
        """Return the tranche. Raise a usage error if the text is none."""
        from hubflow.register.recording.money import TrancheRule

        when, is_one, rest = str(value).partition("=")
        amount, _, condition = rest.partition(":")
        if not is_one:
            self.fail(say("register-problems.names_no_amount_write_it_as", value=repr(value)),
                      param, ctx)
        share = amount.strip().endswith("%")
        number = Figure(above=0).convert(amount.strip().removesuffix("%").strip(), param, ctx)
        if share and number > _WHOLE:
            self.fail(say("register.more_than_the_award", amount=amount.strip()), param, ctx)
        return TrancheRule(
            Day().convert(when.strip(), param, ctx), condition=condition.strip(),
            **({"share": Fraction(str(number)) / _WHOLE} if share else {"amount": number}))


class ReportText(click.ParamType["PlannedReport"]):
    """A report that a funder is owed: ``DAY``, and ``: WHAT`` where it is to tell something."""

    name = "DAY[:WHAT]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> PlannedReport:
        """Return the report. Raise a usage error if the text is none."""
        from hubflow.register.recording.money import PlannedReport

        when, _, what = str(value).partition(":")
        return PlannedReport(Day().convert(when.strip(), param, ctx), what.strip())
