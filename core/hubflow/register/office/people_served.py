"""Find signs of people served in new entries, before the register keeps them for good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubflow.model.methodology import Methodology
    from hubflow.privacy.signs import PrivacyFinding
    from hubflow.reading.dossiers.load import Inputs
    from hubflow.reading.toml.source import TomlFile
    from hubflow.register.standing.venture_standing import VentureStanding
    from hubflow.register.storage.journal import Journal

_MODULES = ("faker", "phonenumbers", "stdnum", "hubflow.privacy")


def can_look() -> bool:
    """Return whether everything is installed that the search needs."""
    return all(find_spec(module) is not None for module in _MODULES)


def signs_in_files(
    files: Iterable[TomlFile], sheets: Iterable[Path], methodology: Methodology | None
) -> Sequence[PrivacyFinding]:
    """Return the signs in dossiers and jury sheets, without those accepted beside their line."""
    from hubflow.privacy.checked_files import look_at
    from hubflow.privacy.privacy_check import PrivacyRules, rules_of

    return look_at(files, sheets,
                   rules_of(methodology) if methodology else PrivacyRules()).findings


def signs_in_texts(
    journal: Journal, hub: str, subject: str, texts: Mapping[str, str], *,
    by: str = "", standing: VentureStanding | None = None,
) -> Sequence[PrivacyFinding]:
    """Return the signs in texts, which are named by the options of the command line.

    They may hold names that belong into the venture's dossier, and the body's, ``by``.
    ``standing`` is the venture's, if it is known.
    """
    from hubflow.privacy.privacy_check import PrivacyRules, rules_of, text_findings
    from hubflow.register.recording.editions import stored_methodology
    from hubflow.register.standing.rebuild import file_of
    from hubflow.register.standing.standing_table import standing_of
    from hubflow.register.storage.entries import effective

    standing = standing or standing_of(journal, hub, subject)
    rules = (
        rules_of(stored_methodology(journal, hub, standing.edition)) if standing else PrivacyRules()
    )
    dossier = file_of(effective(journal.read(hub=hub, subject=subject)))
    return text_findings(subject, texts, [by], rules, dossier)


def reasons_by_file(findings: Sequence[PrivacyFinding], accept: str) -> dict[str, str]:
    """Return by file why its signs were accepted, with the ids of the signs."""
    signs: dict[str, set[str]] = {}
    for finding in findings:
        signs.setdefault(finding.file, set()).add(finding.id)
    return {file: f"{accept} ({', '.join(sorted(ids))})" for file, ids in signs.items()}


def files_of(inputs: Inputs) -> list[TomlFile]:
    """Return the dossiers and challenges in inputs, each once."""
    files = [file for entry in inputs.entries for file in (entry.file, entry.challenge_file)
             if file is not None]
    return list({file.name: file for file in files}.values())
