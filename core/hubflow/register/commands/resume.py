"""``hubflow register resume``: Record that it goes on."""

from __future__ import annotations

import click

from hubflow.register.office.acts import body_option, record_act
from hubflow.register.office.register_options import ENTRY, NamedRegister, register_options


@click.command(name="resume")
@click.argument("venture")
@body_option
@click.option("--reasons", default="", help="Why it goes on.")
@register_options(*ENTRY)
def command(venture: str, body: str, reasons: str, register: NamedRegister) -> None:
    """Record that a paused venture resumes; --on is the first day after the pause."""
    record_act("resume", venture, register, body=body, reasons=reasons)
