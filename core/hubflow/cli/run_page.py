"""Print what `hubflow run` found: plain words that fit 80 columns, coloured on a terminal."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterator, Mapping, Set
from typing import TextIO

from hubflow.cli.terminal_text import cut
from hubflow.cli.terminal_text import width as terminal_width
from hubflow.documents.judged_phase import judged_phases
from hubflow.documents.result_words import ResultWords
from hubflow.documents.safe_markdown import plain
from hubflow.model.results import (
    Missing,
    PhaseResult,
    Reason,
    RunResult,
    StageResult,
    VentureResult,
)
from hubflow.text.catalogue import words
from hubflow.text.numbers import ranks

_WHOLE = "\u00a0"
"""A space at which no line ends."""
_SHOWN_MISSING = 5
_MAY_BE_CUT = {1: 8, 0: 12}
"""The columns that are cut in a table that is too wide, and the characters that remain of them."""
_LAST = 10**6
"""The place of a venture that has no rank."""
_COLOURS = {"advance": "32", "revise": "33", "stop": "31", "undecided": "36",
            "not_reached": "90", "strong": "1"}


def show_run(
    result: RunResult, stream: TextIO, *, colour: bool | None = None, width: int | None = None
) -> None:
    """Print a run: one venture in full, several as a table with the funnel of each call.

    Without ``colour`` it is used on a terminal unless NO_COLOR is set; without ``width`` the
    terminal's is taken, up to 100 columns, and 80 in a pipe.
    """
    if colour is None:
        colour = stream.isatty() and not os.environ.get("NO_COLOR")
    if width is None:
        width = terminal_width(stream)
    page = _Page(ResultWords(result.hub.language), colour, max(width, 40))
    lines = page.one(result) if len(result.ventures) == 1 else page.many(result)
    for line in lines:
        stream.write(line.rstrip() + "\n")


class _Page:
    def __init__(self, showing: ResultWords, colour: bool, width: int) -> None:
        self.showing = showing
        self.words = showing.words
        self.colour = colour
        self.width = width
        self.judged: Mapping[str, str] = {}
        self.ranked: Set[tuple[str | None, str]] = set()

    def one(self, result: RunResult) -> Iterator[str]:
        """Print one venture in full."""
        venture = result.ventures[0]
        yield from self.heading(result, venture.name)
        yield from self.text(f"{self.words['stands']}: {self.showing.state(venture)}")
        if left := self.showing.member(venture):
            yield from self.text(left)
        yield ""
        for stage in venture.stages:
            yield from self.stage(stage)
        yield ""
        yield from self.foundations(venture)
        yield from self.instruments(venture)
        yield from self.who_judged(result, venture)
        yield from self.notes(result)

    def who_judged(
        self, result: RunResult, venture: VentureResult | None = None
    ) -> Iterator[str]:
        """Print which recommendations hang on who judged."""
        if not result.tells_of_assessors:
            return
        from hubflow.documents.severity_page import severity_sentences
        from hubflow.engine.severity.severity_records import severity_of

        for said in severity_sentences(severity_of(result), self.showing.language, venture):
            yield ""
            yield from self.text(said)

    def many(self, result: RunResult) -> Iterator[str]:
        """Print several ventures as a table, and each call's funnel."""
        title = self.words["ventures"].format(n=len(result.ventures))
        yield from self.heading(result, title)
        yield from self.table(result)
        for sentence in self.showing.judged_in_dossiers(result):
            yield ""
            yield from self.text(sentence)
        yield from self.who_judged(result)
        yield from self.funnels(result)
        yield from self.notes(result)

    def heading(self, result: RunResult, title: str) -> Iterator[str]:
        edition = self.words["edition"].format(edition=result.hub.edition)
        yield from (self.paint(line, "strong") for line in self.text(title))
        as_of = self.words["as_of"].format(
            date=self.showing.day(result.as_of)).replace(" ", _WHOLE)
        yield from self.text(f"{result.hub.name} · {edition} · {as_of}")

    def stage(self, stage: StageResult) -> Iterator[str]:
        mark = self.word(stage.recommendation)
        yield f"{self.words[stage.stage]:<14}{mark}"
        if stage.recommendation == "not_reached" and not any(p.decision for p in stage.phases):
            return
        for phase in stage.phases:
            yield from self.phase(phase)

    def phase(self, phase: PhaseResult) -> Iterator[str]:
        if phase.recommendation == "not_reached" and phase.decision is None:
            return
        line = f"{phase.name}: {self.showing.word(phase.recommendation)}"
        if phase.score is not None:
            line += f" · {self.words['score']} {self.showing.full_score(phase)}"
        if phase.rank is not None:
            place = f"{ranks(phase.rank)} {self.words['of']} {phase.rank.among}"
            line += f" · {self.words['rank']} {place}"
        yield from self.text(line, 2)
        if phase.decision is not None:
            said = self.words["decided_by"].format(
                by=phase.decision.by, date=self.day(phase.decision.date),
                decision=self.showing.word(phase.decision.decision))
            departs = f" ({self.words['departs']})" if phase.decision.departs else ""
            yield from self.text(f"{self.words['decision']}: {said}{departs}", 4)
        for group in phase.groups:
            yield from self.text(f"{group.title}: {self.showing.out_of(group)}", 4)
        for criterion in phase.criteria:
            shown = criterion.lower_label is not None or criterion.adds
            if shown and criterion.applies is not False:
                yield from self.text(f"{criterion.title}: {self.showing.value(criterion)}", 4)
        passed = phase.recommendation == "advance"
        for reason in phase.reasons:
            if not passed or reason.kind == "hook":
                yield from self.reason(reason)
        if passed:
            return
        yield from self.missing(phase.missing)

    def reason(self, reason: Reason) -> Iterator[str]:
        yield from self.text(f"- {reason.text}", 4, 6)
        if reason.what_to_do:
            yield from self.text(f"→ {reason.what_to_do}", 6, 8)

    def missing(self, missing: tuple[Missing, ...]) -> Iterator[str]:
        if not missing:
            return
        yield from self.text(f"{self.words['missing']}:", 4)
        for item in missing[:_SHOWN_MISSING]:
            why = f" ({item.why})" if item.why else ""
            name = f" [{item.id}]" if item.kind == "fact" else ""
            yield from self.text(f"- {item.text}{name}{why}: {self.showing.worth(item)}", 6, 8)
        if len(missing) > _SHOWN_MISSING:
            yield from self.text(
                self.words["and_more"].format(n=len(missing) - _SHOWN_MISSING), 6)

    def foundations(self, venture: VentureResult) -> Iterator[str]:
        yield from self.text(self.words["assumption_share"].format(
            share=self.showing.percent(venture.assumption_share),
            unsourced=self.showing.percent(venture.unsourced_share)))

    def instruments(self, venture: VentureResult) -> Iterator[str]:
        fitting = [i for i in venture.instruments if i.fits == "yes" and i.open != "closed"]
        if not fitting:
            return
        yield ""
        yield self.paint(self.words["instruments_fit"], "strong")
        for item in fitting:
            state = self.showing.open(item)
            if item.open == "unknown":
                state = f"{self.words['open_word'].lower()}: {state}"
            yield from self.text(
                f"- {item.name} ({self.words[item.stage]}): {self.showing.amount(item)}; {state}",
                2, 4)

    def notes(self, result: RunResult) -> Iterator[str]:
        """Print what plugins changed, and the notes on the run."""
        changes = list(self.showing.changes(result.changes))
        if changes:
            yield ""
            yield self.paint(self.words["plugin_changes"], "strong")
            for change in changes:
                yield from self.text(f"- {change}", 2, 4)
        for note in result.notes:
            yield ""
            yield from self.text(note)

    def table(self, result: RunResult) -> Iterator[str]:
        """Print a row for each venture: its phase, recommendation, score, rank, gaps."""
        self.judged = judged_phases(result)
        self.ranked = {(each.call, phase.phase) for each in result.ventures
                       for phase in each.phases if phase.rank is not None}
        self.ranked |= set(self.judged.items())
        rows = [self.row(venture) for venture in self.in_order(result)]
        at = self.words["phase" if self.judged else "stands"]
        heads = (self.words["venture"], at, self.words["recommendation"],
                 self.words["score"], self.words["rank"], self.words["missing_short"])
        widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
        for column, least in _MAY_BE_CUT.items():
            spare = self.width - sum(widths) - 2 * (len(heads) - 1)
            widths[column] = max(widths[column] + min(spare, 0), min(widths[column], least))
        yield ""
        for row in [heads, *rows]:
            cells = [f"{cut(cell, width):<{width}}"
                     for cell, width in zip(row, widths, strict=True)]
            yield cut("  ".join(cells).rstrip(), self.width)

    def in_order(self, result: RunResult) -> list[VentureResult]:
        """Return the ventures of each call: the phase judged last in order of rank; then who got
        less far, by the last rank that each has; then who left or never was in the race.
        """
        def key(venture: VentureResult) -> tuple[str, bool, int, int, str]:
            shown = self.shown(venture)
            out = venture.member is not None and not venture.member.in_race
            return (venture.call or "", out, -len(shown), self.place(venture, shown), venture.id)

        return sorted(result.ventures, key=key)

    def place(self, venture: VentureResult, shown: list[PhaseResult]) -> int:
        """Return the rank by which a venture is sorted; where others are ranked, none is last."""
        if shown and (venture.call, shown[-1].phase) in self.ranked:
            return shown[-1].rank.best if shown[-1].rank else _LAST
        rank = next((p.rank for p in reversed(shown) if _scored(p)), None)
        return rank.best if rank else 0

    def shown(self, venture: VentureResult) -> list[PhaseResult]:
        """Return the phases that a venture reached, up to the one of its call judged last."""
        reached = [p for p in venture.phases if p.recommendation != "not_reached"]
        last = self.judged.get(venture.call or "")
        ids = [phase.phase for phase in reached]
        return reached[:ids.index(last) + 1] if last in ids else reached

    def row(self, venture: VentureResult) -> tuple[str, ...]:
        shown = self.shown(venture)
        if venture.member is not None and not venture.member.in_race:
            texts = words(self.showing.language, "call")
            return (venture.id, texts[venture.member.standing], "", "", "", "")
        if not shown:
            return (venture.id, self.showing.end(venture.state, venture.stages[-1].stage),
                    "", "", "", "")
        last = shown[-1]
        scored = next((each for each in reversed(shown) if _scored(each)), last)
        rank = "" if scored.rank is None else f"{ranks(scored.rank)}/{scored.rank.among}"
        score = "" if scored.score is None else self.showing.score(scored)
        return (venture.id, last.name, self.showing.word(last.recommendation), score, rank,
                str(len(last.missing)) if last.missing else "")

    def funnels(self, result: RunResult) -> Iterator[str]:
        """Print how many reached each phase and advanced from it."""
        from hubflow.documents.funnel import funnel

        calls = sorted({venture.call for venture in result.ventures if venture.call})
        for call in calls:
            ventures = [v for v in result.ventures if v.call == call]
            yield ""
            yield self.paint(f"{self.words['funnel']}: {call}", "strong")
            for step in funnel(ventures):
                line = self.words["funnel_line"].format(phase=step.name, reached=step.reached,
                                                        advanced=step.advanced)
                if step.undecided:
                    line += f", {self.words['funnel_open'].format(n=step.undecided)}"
                yield from self.text(line, 2)

    def text(self, text: str, indent: int = 0, hang: int | None = None) -> Iterator[str]:
        """Return text wrapped to the width, free of control characters; dates are not split."""
        first, rest = " " * indent, " " * (indent if hang is None else hang)
        clean = " ".join(re.split(rf"[^\S{_WHOLE}]+", plain(text).strip()))
        lines = textwrap.wrap(clean, self.width, initial_indent=first, subsequent_indent=rest)
        yield from (line.replace(_WHOLE, " ") for line in lines or [""])

    def day(self, iso: str) -> str:
        """Return a day in words that stay on one line."""
        return self.showing.day(iso).replace(" ", _WHOLE)

    def word(self, key: str) -> str:
        return self.paint(self.showing.word(key), key)

    def paint(self, text: str, key: str) -> str:
        code = _COLOURS.get(key)
        return f"\033[{code}m{text}\033[0m" if self.colour and code else text


def _scored(phase: PhaseResult) -> bool:
    return phase.score is not None or phase.rank is not None
