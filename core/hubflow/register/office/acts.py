"""Record what ends or rests a venture outside a gate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from hubflow.register.office.accepted_signs import accepted_texts
from hubflow.register.office.register_options import NamedRegister, NonBlankText
from hubflow.text.spoken import say, spoken_language

if TYPE_CHECKING:
    from hubflow.register.storage.journal import Journal

body_option = click.option("--by", "body", required=True, metavar="BODY", type=NonBlankText(),
                           help="The body that decided.")


def unpaid_sentences(journal: Journal, hub: str, venture: str) -> list[str]:
    """Return what was awarded to a venture that ended and is not paid, as a sentence."""
    from hubflow.register.standing.award_plan import awards_of, not_paid
    from hubflow.register.storage.entries import effective
    from hubflow.text.catalogue import words
    from hubflow.text.numbers import money

    language = spoken_language()
    left = [(award, amount) for award in awards_of(effective(
        journal.read(hub=hub, subject=venture))) if (amount := not_paid(award)) > 0]
    said = [money(amount, award.currency, language)
            + (f" ({award.funder or award.reference})" if award.funder or award.reference else "")
            for award, amount in left]
    return [words(language, "money")["not_paid"].format(amounts=", ".join(said))] if said else []


def record_act(
    kind: Literal["pause", "resume", "close"], venture: str, register: NamedRegister, *,
    body: str, reasons: str, learning: str = "",
) -> None:
    """Record an act of a body and print where the venture then stands."""
    from hubflow.register.calls.freed_place_notes import freed_by
    from hubflow.register.office.register_words import where
    from hubflow.register.recording.deciding import act
    from hubflow.register.standing.standing_table import known_standing

    with register.writing() as journal:
        chosen = register.hub_in(journal, venture)
        before = known_standing(journal, chosen, venture)
        accepted = accepted_texts(
            register, journal, chosen, venture,
            {"--reasons": reasons, "--learning": learning}, by=body, standing=before)
        standing = act(journal, kind, before, body=body, on=register.day, by=register.recorder,
                       reasons=reasons, learning=learning, accepted=accepted)
        freed = freed_by(journal, before, register.day) if kind != "resume" else []
        if kind == "close":
            freed = [*freed, *unpaid_sentences(journal, chosen, venture)]
    click.echo(say("register.recorded_it", venture=standing.name, where=where(standing)))
    for told in freed:
        click.echo(told)
