"""Print what `hubflow test` reports."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator, Sequence
from typing import TextIO

from hubflow.kit.cases.cases import CaseRun
from hubflow.kit.cases.difference import Difference, in_words
from hubflow.text.spoken import say

_WIDTH = 80
_COLOURS = {"ok": "32", "differs": "31"}


def show_cases(runs: Sequence[CaseRun], stream: TextIO, *, colour: bool | None = None) -> None:
    """Print each case with what differs in it; in colours on a terminal, unless NO_COLOR is set."""
    if colour is None:
        colour = stream.isatty() and not os.environ.get("NO_COLOR")
    for run in runs:
        for line in _case(run, colour):
            stream.write(line + "\n")
    sound = sum(not run.differences for run in runs)
    whole = say("kit.cases", n=len(runs))
    stream.write(f"{say('kit.all_as_expected', cases=whole)}\n" if sound == len(runs) else
                 f"\n{say('kit.some_as_expected', sound=sound, cases=whole)}\n")


def _case(run: CaseRun, colour: bool) -> Iterator[str]:
    state = "differs" if run.differences else "ok"
    word = say(f"kit.case_{state}")
    mark = f"\033[{_COLOURS[state]}m{word}\033[0m" if colour else word
    says = run.case.said.says if run.case.said else ""
    first, *rest = textwrap.wrap(f"{run.case.name}: {says}", _WIDTH - 9) or [""]
    yield f"{mark}{' ' * (9 - len(word))}{first}"
    yield from (f"{' ' * 9}{line}" for line in rest)
    for difference in run.differences:
        yield from _difference(difference)


def _difference(difference: Difference) -> Iterator[str]:
    about = ", ".join(part for part in (difference.venture, difference.phase, difference.key)
                      if part)
    line = f":{difference.line}" if difference.line else ""
    yield f"  {difference.file}{line}: {about}"
    expected = (say("kit.nothing_yet") if difference.expected is None
                else in_words(difference.expected))
    told = [(say("kit.expected"), expected), (say("kit.came_out"), in_words(difference.found))]
    if difference.why:
        told.append((say("kit.because"), difference.why))
    for label, value in told:
        yield from textwrap.wrap(value, _WIDTH, initial_indent=f"    {label:<10}",
                                 subsequent_indent=" " * 14, break_on_hyphens=False)
