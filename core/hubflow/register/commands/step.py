"""``hubflow register step``: Record a step of a call, from received to ratified."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import Day
from hubflow.cli.terminal_text import one_line
from hubflow.register.office.accepted_signs import accepted_texts
from hubflow.register.office.register_options import (
    ENTRY,
    NamedRegister,
    NonBlankText,
    register_options,
)
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.model.call import TakenStep


@click.command(name="step")
@click.argument("call")
@click.argument("step", required=False)
@click.option("--by", "body", metavar="BODY", type=NonBlankText(),
              help="The body that took it; needed with a step.")
@click.option("--note", default="", help="What should be known about it.")
@click.option("--published-at", "place", metavar="TEXT", default="",
              help="Where its list is published.")
@click.option("--complaints-until", "until", type=Day(),
              help="The last day for complaints. Without it as the step's `complaint_days` say.")
@click.option("--sign", "signers", multiple=True, metavar="WHO", type=NonBlankText(),
              help="Who signs its list; may be given several times. Without it the body.")
@register_options(*ENTRY)
def command(
    call: str, step: str | None, body: str | None, note: str, place: str, until: dt.date | None,
    signers: tuple[str, ...], register: NamedRegister,
) -> None:
    """Record a step of a call, or show the steps that it has taken.

    The steps are those of the hub's method ([call]). Where it has none, the common ones: received,
    corrections asked, admissible, preliminary list, hearing, final list, ratified; of these only
    the final list cannot be left out. Once steps are kept, nobody is led on before the final list,
    and until the last step that is said wherever the call is shown. What is recorded of the
    publication of a step's list stands below the list whenever `hubflow list` writes it.
    """
    if step is not None and not body:
        raise click.UsageError(say("register-problems.say_with_by_which_body_took"))
    from hubflow.register.calls.call_entries import name_of_call
    from hubflow.register.recording.steps import call_progress, check_call, take_step
    from hubflow.register.standing.phase_queue import held_before

    with register.writing() if step else register.reading() as journal:
        chosen = register.hub_in(journal)
        if step is not None:
            accepted = accepted_texts(register, journal, chosen, call,
                                      {"--note": note, "--published-at": place}, by=body or "")
            progress = take_step(
                journal, chosen, call, step, on=register.day, by=register.recorder,
                body=body or "", note=note, published_at=place, complaints_until=until,
                signers=signers, accepted=accepted)
            phase = progress.furthest and progress.rules.steps[progress.position].phase
            held = held_before(journal, chosen, call, phase) if phase else []
        else:
            check_call(journal, chosen, call)
            progress = call_progress(journal, chosen, call)
            held = []
        name = name_of_call(journal, chosen, call)
    if not progress.taken_steps:
        click.echo(say("register.no_step", call=name))
    for taken in progress.taken_steps:
        told = f": {taken.note}" if taken.note else ""
        said = one_line(f"{progress.name(taken.step)}, {taken.by}{told}")
        click.echo(say("register.step_taken", date=taken.date, said=said))
        _show_publication(taken)
    for one in held:
        click.echo(one_line(say("register.held_before", venture=one.name, at=one.phase_name,
                                step=progress.name(progress.rules.steps[progress.position].id))))
    ahead = [progress.name(one.id) + (say("register.may_be_left_out") if one.optional else "")
             for one in progress.rules.steps[progress.position + 1 :]]
    if ahead:
        click.echo(say("register.ahead", steps=", ".join(ahead)))


def _show_publication(taken: TakenStep) -> None:
    """Print what is recorded of the publication of a step's list."""
    if taken.published_at:
        click.echo(say("register.step_published", place=one_line(taken.published_at)))
    if taken.complaints_until is not None:
        click.echo(say("register.step_complaints", until=taken.complaints_until))
    if taken.signers:
        click.echo(say("register.step_signed", signers=one_line("; ".join(taken.signers))))
