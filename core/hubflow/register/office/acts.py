"""Record what ends or rests a venture outside a gate."""

from __future__ import annotations

from typing import Literal

import click

from hubflow.register.office.accepted_signs import accepted_texts
from hubflow.register.office.register_options import NamedRegister, NonBlankText

body_option = click.option("--by", "body", required=True, metavar="BODY", type=NonBlankText(),
                           help="The body that decided.")


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
    click.echo(f"{venture}: recorded. It {where(standing)}.")
    for told in freed:
        click.echo(told)
