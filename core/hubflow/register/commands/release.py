"""``hubflow register release``: Let decisions be told to ventures."""

from __future__ import annotations

from pathlib import Path

import click

from hubflow.register.office.accepted_signs import accepted_texts
from hubflow.register.office.register_options import (
    ENTRY,
    NamedRegister,
    NonBlankText,
    register_options,
)
from hubflow.text.spoken import say


@click.command(name="release")
@click.argument("ventures", nargs=-1, metavar="[VENTURE]...")
@click.option("--call", "call", metavar="ID", help="All ventures of this call whose latest "
              "decision is not released yet.")
@click.option("--except", "excepted", multiple=True, metavar="VENTURE",
              help="With --call: leave this venture out. May be given several times.")
@click.option("--sheet", "sheet", metavar="FILE",
              type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="The ventures decided on in a sheet of `hubflow register decision-sheet`.")
@click.option("--entry", type=click.IntRange(min=1), metavar="N", help="Not the latest decision on "
              "the venture, but the one of this number in its history.")
@click.option("--by", "body", required=True, metavar="BODY", type=NonBlankText(),
              help="Who releases it.")
@click.option("--note", default="", help="What should be known about it.")
@register_options(*ENTRY)
def command(
    ventures: tuple[str, ...], call: str | None, excepted: tuple[str, ...], sheet: Path | None,
    entry: int | None, body: str, note: str, register: NamedRegister,
) -> None:
    """Record that the hub may tell ventures what was decided.

    It is of the latest decision on each; a later one needs a release of its own. In a call whose
    steps are kept nothing that leads a venture on is released before the final list. A venture
    that has left its call is not told that it goes on.
    """
    if sum(map(bool, (ventures, call, sheet))) != 1 or (excepted and not call):
        raise click.UsageError(say("register.release_options"))
    if sheet is not None:
        from hubflow.cli.sheet_ventures import ventures_in_sheet

        ventures = tuple(ventures_in_sheet(sheet))
    if entry is not None and len(ventures) != 1:
        raise click.UsageError(say("register-problems.entry_goes_with_one"))
    from hubflow.model.input_problems import one_problem
    from hubflow.register.recording import releasing
    from hubflow.register.standing.standing_table import names_of

    with register.writing() as journal:
        chosen = register.hub_in(journal, ventures[0] if ventures else None)
        names = list(ventures) or releasing.awaiting_release(journal, chosen, call or "", excepted)
        untold = {} if ventures else releasing.untold(journal, chosen, names, register.day)
        names = [name for name in names if name not in untold]
        called = names_of(journal, chosen, [*names, *untold])
        left = [f"{called[venture]}: {why}." for venture, why in untold.items()]
        if not names:
            raise one_problem(f"--call {call}",
                              say("register-problems.no_decision_of_this_call_waits"),
                              " ".join(left))
        accepted = accepted_texts(register, journal, chosen, call or names[0], {"--note": note},
                                  by=body)
        decisions = releasing.release(journal, chosen, names, body=body, on=register.day,
                                      by=register.recorder, note=note, accepted=accepted,
                                      entry=entry)
    for decision in decisions:
        click.echo(say("register.may_be_told", venture=called[decision.subject], on=decision.on,
                       word=releasing.shown_word(decision)))
    for line in left:
        click.echo(line)
    click.echo(say("register.released", n=len(decisions)))
