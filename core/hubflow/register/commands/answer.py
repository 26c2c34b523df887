"""``hubflow register answer``: Record what a body answered to a complaint."""

from __future__ import annotations

import click

from hubflow.register.office.accepted_signs import accepted_texts
from hubflow.register.office.register_options import (
    ENTRY,
    NamedRegister,
    NonBlankText,
    register_options,
)
from hubflow.register.office.spoken_choice import SpokenChoice
from hubflow.text.spoken import say, say_word


@click.command(name="answer")
@click.argument("venture")
@click.argument("answer", metavar="ANSWER",
                type=SpokenChoice(["upheld", "partly-upheld", "refused"]))
@click.option("--by", "body", required=True, metavar="BODY", type=NonBlankText(),
              help="The body that answered.")
@click.option("--reasons", required=True, type=NonBlankText(), help="Why.")
@click.option("--entry", type=click.IntRange(min=1), metavar="N",
              help="The complaint, by its number in the venture's history, where several are open.")
@register_options(*ENTRY)
def command(
    venture: str, answer: str, body: str, reasons: str, entry: int | None, register: NamedRegister
) -> None:
    """Record what a body answered to a complaint, and what it changed.

    ANSWER is upheld, partly-upheld or refused. What is to change is recorded first: judgements,
    corrections, and a run. The answer then holds what differs between the result that was
    complained of and the one of now.
    """
    from hubflow.register.calls.complaints import answer as record_answer
    from hubflow.register.office.register_words import change_lines
    from hubflow.register.recording.editions import stored_methodology
    from hubflow.register.standing.standing_table import known_standing

    with register.writing() as journal:
        chosen = register.hub_in(journal, venture)
        standing = known_standing(journal, chosen, venture)
        accepted = accepted_texts(register, journal, chosen, venture, {"--reasons": reasons},
                                  by=body, standing=standing)
        changed = record_answer(
            journal, standing, answer.replace("-", " "), body=body, reasons=reasons,
            on=register.day, by=register.recorder, entry=entry, accepted=accepted)
        method = stored_methodology(journal, chosen, standing.edition)
    click.echo(say("register.complaint_answered", venture=standing.name,
                   answer=say_word(answer.replace("-", " ")))
               + " " + say(f"register.{'it_changed' if changed else 'changed_nothing'}"))
    for line in change_lines(changed, method):
        click.echo(f"  {line}")
