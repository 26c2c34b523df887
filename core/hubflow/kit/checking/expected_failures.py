"""Compare the findings with those that a methodology announces."""

from __future__ import annotations

from collections.abc import Iterable

from hubflow.kit.checking.events import ExpectedFinding
from hubflow.kit.checking.findings import Expected, Finding, Report
from hubflow.plugins.check_catalogue import checks
from hubflow.text.spoken import say

STRICT = "HF112"


def with_expectations(report: Report, expected: Iterable[ExpectedFinding] | None) -> Report:
    """Return the report with expected findings set apart; unfulfilled expectations become notes.

    ``expected`` are the entries of [[expected_failures]], each with its place; None where no
    methodology could be read.
    """
    if expected is None:
        report.not_run.setdefault(STRICT, say("kit.no_methodology"))
        report.findings.sort()
        return report
    left = list(report.findings)
    for number, entry in enumerate(expected):
        found = [finding for finding in left if _means(entry, finding)]
        report.expected += [Expected(finding, entry.reason) for finding in found]
        left = [finding for finding in left if finding not in found]
        if not found and entry.check in checks() and entry.check in report.ran:
            where = say("kit.at_where", where=entry.where) if entry.where else ""
            left.append(Finding(STRICT, entry.file, entry.line, f"expected_failures[{number}]",
                                say("kit.expected_to_fail", check=entry.check, where=where),
                                say("kit.take_expectation_out"),
                                f"expected_failures.{entry.check}"))
    report.findings = sorted(left)
    report.notes.sort()
    report.not_run.pop(STRICT, None)
    report.ran.add(STRICT)
    return report


def _means(entry: ExpectedFinding, finding: Finding) -> bool:
    where = entry.where
    return entry.check == finding.check and finding.check not in (STRICT, "HF111") and (
        not where or where in (finding.about, finding.key)
        or finding.about.startswith(f"{where}."))
