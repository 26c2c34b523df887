"""Cases that stay as they are, which the engine runs once and not for each page."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import polars as pl

from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.model.judgements import Judgement
from hubflow.model.rates import Rates
from hubflow.model.results import RunResult
from hubflow.register.standing.register_cases import RegisterCases


class KeptCases(CaseSet, kw_only=True):
    """Cases of which nothing changes any more, with what a run of them came to."""

    runs: dict[str | None, Prepared]
    results: dict[tuple[Prepared, bool], RunResult]

    @classmethod
    def of_cases(cls, cases: CaseSet) -> KeptCases:
        """Return the same cases, kept."""
        return cls(**{name: getattr(cases, name) for name in cases._names}, runs={}, results={})

    def replace(self, **changes: Any) -> Self:
        """Return other cases, of which nothing is worked out yet."""
        return super().replace(**{"runs": {}, "results": {}} | changes)

    def prepared(
        self, *, panel: Sequence[Path] = (), rates: Rates | None = None,
        language: str | None = None, carried: Sequence[Judgement] = (),
    ) -> Prepared:
        """Return all that a run works on, prepared once for each language."""
        if panel or rates or carried:
            return super().prepared(panel=panel, rates=rates, language=language, carried=carried)
        if language not in self.runs:
            self.runs[language] = super().prepared(language=language)
        return self.runs[language]

    def result(
        self, prepared: Prepared, finished: pl.DataFrame | None = None, *, severity: bool = True
    ) -> RunResult:
        """Return the results, worked out once for what was prepared here.

        They may hold what is told of the assessors although nobody asked for it.
        """
        if finished is not None or prepared not in self.runs.values():
            return super().result(prepared, finished, severity=severity)
        whole = self.results.get((prepared, True))
        if whole is not None:
            return whole
        if (prepared, severity) not in self.results:
            self.results[prepared, severity] = super().result(prepared, severity=severity)
        return self.results[prepared, severity]


class PageCases(RegisterCases):
    """Ventures of a register as one page reads them: for its list and its letters but once."""

    @functools.cached_property
    def _sets(self) -> Sequence[CaseSet]:
        return [KeptCases.of_cases(cases) for cases in super().case_sets()]

    def case_sets(self) -> Sequence[CaseSet]:
        """Return what they were when they were first asked for, each prepared once."""
        return self._sets
