"""``hubflow register jury-pack``: what a jury needs, of ventures as the register has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from hubflow.cli.shared_options import RateOption, plugin_option
from hubflow.jury.commands.jury_pack import PackAsked, pack_options, write_pack
from hubflow.model.rates import Rate
from hubflow.register.commands.register_options import (
    act_options,
    chosen_hub,
    day,
    hub_option,
    opened,
    register_option,
)

if TYPE_CHECKING:
    from hubflow.register.standing.standing import Standing
    from hubflow.register.storage.journal import Journal


@click.command(name="jury-pack")
@click.argument("ventures", nargs=-1, metavar="[VENTURE]...")
@click.option("--call", "call", metavar="ID", help="The ventures of this call.")
@pack_options
@click.option("--rate", "rates", multiple=True, type=RateOption(), metavar="CUR=RATE[@SOURCE]",
              help="What one unit of another currency is worth in the hub's, and who says so.")
@plugin_option
@hub_option
@act_options
@register_option
def command(
    ventures: tuple[str, ...], call: str | None, rates: tuple[tuple[str, Rate], ...],
    plugin: str | None, hub: str | None, on: dt.date | None, url: str, **options: Any,
) -> None:
    """Write what a jury needs to judge, of ventures as the register has them.

    As `hubflow jury-pack` does of files. Asked is the phase at which decisions have left each
    venture, by the edition that it is pinned to; filled sheets go into `hubflow register judge`.
    -p HUB lends the hub's own templates. It records nothing.
    """
    if ventures and call:
        raise click.UsageError("Name ventures, or a call with --call.")
    asked = PackAsked(**options)
    asked.check()
    register = opened(url)
    import attrs

    from hubflow.plugins.manager import load_hub
    from hubflow.register.recording.editions import hub_of, kept_edition
    from hubflow.register.standing.running import prepared_for

    given = load_hub(plugin) if plugin else None
    with register.reading() as journal:
        chosen = chosen_hub(journal, hub or (given.id if given else None),
                            ventures[0] if ventures else None)
        wanted, together = _wanted(journal, chosen, ventures, call)
        edition = wanted[0].edition
        kept = hub_of(kept_edition(journal, chosen, edition), given)
        prepared = prepared_for(journal, kept, together, day(on), dict(rates),
                                language=asked.language)
    if given is not None:
        # templates are not kept in the register: they are those of the hub that was named
        prepared = attrs.evolve(prepared, hub=given)
    write_pack(prepared, asked, set(together), {one.venture: one.phase for one in wanted})


def _wanted(
    journal: Journal, hub: str, ventures: Sequence[str], call: str | None
) -> tuple[list[Standing], list[str]]:
    """The ventures that go on, of those asked for, and all that they compete with.

    Raises :class:`hubflow.model.input_problems.BadInput` where there is none, or where they stand
    under several editions of the method, whose rubrics differ.
    """
    from hubflow.model.input_problems import one_problem
    from hubflow.register.standing.standings import ids_of, known

    everybody = [known(journal, hub, id) for id in ids_of(journal, hub)]
    for id in ventures:
        known(journal, hub, id)
    wanted = [one for one in everybody if one.kind == "venture" and one.open
              and (not ventures or one.venture in ventures) and call in (None, one.call)]
    if not wanted:
        raise one_problem("jury-pack", "no venture that is asked for goes on",
                          "`hubflow register board` tells who is where.")
    editions = sorted({one.edition for one in wanted})
    if len(editions) > 1:
        raise one_problem("jury-pack", "the ventures stand under several editions of the method: "
                          f"{', '.join(editions)}", "Name those of one edition.")
    calls = {one.call for one in wanted} - {""}
    asked = {one.venture for one in wanted}
    together = [one.venture for one in everybody if one.edition == editions[0] and (
        one.venture in asked or one.call in calls)]
    return wanted, together
