"""``hubflow register move``: Move a venture to another edition, or show what would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hubflow.cli.shared_options import plugin_option
from hubflow.register.office.accepted_signs import accepted_texts
from hubflow.register.office.register_options import (
    ENTRY,
    NamedRegister,
    NonBlankText,
    register_options,
)
from hubflow.text.spoken import say, say_word

if TYPE_CHECKING:
    from hubflow.model.methodology import Methodology
    from hubflow.register.recording.moving import Move


@click.command(name="move")
@click.argument("venture", required=False)
@click.option("--call", "call", metavar="ID", help="All ventures of this call, in place of one.")
@click.option("--leave-call", "leave_call", is_flag=True, help="A venture leaves its call, which "
              "stays under its edition.")
@click.option("--to", "edition", metavar="EDITION", help="The edition. Without it that of -p HUB.")
@click.option("--back", is_flag=True, help="To the edition that it came from.")
@click.option("--record", is_flag=True, help="Record it; otherwise it is only shown.")
@click.option("--by", "body", metavar="BODY", type=NonBlankText(),
              help="The body that decided; needed to record.")
@click.option("--reasons", default="", help="Why; needed to record.")
@plugin_option
@register_options(*ENTRY)
def command(
    venture: str | None, call: str | None, leave_call: bool, edition: str | None, back: bool,
    record: bool, body: str | None, reasons: str, plugin: str | None, register: NamedRegister,
) -> None:
    """Move a venture, or a whole call, to another edition of the method.

    A venture stays under the edition that it began under. This shows what another would change;
    with --record the move is made. It can be taken back with --back. Nothing that was decided
    changes by it. A call is under one edition: it moves whole, unless a venture leaves it.
    """
    if (venture is None) == (call is None):
        raise click.UsageError(say("register-problems.name_a_venture_or_a_call"))
    if call is not None and leave_call:
        raise click.UsageError(say("register-problems.leave_call_goes_with_venture"))
    if record and not (body and reasons.strip()):
        raise click.UsageError(say("register-problems.say_with_by_and_reasons_who"))
    if back == bool(edition or plugin) and not (edition and plugin):
        raise click.UsageError(say("register-problems.say_where_to_to_edition_p"))
    from hubflow.plugins.manager import load_hub
    from hubflow.register.agenda.board_page import named
    from hubflow.register.calls.call_entries import name_of_call
    from hubflow.register.recording.editions import keep_edition, stored_methodology
    from hubflow.register.recording.moving import (
        call_edition_before,
        edition_before,
        move,
        move_call,
    )
    from hubflow.register.standing.standing_table import known_standing

    plugin_hub = load_hub(plugin) if plugin else None
    from hubflow.register.calls.call_places import call_result, moved_up

    lines: list[str] = []
    with register.writing(keep=record) as journal:
        chosen = register.hub_in(journal, venture, plugin_hub)
        if back:
            edition = (edition_before(known_standing(journal, chosen, venture)) if venture
                       else call_edition_before(journal, chosen, call or ""))
        elif plugin_hub is not None:
            keep_edition(journal, plugin_hub, register.day, register.recorder)
            edition = edition or plugin_hub.methodology.methodology.hub.edition
        accepted = accepted_texts(
            register, journal, chosen, venture or call or "", {"--reasons": reasons},
            by=body or "") if record else ""
        options: dict[str, Any] = {
            "on": register.day, "by": register.recorder, "body": body or "", "reasons": reasons,
            "plugin_hub": plugin_hub, "back": back, "accepted": accepted}
        own = known_standing(journal, chosen, venture) if venture and leave_call else None
        result = call_result(journal, own, register.day) if own is not None else None
        moves = ([move(journal, chosen, venture, str(edition), leave_call=leave_call, **options)]
                 if venture else move_call(journal, chosen, call or "", str(edition), **options))
        if own is not None and own.call and not moves[0].after.call:
            lines = moved_up(result, call_result(journal, own, register.day), own.venture) or [
                say("register.nobody_moves_up") if result is not None else
                say("register.moves_up_unknown", hub=own.hub, call=own.call)]
        left = name_of_call(journal, chosen, moves[0].before.call)
        method = stored_methodology(journal, chosen, moves[0].after.edition)
    for moved in moves:
        if call is not None:
            click.echo(f"{named(moved.before.name, moved.before.venture)}:")
        _show(moved, method)
        if moved.before.call and not moved.after.call:
            click.echo(say("register.leaves_call", call=left))
    for line in lines:
        click.echo(line)
    click.echo(say(f"register.move_{'recorded' if record else 'shown'}"))


def _show(moved: Move, method: Methodology) -> None:
    from hubflow.register.office.register_words import change_lines, where
    from hubflow.register.standing.edition_phases import criteria_titles

    for standing, recommended in ((moved.before, moved.recommended_before),
                                  (moved.after, moved.recommended_after)):
        click.echo(say("register.under_edition", edition=standing.edition, where=where(standing),
                       recommended=say_word(recommended) if recommended else
                       say("register.nothing")))
    if moved.judgements_lost:
        click.echo(say("register.judgements_rest", n=moved.judgements_lost))
    if moved.converted:
        click.echo(say("register.judgements_converted", n=moved.converted))
    titles = criteria_titles(method)
    for (phase, criterion), number in moved.ask_again.items():
        click.echo(say("register.ask_again", n=number, criterion=titles.get(criterion, criterion),
                       phase=moved.after.phase_names.get(phase, phase)))
    for told in change_lines(moved.changed, method, None):
        click.echo(f"  {told}")
    if not moved.changed and moved.before.phase == moved.after.phase:
        click.echo(say("register.no_difference"))
