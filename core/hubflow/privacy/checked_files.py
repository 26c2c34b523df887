"""Find the files to check, and the findings that their authors have accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import attrs

from hubflow.model.files import JURY_CSV, JURY_WORKBOOKS
from hubflow.model.input_problems import BadInput, Problem
from hubflow.privacy.privacy_check import PrivacyRules, findings_of, sheet_findings
from hubflow.privacy.signs import PrivacyFinding
from hubflow.reading.dossiers.file_kind import kind_of_file
from hubflow.reading.dossiers.file_store import FileStore, ReadFile, read_toml_alone
from hubflow.reading.toml.lines import comment_groups
from hubflow.reading.toml.source import TomlFile, is_folder, resolved_path
from hubflow.text.spoken import say

_ACCEPTED = re.compile(r"\b(HF7\d\d)\b\W*(\w.*)")
"""A comment such as ``# HF701: the author of the method`` beside the line, or alone above it."""


@attrs.frozen
class CheckedFiles:
    """The findings in all files; ``accepted`` are those that their author gave a reason for."""

    files: int
    findings: tuple[PrivacyFinding, ...]
    accepted: tuple[tuple[PrivacyFinding, str], ...]


def look(
    paths: Sequence[Path], rules: PrivacyRules, read_file: ReadFile = read_toml_alone
) -> CheckedFiles:
    """Check dossiers, challenges, calls and jury sheets, and every file of the folders among them.

    Methodologies in a folder are passed over, hidden files too. ``read_file`` reads dossiers.
    Raises :class:`BadInput` with every file that cannot be read.
    """
    shelf = FileStore(read_file)
    problems: list[Problem] = []
    findings: list[PrivacyFinding] = []
    accepted: list[tuple[PrivacyFinding, str]] = []
    count = 0
    for path in _files(paths, problems):
        try:
            if path.suffix.casefold() == ".csv" or path.match(JURY_WORKBOOKS):
                findings += sheet_findings(path, rules)
            else:
                read = [file for file in shelf.read(path)
                        if path in paths or kind_of_file(file) != "methodology"]
                for file in read:
                    _sort(file, findings_of(file, rules), findings, accepted)
                count += len(read) - 1
        except BadInput as bad:
            problems += bad.problems
        count += 1
    if problems:
        raise BadInput(problems)
    return CheckedFiles(count, tuple(sorted(findings)), tuple(sorted(accepted)))


def look_at(files: Iterable[TomlFile], sheets: Iterable[Path], rules: PrivacyRules) -> CheckedFiles:
    """Like :func:`look`, at files and jury sheets that were read already or are about to be."""
    findings: list[PrivacyFinding] = []
    accepted: list[tuple[PrivacyFinding, str]] = []
    files, sheets = list(files), list(sheets)
    for file in files:
        _sort(file, findings_of(file, rules), findings, accepted)
    for sheet in sheets:
        findings += sheet_findings(sheet, rules)
    return CheckedFiles(len(files) + len(sheets), tuple(sorted(findings)), tuple(sorted(accepted)))


def _files(paths: Sequence[Path], problems: list[Problem]) -> Iterator[Path]:
    """Yield every file once: the files named, and those below the folders named."""
    seen: set[Path] = set()
    for path in paths:
        below = _below(path) if is_folder(path) else [path]
        if not below:
            problems.append(Problem(str(path), 0, "", say("reading-problems.holds_no_dossiers"),
                                    say("signs.what_dossiers_are")))
        for found in below:
            true = resolved_path(found)
            if true not in seen:
                seen.add(true)
                yield found


def _below(folder: Path) -> list[Path]:
    return sorted(
        path for pattern in ("*.toml", "*.xlsx", JURY_CSV) for path in folder.rglob(pattern)
        if path.is_file() and path.name != "pyproject.toml" and not any(part.startswith((".", "~$"))
                                      for part in path.relative_to(folder).parts)
    )


def _sort(
    file: TomlFile, found: Iterable[PrivacyFinding],
    findings: list[PrivacyFinding], accepted: list[tuple[PrivacyFinding, str]],
) -> None:
    """Tell findings with a reason beside them from the others."""
    reasons = _reasons(file.text)
    for finding in found:
        reason = reasons.get((finding.id, finding.line)) or reasons.get(
            (finding.id, finding.first))
        if reason is None:
            findings.append(finding)
        else:
            accepted.append((finding, reason))


def _reasons(text: str) -> dict[tuple[str, int], str]:
    """Reasons by a finding's id and the line they are for.

    A comment behind something is for its own line; one that has its line to itself is for that
    line and for what follows the comments that it stands among.
    """
    return {
        (match[1], place): match[2].strip()
        for block in comment_groups(text)
        for comment in block
        for match in _ACCEPTED.finditer(comment.text)
        for place in (comment.line, block[-1].line + 1 if comment.alone else comment.line)
    }
