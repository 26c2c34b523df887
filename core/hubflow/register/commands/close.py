"""``hubflow register close``: Record that it ends, why, and what was learnt."""

from __future__ import annotations

import click

from hubflow.register.office.acts import body_option, record_act
from hubflow.register.office.register_options import (
    ENTRY,
    NamedRegister,
    NonBlankText,
    register_options,
)


@click.command(name="close")
@click.argument("venture")
@body_option
@click.option("--reasons", required=True, type=NonBlankText(), help="Why it ends.")
@click.option("--learning", required=True, type=NonBlankText(),
              help="What later ventures on the same problem should know.")
@register_options(*ENTRY)
def command(
    venture: str, body: str, reasons: str, learning: str, register: NamedRegister
) -> None:
    """Record that a venture ends outside a gate, why, and what was learnt."""
    record_act("close", venture, register, body=body, reasons=reasons, learning=learning)
