"""``hubflow draw``: Close the list of a draw, and verify a draw."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from hubflow.cli.case_options import CaseArguments, CaseCommand, case_options, named_hub
from hubflow.cli.shared_options import as_of_option, plugin_option
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.draw.closed_list import ClosedList


@click.command(name="draw", cls=CaseCommand)
@plugin_option
@case_options("CALL")
@click.option("--phase", "phase", metavar="PHASE", help="The phase, where several have a draw.")
@click.option("--verify", "verify", is_flag=True,
              help="Hold the draws that the call records to its ventures as they are today.")
@as_of_option("The day on which the list is closed. Without it the call's date, else today.")
def command(
    plugin: str | None, cases: CaseArguments, phase: str | None, verify: bool,
    as_of: dt.date | None,
) -> None:
    """Show the list of a draw with its digest, and once there is a seed the order of the draw.

    The digest is published, and stands in call.toml under [[draws]], before the seed is known.
    The order is that of SHA-256 over the seed and the id of each venture, least first: anybody
    can work it out again. --verify finds a list that was changed after it was closed.
    """
    from hubflow.draw.closed_list import closed_lists
    from hubflow.engine.pipeline.case_source import one_set
    from hubflow.model.input_problems import one_problem

    cases.check()
    with cases.source(named_hub(plugin), as_of=as_of) as source:
        lists = list(closed_lists(one_set(source), phase))
    if not lists:
        raise one_problem(", ".join(cases.names), say("office.no_phase_of_the_method_has"),
                          say("office.a_gate_draws_where_its_rank"))
    flaws = [flaw for found in lists for flaw in _shown(found, verify=verify)]
    for flaw in flaws:
        click.echo(flaw, err=True)
    if flaws:
        sys.exit(1)


def _shown(found: ClosedList, *, verify: bool) -> list[str]:
    """Print a list, or what came out of its draw; return what is wrong with the draw."""
    draw, where = found.draw, f"{found.call.id}, {found.plan.phase.id}"
    if not verify:
        click.echo(found.text, nl=False)
        click.echo(f"digest {found.digest}")
    if draw is None:
        return [say("office.no_draw_recorded", where=where)] if verify else []
    if draw.list != found.digest:
        return [say("office.list_changed", where=where, closed=draw.closed, was=draw.list,
                    now=found.digest)]
    if verify:
        click.echo(say("office.the_list_is_the_one_that", where=where, closed=draw.closed))
    if draw.seed is None:
        click.echo(say("office.no_seed_yet_it_comes_from", where=where,
                       draw_from=found.plan.gate.order.draw_from))
        return []
    click.echo(say("office.drawn_with_the_seed_known_since", where=where, seed=draw.seed,
                   seeded=draw.seeded))
    for place, (id, lot) in enumerate(found.order(draw), start=1):
        click.echo(f"{place:>4}  {id}  {lot[:16]}…")
    return []
