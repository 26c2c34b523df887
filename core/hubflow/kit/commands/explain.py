"""``hubflow explain``: Explain a check of `hubflow check`."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import as_json
from hubflow.cli.terminal_text import width
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.model.input_problems import Problem
    from hubflow.plugins.check_catalogue import Check


@click.command(name="explain")
@click.argument("ids", nargs=-1, metavar="[HF...]...")
@as_json
def command(ids: tuple[str, ...], as_json: bool) -> None:
    """Explain the checks of `hubflow check`, by their ids such as HF303; all in a line without."""
    from hubflow.model.input_problems import BadInput
    from hubflow.plugins.check_catalogue import check_named, checks, spoken_check

    wanted: list[Check] = []
    problems: list[Problem] = []
    for id in ids:
        try:
            wanted.append(check_named(id))
        except BadInput as bad:
            problems += bad.problems
    if problems:
        raise BadInput(problems)
    wanted = [spoken_check(check) for check in wanted]
    if as_json:
        from hubflow.cli.to_json import print_json

        print_json(wanted or list(map(spoken_check, checks().values())))
    elif ids:
        for number, check in enumerate(wanted):
            click.echo("\n" * bool(number), nl=False)
            _explain(check)
    else:
        _list()


def _list() -> None:
    from hubflow.plugins.check_catalogue import (
        LEVELS,
        checks_of_levels,
        name_of_level,
        spoken_check,
    )

    for level in LEVELS:
        found = checks_of_levels(level)
        if not found:
            continue
        click.echo(("\n" if level > 1 else "")
                   + say("kit.level", level=level, name=name_of_level(level)))
        for check in found:
            click.echo(textwrap.fill(spoken_check(check).title, width(),
                                     initial_indent=f"  {check.id}  ", subsequent_indent=" " * 9))


def _explain(check: Check) -> None:
    from hubflow.plugins.check_catalogue import name_of_level

    click.echo(f"{check.id}: {check.title}")
    click.echo(say("kit.level", level=check.level, name=name_of_level(check.level)))
    for head, text in (("", check.about), (say("kit.why"), check.why),
                       (say("kit.what_to_do"), check.to_do)):
        click.echo("\n" + textwrap.fill(head + text, width(), break_long_words=False,
                                        break_on_hyphens=False))
    for head, code in ((say("kit.wrong"), check.wrong), (say("kit.right"), check.right)):
        if code:
            click.echo(f"\n{head}:\n" + textwrap.indent(code, "    "))
