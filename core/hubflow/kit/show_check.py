"""Print the report of a check on a terminal: first the findings, then the summary."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from hubflow.cli.terminal_text import width
from hubflow.kit.checking.findings import Report
from hubflow.plugins.check_catalogue import LEVELS, checks_of_levels, name_of_level
from hubflow.text.spoken import say


def report_lines(report: Report) -> Iterator[str]:
    """Yield the lines of a report."""
    for finding in report.findings:
        yield from _filled(str(finding))
    if report.findings:
        yield ""
    yield (say("kit.edition_of", hub=report.hub, edition=report.edition,
               plugin=report.plugin) if report.hub
           else report.plugin)
    for level in report.levels:
        yield _level(report, level)
    for why, ids in _not_run(report).items():
        yield from _filled(say("kit.not_run_because", checks=_ids(ids), why=why), "  ")
    for each in report.expected:
        yield from _filled(say("kit.expected_because", finding=each.finding, reason=each.reason),
                           "  ")
    for note in report.notes:
        yield from _filled(say("kit.note", note=note), "  ")
    yield from _filled(_summary(report))


def _level(report: Report, level: int) -> str:
    checks = [check.id for check in checks_of_levels(level)]
    ran = sum(id in report.ran for id in checks)
    found = sum(finding.check in checks for finding in report.findings)
    word = (say("kit.not_run") if not ran else say("kit.findings", n=found) if found
            else say("kit.holds") if ran == len(checks) else say("kit.incomplete"))
    count = f"{ran}/{len(checks)}"
    return f"  {level} {name_of_level(level):<26} {count:>5}  {word}"


def _not_run(report: Report) -> dict[str, list[str]]:
    """Return the checks that were not run, by reason."""
    found: dict[str, list[str]] = {}
    for id in report.required:
        if id not in report.ran:
            found.setdefault(report.not_run.get(id, say("kit.not_that_far")), []).append(id)
    return found


def _ids(ids: list[str]) -> str:
    """Return ids with consecutive ones drawn together: HF301 to HF309, HF312."""
    known = [check.id for check in checks_of_levels(*LEVELS)]
    rows: list[list[str]] = []
    for id in ids:
        if rows and known.index(id) == known.index(rows[-1][-1]) + 1:
            rows[-1].append(id)
        else:
            rows.append([id])
    return ", ".join(say("kit.ids_to", first=row[0], last=row[-1])
                     if len(row) > 2
                     else ", ".join(row) for row in rows)


def _summary(report: Report) -> str:
    ran = sum(id in report.ran for id in report.required)
    count = say("kit.required_ran", ran=ran, required=len(report.required))
    found = len(report.findings)
    if report.holds:
        expected = (say("kit.expected_failures", n=len(report.expected))
                    if report.expected else "")
        return say("kit.all_holds", count=count, expected=expected)
    if not found:
        return say("kit.not_all_checked", count=count)
    example = report.findings[0].check
    return say("kit.findings_in_all", findings=say("kit.findings", n=found), count=count,
               check=example)


def _filled(text: str, indent: str = "") -> list[str]:
    columns = width(in_a_pipe=0)
    if columns == 0:
        return [indent + text]  # a line a finding, for grep
    return textwrap.wrap(text, columns, initial_indent=indent,
                         subsequent_indent=f"{indent}    ", break_long_words=False,
                         break_on_hyphens=False)
