"""Compare results with what a case expects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from hubflow.kit.cases.actual_values import (
    Tree,
    actual_values,
    first_expectation,
    first_of_phase,
    instrument_value,
)
from hubflow.model.results import InstrumentResult, RunResult, VentureResult
from hubflow.model.values import is_number
from hubflow.reading.toml.key_paths import shown_key
from hubflow.reading.toml.source import TomlFile
from hubflow.text.spoken import say

DECIMALS = 6
"""Numbers are the same where they are so as the engine shows them: what somebody worked out with
paper and pencil is not to differ by what was rounded on the way."""

_UNORDERED = {"possible", "not_met", "not_known", "missing", "sections"}


@attrs.frozen(eq=False, repr=False)
class Difference:
    """One result that differs from what a case expects.

    ``expected`` and ``found`` are values as TOML has them; ``expected`` is None where the case
    names a venture or phase and expects nothing of it yet, and ``found`` then is all that it may
    begin with. ``why`` is the gate's reasons, where a recommendation differs. ``at`` is the key
    path in the case file.
    """

    file: str
    line: int
    venture: str
    phase: str
    key: str
    expected: Any
    found: Any
    at: tuple[str, ...]
    why: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        about = ", ".join(part for part in (self.venture, self.phase) if part)
        if self.expected is None:
            return say("kit.nothing_expected", where=where, about=about, found=in_words(self.found))
        why = f" {self.why}" if self.why else ""
        return (say("kit.differs_from_expected", where=where, about=about, key=self.key,
                    expected=in_words(self.expected), found=in_words(self.found), why=why))


def differences_of(file: TomlFile, result: RunResult) -> Iterator[Difference]:
    """Yield every difference, in the order of the file. Keys that a case omits do not count.

    A case without any expectation is asked to have one for each of its ventures.
    """
    ventures = {venture.id: venture for venture in result.ventures}
    expect: Tree = file.data.get("expect") or {id: {} for id in ventures}
    for id, expected in expect.items():
        yield from _venture(file, ventures[id], expected)


def _venture(file: TomlFile, venture: VentureResult, expected: Tree) -> Iterator[Difference]:
    at = ("expect", venture.id)
    if not expected:
        yield _difference(file, at, None, first_expectation(venture))
        return
    for difference in _within(file, at, expected, actual_values(venture)):
        if difference.key == "recommendation":
            yield attrs.evolve(difference, why=_why(venture, difference.phase))
        else:
            yield difference


def _why(venture: VentureResult, phase: str) -> str:
    """Return the reasons that the gate states."""
    return " ".join(reason.text for found in venture.phases if found.phase == phase
                    for reason in found.reasons)


def _within(file: TomlFile, at: tuple[str, ...], expected: Tree, found: Tree) -> Iterator[
    Difference
]:
    for key, value in expected.items():
        here = (*at, key)
        came = found[key]
        if isinstance(came, InstrumentResult):
            came = instrument_value(came, value)
        if isinstance(value, dict) and not value and at[-1] == "phases":
            yield _difference(file, here, None, first_of_phase(came))
        elif isinstance(value, dict):
            yield from _within(file, here, value, came)
        elif _plain(value, key) != _plain(came, key):
            yield _difference(file, here, value, came)


def _difference(file: TomlFile, at: tuple[str, ...], expected: Any, found: Any) -> Difference:
    rest = at[2:]
    phase = rest[1] if len(rest) > 1 and rest[0] == "phases" else ""
    key = shown_key(rest[2:] if phase else rest)
    return Difference(file.name, file.line(at), at[1], phase, key, expected, _rounded(found), at)


def _rounded(value: Any) -> Any:
    """Return numbers as they are compared, in lists and tables too."""
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_rounded(inner) for inner in value]
    if isinstance(value, float):
        return round(value, DECIMALS) + 0.0
    return value


def _plain(value: Any, key: str) -> Any:
    """Return a value as it is compared: rounded, and one value for an interval of equal ends."""
    if isinstance(value, list):
        values = [_plain(one, "") for one in value]
        if key in _UNORDERED:
            return sorted(set(values))
        is_span = key != "to_do" and len(values) == 2 and values[0] == values[1]
        return values[0] if is_span else values
    return _rounded(float(value)) if is_number(value) else value


def in_words(value: Any) -> str:
    """Return a value as a message shows it."""
    if isinstance(value, bool):
        return say("kit.yes") if value else say("kit.no")
    if is_number(value):
        return f"{value:.15g}"
    if isinstance(value, list):
        return f"[{', '.join(in_words(one) for one in value)}]"
    if isinstance(value, dict):
        return "; ".join(_told(value))
    return str(value)


def _told(tree: Tree) -> Iterator[str]:
    """Yield first expectations in words: a venture's, or a phase's."""
    own = [f"{key} {in_words(value)}" for key, value in tree.items() if key != "phases"]
    yield ", ".join(own)
    for phase, found in tree.get("phases", {}).items():
        yield f"{phase}: {', '.join(_told(found))}"
