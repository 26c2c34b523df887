"""``hubflow register pause``: Record that a venture rests."""

from __future__ import annotations

import click

from hubflow.register.office.acts import body_option, record_act
from hubflow.register.office.register_options import (
    ENTRY,
    NamedRegister,
    NonBlankText,
    register_options,
)


@click.command(name="pause")
@click.argument("venture")
@body_option
@click.option("--reasons", required=True, type=NonBlankText(), help="Why it rests.")
@register_options(*ENTRY)
def command(venture: str, body: str, reasons: str, register: NamedRegister) -> None:
    """Record that a venture pauses.

    In test trading a pause stops the clock: months that it covers do not count.
    """
    record_act("pause", venture, register, body=body, reasons=reasons)
