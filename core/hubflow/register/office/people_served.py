"""Check new entries for signs of people served, before the register keeps them for good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from hubflow.model.methodology import Methodology
    from hubflow.privacy.signs import PrivacyFinding
    from hubflow.reading.dossiers.load import Inputs
    from hubflow.reading.toml.source import TomlFile
    from hubflow.register.standing.standing import Standing
    from hubflow.register.storage.journal import Journal

_MODULES = ("faker", "phonenumbers", "stdnum")


def check_people(
    files: Iterable[TomlFile], sheets: Iterable[Path], methodology: Methodology | None, accept: str
) -> Mapping[str, str]:
    """Return by file why its signs were accepted; end with 1 if some were not.

    A reason beside the line in the file
    accepts a sign, as for `hubflow check --privacy`.
    """
    if not _can_look():
        return {}
    from hubflow.privacy.checked_files import look_at
    from hubflow.privacy.privacy_check import PrivacyRules, rules_of

    looked = look_at(files, sheets, rules_of(methodology) if methodology else PrivacyRules())
    return _accepted(looked.findings, accept, "beside the line in TOML (# {}: the reason), or of "
                     "all with --accept REASON")


def check_texts(
    journal: Journal, hub: str, subject: str, texts: Mapping[str, str], accept: str, *,
    by: str = "", standing: Standing | None = None,
) -> str:
    """Return why signs in texts were accepted; end with 1 if some were not.

    ``texts`` are named by the options of the command line. They may hold names that belong into
    the venture's dossier, and the body's, ``by``. ``standing`` is the venture's, if it is known.
    """
    texts = {option: text for option, text in texts.items() if text.strip()}
    if not texts or not _can_look():
        return ""
    from hubflow.privacy.privacy_check import PrivacyRules, rules_of, text_findings
    from hubflow.register.recording.editions import stored_methodology
    from hubflow.register.standing.rebuild import file_of
    from hubflow.register.standing.standings import standing_of
    from hubflow.register.storage.entries import effective

    standing = standing or standing_of(journal, hub, subject)
    rules = (
        rules_of(stored_methodology(journal, hub, standing.edition)) if standing else PrivacyRules()
    )
    dossier = file_of(effective(journal.read(hub=hub, subject=subject)))
    findings = text_findings(subject, texts, [by], rules, dossier)
    return _accepted(findings, accept, "with --accept REASON").get(subject, "")


def _can_look() -> bool:
    if all(find_spec(module) is not None for module in _MODULES):
        return True
    click.echo("Not looked through for signs of people who are served. Install what that "
               "needs: pip install 'hubflow[privacy]'", err=True)
    return False


def _accepted(findings: Sequence[PrivacyFinding], accept: str, how: str) -> dict[str, str]:
    """Print the signs; return by file why they were accepted, or end with 1."""
    if not findings:
        return {}
    for finding in findings:
        click.echo(str(finding), err=True)
    found = f"{len(findings)} sign{'' if len(findings) == 1 else 's'}"
    if not accept.strip():
        click.echo(
            f"{found} of people who are served; nothing was recorded, for a register keeps what it "
            f"is told. Leave them out; or say why they are right: {how.format(findings[0].id)}.",
            err=True)
        raise click.exceptions.Exit(1)
    click.echo(f"{found} accepted: {accept}", err=True)
    signs: dict[str, set[str]] = {}
    for finding in findings:
        signs.setdefault(finding.file, set()).add(finding.id)
    return {file: f"{accept} ({', '.join(sorted(ids))})" for file, ids in signs.items()}


def files_of(inputs: Inputs) -> list[TomlFile]:
    """Return the dossiers and challenges in inputs, each once."""
    files = [file for entry in inputs.entries for file in (entry.file, entry.challenge_file)
             if file is not None]
    return list({file.name: file for file in files}.values())
