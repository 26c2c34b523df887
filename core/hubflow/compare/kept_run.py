"""A hub's run with everything that belongs to it: inputs, table after every phase, results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs
import polars as pl

from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.engine.pipeline.run import run_table
from hubflow.model.judgements import Judgement
from hubflow.model.rates import Rates
from hubflow.model.results import RunResult, VentureResult
from hubflow.plugins.manager import LoadedHub


@attrs.frozen(eq=False, repr=False)
class KeptRun:
    """A hub's run over the dossiers, under the name of its column.

    ``table`` has a row a case of ``prepared.cases``, with the columns of every phase.
    ``layout`` is the hub whose look documents have, ``carried`` the judgements of other hubs that
    served here, as (venture, phase, id).
    """

    name: str
    prepared: Prepared
    table: pl.DataFrame
    result: RunResult
    layout: LoadedHub
    carried: frozenset[tuple[str, str, str]] = frozenset()

    @property
    def ventures(self) -> Mapping[str, VentureResult]:
        """The results by the venture's id."""
        return {venture.id: venture for venture in self.result.ventures}

    def row(self, venture: str) -> int:
        """Return the row number of a venture in the table."""
        return next(i for i, case in enumerate(self.prepared.cases) if case.id == venture)


def run_hub(
    name: str, cases: CaseSet, *, panel: Sequence[Path] = (), rates: Rates | None = None,
    language: str | None = None, carried: Sequence[Judgement] = (), severity: bool = True,
) -> KeptRun:
    """Run a hub over its cases and return everything; arguments as for a run.

    ``carried`` are judgements of other hubs that serve this one; ``severity`` as for
    :meth:`CaseSet.result`.
    """
    prepared = cases.prepared(panel=panel, rates=rates, language=language, carried=carried)
    table = run_table(prepared)
    return KeptRun(name, prepared, table, cases.result(prepared, table, severity=severity),
                   cases.layout, frozenset((j.venture, j.phase, j.criterion) for j in carried))
