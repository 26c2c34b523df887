"""Print signs of people served; end the command unless ``--accept`` says why they are right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.register.office import people_served
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.model.methodology import Methodology
    from hubflow.privacy.signs import PrivacyFinding
    from hubflow.reading.toml.source import TomlFile
    from hubflow.register.office.register_options import NamedRegister
    from hubflow.register.standing.venture_standing import VentureStanding
    from hubflow.register.storage.journal import Journal


def accepted_files(
    files: Iterable[TomlFile], sheets: Iterable[Path], methodology: Methodology | None, accept: str
) -> Mapping[str, str]:
    """Return by file why its signs were accepted; end with 1 if some were not.

    A reason beside the line in the file accepts a sign, as for `hubflow check --privacy`.
    """
    if not _can_look():
        return {}
    return _accepted(people_served.signs_in_files(files, sheets, methodology), accept,
                     "accept_beside")


def accepted_texts(
    register: NamedRegister, journal: Journal, hub: str, subject: str, texts: Mapping[str, str],
    *, by: str = "", standing: VentureStanding | None = None,
) -> str:
    """Return why signs in texts were accepted; end with 1 if some were not."""
    texts = {option: text for option, text in texts.items() if text.strip()}
    if not texts or not _can_look():
        return ""
    findings = people_served.signs_in_texts(journal, hub, subject, texts, by=by, standing=standing)
    return _accepted(findings, register.accept, "accept_with").get(subject, "")


def accepted_rows(
    register: NamedRegister, journal: Journal, hub: str,
    rows: Iterable[tuple[VentureStanding, Mapping[str, str]]], *, by: str,
) -> Mapping[str, str]:
    """Return by venture why signs in the texts on many ventures were accepted.

    End with 1 and all signs of all of them if some were not.
    """
    said = [(standing, {name: text for name, text in texts.items() if text.strip()})
            for standing, texts in rows]
    said = [(standing, texts) for standing, texts in said if texts]
    if not said or not _can_look():
        return {}
    findings = [found for standing, texts in said for found in people_served.signs_in_texts(
        journal, hub, standing.venture, texts, by=by, standing=standing)]
    return _accepted(findings, register.accept, "accept_with")


def _can_look() -> bool:
    if people_served.can_look():
        return True
    click.echo(say("register.not_looked_through"), err=True)
    return False


def _accepted(findings: Sequence[PrivacyFinding], accept: str, how: str) -> dict[str, str]:
    if not findings:
        return {}
    for finding in findings:
        click.echo(str(finding), err=True)
    found = say("register.n_signs", n=len(findings))
    if not accept.strip():
        click.echo(say("register.signs_refused", signs=found,
                       how=say(f"register.{how}", id=findings[0].id)), err=True)
        raise click.exceptions.Exit(1)
    click.echo(say("register.signs_accepted", signs=found, reason=accept), err=True)
    return people_served.reasons_by_file(findings, accept)
