"""Cases that stay as they are, which the engine runs once and not for each page."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import polars as pl

from hubflow.compare.kept_run import KeptRun
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.model.judgements import Judgement
from hubflow.model.rates import Rates
from hubflow.model.results import RunResult
from hubflow.register.standing.register_cases import Keep, RegisterCases
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.journal import Journal

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub
    from hubflow.serve.call_runs import CallRun


class KeptCases(CaseSet, kw_only=True):
    """Cases of which nothing changes any more, with what a run of them came to."""

    runs: dict[str | None, Prepared]
    results: dict[tuple[Prepared, bool], RunResult]

    @classmethod
    def of_cases(cls, cases: CaseSet) -> KeptCases:
        """Return the same cases, kept."""
        return cls(**{name: getattr(cases, name) for name in cases._names}, runs={}, results={})

    @classmethod
    def of_run(cls, cases: CaseSet, run: KeptRun, language: str) -> KeptCases:
        """Return cases that were run in a language, with what came of it."""
        kept = cls.of_cases(cases)
        kept.runs[language] = run.prepared
        kept.results[run.prepared, False] = run.result
        return kept

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
    """Ventures of a register as one page reads them: for its list and its letters but once.

    ``call_run`` gives the run of their call that pages share, in a language.
    """

    def __init__(
        self, journal: Journal, name: str, hub: str, standings: Sequence[VentureStanding],
        plugin_hub: LoadedHub | None, as_of: dt.date, keep: Keep,
        call_run: tuple[str, Callable[[], CallRun]] | None = None,
    ) -> None:
        super().__init__(journal, name, hub, standings, plugin_hub, as_of, keep)
        self._call_run = call_run

    @functools.cached_property
    def _sets(self) -> Sequence[CaseSet]:
        if self._call_run is not None:
            language, run_of = self._call_run
            run = run_of()
            if run.standings.keys() == {one.venture for one in self.standings}:
                return [KeptCases.of_run(one.cases, one.run, language) for one in run.editions]
        return [KeptCases.of_cases(cases) for cases in super().case_sets()]

    def case_sets(self) -> Sequence[CaseSet]:
        """Return what they were when they were first asked for, each prepared once."""
        return self._sets
