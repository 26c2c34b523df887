"""``hubflow check --privacy``: find what dossiers say about the people served."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hubflow.cli.extras import needs
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.privacy.checked_files import CheckedFiles
    from hubflow.privacy.signs import PrivacyFinding


def check_privacy(paths: Sequence[Path], plugin: str | None, as_json: bool) -> int:
    """Look at dossiers and print what is found; 0 where nothing is, 1 where something is.

    With a ``plugin`` the least count that may be shown is that hub's. Raises :class:`BadInput`.
    """
    needs("privacy", "faker", "phonenumbers", "stdnum")

    from hubflow.cli.to_json import print_json
    from hubflow.plugins.importers import dossier_reader
    from hubflow.plugins.manager import load_hub
    from hubflow.privacy.checked_files import look
    from hubflow.privacy.privacy_check import PrivacyRules, rules_of

    hub = load_hub(plugin) if plugin is not None else None
    rules = rules_of(hub.methodology.methodology) if hub else PrivacyRules()
    looked = look(paths, rules, dossier_reader(hub))
    if as_json:
        print_json(_data(looked, rules.least, plugin))
    else:
        _show(looked, rules.least, plugin)
    return 1 if looked.findings else 0


def _show(looked: CheckedFiles, least: float, plugin: str | None) -> None:
    for finding in looked.findings:
        click.echo(str(finding))
    whose = say(f"signs.{'hubs_own_number' if plugin else 'hubflows_number'}")
    found = (say("signs.n_findings", n=len(looked.findings)) if looked.findings
             else say("signs.nothing_found"))
    noted = say("signs.n_accepted", n=len(looked.accepted)) if looked.accepted else ""
    click.echo(say("signs.looked_through", found=found, accepted=noted, whose=whose,
                   files=say("signs.n_files", n=looked.files), least=f"{least:g}"))
    click.echo(say("signs.sees_not_all"))


def _data(looked: CheckedFiles, least: float, plugin: str | None) -> dict[str, Any]:
    return {
        "plugin": plugin,
        "least_count": int(least),
        "files": looked.files,
        "findings": [_finding(finding) for finding in looked.findings],
        "accepted": [{**_finding(finding), "reason": reason}
                     for finding, reason in looked.accepted],
    }


def _finding(finding: PrivacyFinding) -> dict[str, Any]:
    return {
        "check": finding.id, "title": finding.check.title,
        "file": finding.file, "line": finding.line,
        "key": finding.key, "what": finding.what, "sure": finding.sure,
        "why": finding.check.why, "to_do": finding.check.to_do,
    }
