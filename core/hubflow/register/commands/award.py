"""``hubflow register award``: Record money that a funder awarded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hubflow.cli.shared_options import Figure
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.register.office.accepted_signs import accepted_rows
from hubflow.register.office.award_options import ReportText, TrancheText
from hubflow.register.office.register_options import (
    ENTRY,
    NamedRegister,
    NonBlankText,
    register_options,
)
from hubflow.text.spoken import say, say_amount

if TYPE_CHECKING:
    from hubflow.register.recording.money import PlannedReport, TrancheRule
    from hubflow.register.standing.venture_standing import VentureStanding
    from hubflow.register.storage.journal import Journal
    from hubflow.register.together.wanted_awards import WantedAward


@click.command(name="award")
@click.argument("ventures", nargs=-1, metavar="[VENTURE]...")
@click.option("--call", "call", metavar="ID", help="All ventures of this call that go on.")
@click.option("--phase", "phase", metavar="PHASE", help="With --call: only those that stand in "
              "this phase.")
@click.option("--except", "excepted", multiple=True, metavar="VENTURE",
              help="With --call: leave this venture out. May be given several times.")
@click.option("--sheet", "sheet", metavar="FILE",
              type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Record a filled sheet of `hubflow register award-sheet`.")
@click.option("--funder", type=NonBlankText(), help="Who awarded it.")
@click.option("--amount", type=Figure(above=0), help="How much. With --call it may be left out: "
              "each venture then gets what the call's list granted it.")
@click.option("--currency", metavar="CUR", help="Its currency, where it is not the dossier's.")
@click.option("--stage", type=click.Choice(STAGES), help="The stage that it pays for.")
@click.option("--purpose", default="", help="What for.")
@click.option("--id", "id", metavar="REF", help="The funder's own reference for it, which never "
              "changes.")
@click.option("--funder-id", "funder_identifier", metavar="ORG-ID", help="The funder's org-id "
              "identifier, such as GB-CHC-1090095.")
@click.option("--requested", type=Figure(above=0), help="How much was applied for.")
@click.option("--programme", default="", help="The funder's programme that it is paid from.")
@click.option("--tranche", "tranches", multiple=True, type=TrancheText(),
              help="A part of it that is paid on a day, and what that depends on, such as "
                   "\"2026-03-01 = 10000: the first report\", or a share of each award: "
                   "\"2026-03-01 = 40%\". Once for each part.")
@click.option("--report", "reports", multiple=True, type=ReportText(),
              help="A day by which the funder is owed a report, and what it is to tell, such as "
                   "\"2026-06-30: people served\". Once for each.")
@click.option("--again", "again", is_flag=True, help="Record a second award that equals one on "
              "record: same funder and amount, same day or programme.")
@register_options(*ENTRY, "by")
def command(
    ventures: tuple[str, ...], call: str | None, phase: str | None, excepted: tuple[str, ...],
    sheet: Path | None, again: bool, register: NamedRegister, **said: Any,
) -> None:
    """Record money that a funder awarded: to ventures, to those of a call, or as a sheet says.

    All awards of a command are recorded, or none and every problem is named.
    """
    _check_options(ventures, call, phase, excepted, sheet, said)
    from hubflow.register.standing.award_plan import awards_of
    from hubflow.register.standing.standing_table import known_standings
    from hubflow.register.together.wanted_awards import award_together

    with register.writing() as journal:
        hub = register.hub_in(journal, ventures[0] if ventures else None, call=call)
        rows = (_of_sheet(journal, hub, sheet) if sheet is not None else
                _of_options(journal, hub, ventures, call, phase, excepted, said, register))
        accepted = {venture: why for funder in dict.fromkeys(one.funder for _, one in rows)
                    for venture, why in accepted_rows(
                        register, journal, hub,
                        [(standing, one.texts) for standing, one in rows if one.funder == funder],
                        by=funder).items()}
        award_together(journal, hub, [one for _, one in rows], on=register.day,
                       by=register.recorder, accepted=accepted, again=again)
        currencies = [awards_of(now.entries)[-1].currency for now in known_standings(
            journal, hub, [one.venture for _, one in rows])]
    _tell(rows, currencies)


def _check_options(
    ventures: tuple[str, ...], call: str | None, phase: str | None, excepted: tuple[str, ...],
    sheet: Path | None, said: dict[str, Any],
) -> None:
    """Raise a usage error for options that do not go together, and for those that lack."""
    if sum(map(bool, (ventures, call, sheet))) != 1 or ((phase or excepted) and not call):
        raise click.UsageError(say("register.award_options"))
    if sheet is not None:
        if any(said.values()):
            raise click.UsageError(say("register.sheet_takes_all"))
        return
    if not said["funder"]:
        raise click.MissingParameter(param_hint="'--funder'", param_type="option")
    if said["amount"] is None and not call:
        raise click.MissingParameter(param_hint="'--amount'", param_type="option")
    if said["id"] is not None and (call or len(ventures) > 1):
        raise click.UsageError(say("register-problems.id_goes_with_one_venture"))


def _of_options(
    journal: Journal, hub: str, ventures: tuple[str, ...], call: str | None, phase: str | None,
    excepted: tuple[str, ...], said: dict[str, Any], register: NamedRegister,
) -> list[tuple[VentureStanding, WantedAward]]:
    """Return the awards that the options say, with where each venture stands."""
    from hubflow.register.standing.standing_table import known_standings
    from hubflow.register.together.wanted_awards import (
        WantedAward,
        decided_amounts,
        left_in,
        own_amounts,
        planned,
    )
    from hubflow.register.together.wanted_decisions import standings_in

    rules: Sequence[TrancheRule] = said["tranches"]
    reports: tuple[PlannedReport, ...] = said["reports"]
    standings = (known_standings(journal, hub, ventures) if ventures
                 else left_in(standings_in(journal, hub, call or "", phase), excepted))
    own = (own_amounts(standings, decided_amounts(journal, standings, register.day))
           if said["amount"] is None else None)
    like = WantedAward(venture="", **{**said, "amount": said["amount"] or 0.0, "tranches": (),
                                      "reports": reports})
    return list(zip(standings, planned(like, standings, rules, own), strict=True))


def _of_sheet(
    journal: Journal, hub: str, sheet: Path
) -> list[tuple[VentureStanding, WantedAward]]:
    """Return the awards of a filled sheet, with where each venture stands."""
    from hubflow.cli.extras import needs
    from hubflow.register.recording.editions import hub_language

    needs("sheets", "openpyxl")
    from hubflow.register.together.award_sheet import read_award_sheet

    return read_award_sheet(journal, hub, sheet, hub_language(journal, hub) or "en")


def _tell(
    awards: Sequence[tuple[VentureStanding, WantedAward]], currencies: Sequence[str]
) -> None:
    """Print what was recorded; of several awards what they come to, each currency for itself."""
    from hubflow.engine.facts.arithmetic import in_cents

    sums: Counter[str] = Counter()
    for (standing, one), currency in zip(awards, currencies, strict=True):
        click.echo(say("register.award_recorded", venture=standing.name, funder=one.funder,
                       amount=say_amount(one.amount, currency)))
        sums[currency] += in_cents(one.amount)
    if len(awards) > 1:
        total = ", ".join(say_amount(cents / 100, currency) for currency, cents in sums.items())
        click.echo(say("register.awards_recorded", n=len(awards), total=total))
