"""Read the parts of an award as people type them on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hubflow.cli.shared_options import Day, Figure

if TYPE_CHECKING:
    from hubflow.register.recording.money import PlannedReport, PlannedTranche


class TrancheText(click.ParamType["PlannedTranche"]):
    """A part of an award: ``DAY = AMOUNT``, and ``: CONDITION`` where it depends on something."""

    name = "DAY=AMOUNT[:CONDITION]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> PlannedTranche:
        """Return the tranche. Raise a usage error if the text is none."""
        from hubflow.register.recording.money import PlannedTranche

        when, is_one, rest = str(value).partition("=")
        amount, _, condition = rest.partition(":")
        if not is_one:
            self.fail(f"{value!r} names no amount. Write it as \"2026-03-01 = 10000\", and "
                      "\": …\" after it for what it depends on.", param, ctx)
        return PlannedTranche(
            Figure(above=0).convert(amount.strip(), param, ctx),
            Day().convert(when.strip(), param, ctx), condition.strip())


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
