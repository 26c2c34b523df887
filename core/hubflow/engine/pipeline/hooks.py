"""Where the engine calls a hub's hooks, and checks what they give back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import polars as pl
from pluggy import HookImpl

from hubflow.engine.method.amended import amended_flaws
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.model.dossier import Dossier
from hubflow.model.methodology import Methodology
from hubflow.model.results import ProposalResult, RunResult
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.dossiers.hub_block import local_value
from hubflow.reading.records.legal import RefusedError

_ERRORS = (Exception, pl.exceptions.PanicException)


class HubHooks:
    """The hooks of one hub during one run. ``spoke`` says which plugin spoke in which phase."""

    def __init__(self, hub: LoadedHub) -> None:
        self._hub = hub
        self.spoke: dict[str, str] = {}

    @property
    def hub(self) -> LoadedHub:
        """The hub whose hooks they are."""
        return self._hub

    @property
    def read_tables(self) -> bool:
        """Whether any hook reads the table of facts."""
        return any(
            self._hub.implements(hook) for hook in ("hubflow_score_phase", "hubflow_recommend")
        )

    @property
    def read_dossiers(self) -> bool:
        """Whether any hook works local facts out of dossiers, one by one."""
        return self._hub.implements("hubflow_facts")

    def amended(self, methodology: Methodology) -> Methodology:
        """The methodology after every plugin's amendment, the hub's own last."""
        hook = "hubflow_amend_methodology"
        for impl in self._implementations(hook)[::-1]:
            amended = self._call(impl, hook, methodology=methodology)
            if amended is not None:
                self._expect(impl, hook, amended, Methodology)
                methodology = amended
                flaws = list(amended_flaws(methodology))
                if flaws:
                    raise self._crash(impl, hook, "; ".join(flaws))
        return methodology

    def local_facts(self, dossier: Dossier) -> Mapping[str, Any]:
        """The hub's own facts that its plugin works out of a dossier."""
        hook = "hubflow_facts"
        found: dict[str, Any] = {}
        for impl in self._implementations(hook)[::-1]:
            values = self._call(impl, hook, venture=dossier.id, dossier=dossier)
            if values is not None:
                self._expect(impl, hook, values, Mapping, venture=dossier.id)
                found.update(self._checked_facts(impl, hook, values, dossier))
        return found

    def _checked_facts(
        self, impl: HookImpl, hook: str, values: Mapping[str, Any], dossier: Dossier
    ) -> dict[str, Any]:
        """A hook's local facts, as legal as if the dossier had given them."""
        facts = {fact.id: fact for fact in self._hub.methodology.methodology.facts}
        checked = {}
        for id, value in values.items():
            if id not in facts:
                raise self._crash(impl, hook, f"gave {id}, which is not among the [[facts]]",
                                  venture=dossier.id)
            if value is None:
                continue
            try:
                given = list(value) if isinstance(value, tuple) else value
                checked[id] = local_value(facts[id], given)
            except RefusedError as error:
                raise self._crash(impl, hook, f"{id} {error.what}", venture=dossier.id) from None
        return checked

    def score(self, plan: PhasePlan, table: pl.LazyFrame) -> pl.LazyFrame:
        """The table with the score of a hook, where one scores this phase."""
        names = PhaseColumns(plan.phase.id)
        ends = {"lower": pl.Float64, "upper": pl.Float64}
        found = self._on_table("hubflow_score_phase", plan, table, [], ends)
        if found is None:
            return table
        inside = pl.all_horizontal(
            pl.col(end).is_finite() & pl.col(end).is_between(0, 100) for end in ends
        ) & (pl.col("lower") <= pl.col("upper"))
        none = pl.all_horizontal(pl.col(end).is_null() for end in ends)
        if not found.select((inside.fill_null(False) | none).all()).item():
            raise PluginCrash(self.spoke[plan.phase.id], "hubflow_score_phase",
                              "gives a score that is no interval within 0 and 100",
                              hub=self._hub.id, phase=plan.phase.id)
        return table.with_columns(
            found["lower"].round(9).alias(names.of("score.lower")),
            found["upper"].round(9).alias(names.of("score.upper")),
            (found["lower"].is_not_null() & found["upper"].is_not_null())
            .alias(names.of("score.sure")),
        )

    def recommend(self, plan: PhasePlan, table: pl.LazyFrame) -> pl.LazyFrame:
        """The table with the recommendations of a hook, where one speaks at this gate."""
        names = PhaseColumns(plan.phase.id)
        scores = [pl.col(names.of(f"score.{end}")).alias(f"score.{end}")
                  for end in ("lower", "upper")]
        words = {"advance": pl.Boolean, "revise": pl.Boolean, "stop": pl.Boolean}
        found = self._on_table("hubflow_recommend", plan, table, scores, words)
        if found is None:
            return table
        if not found.select(pl.any_horizontal(*words).fill_null(False).all()).item():
            raise PluginCrash(self.spoke[plan.phase.id], "hubflow_recommend",
                              "leaves a venture without any possible recommendation",
                              hub=self._hub.id, phase=plan.phase.id)
        return table.with_columns(found[word].alias(names.of(word)) for word in words)

    def proposal(
        self, methodology: Methodology, dossier: Dossier, proposal: ProposalResult, language: str
    ) -> ProposalResult:
        """The proposal of a hook, or the core's own."""
        hook = "hubflow_build_proposal"
        for impl in self._implementations(hook):
            built = self._call(impl, hook, venture=dossier.id, methodology=methodology,
                               dossier=dossier, proposal=proposal, language=language)
            if built is not None:
                self._expect(impl, hook, built, ProposalResult, venture=dossier.id)
                return cast("ProposalResult", built)
        return proposal

    def finished(self, result: RunResult) -> None:
        """Tell observers that a run is finished."""
        for impl in self._implementations("hubflow_run_finished"):
            self._call(impl, "hubflow_run_finished", result=result)

    def _on_table(
        self, hook: str, plan: PhasePlan, table: pl.LazyFrame, more: list[pl.Expr],
        columns: Mapping[str, type[pl.DataType]],
    ) -> pl.DataFrame | None:
        """What the first hook that speaks makes of a phase's table, collected and checked."""
        phase = plan.phase.id
        if not self._implementations(hook):
            return None
        shown = table.collect()
        view = shown.lazy().select(*_view(shown, plan), *more)
        for impl in self._implementations(hook):
            given = self._call(impl, hook, in_phase=phase, phase=plan.phase, table=view)
            if given is None:
                continue
            self._expect(impl, hook, given, pl.LazyFrame, phase=phase)
            try:
                found = given.select(
                    pl.col(column).cast(dtype) for column, dtype in columns.items()
                ).collect()
            except _ERRORS as error:
                raise self._crash(impl, hook, _first_line(error), phase=phase) from error
            if found.height != shown.height:
                raise self._crash(impl, hook, f"returned {found.height} rows for {shown.height}",
                                  phase=phase)
            self.spoke[phase] = impl.plugin_name
            return cast("pl.DataFrame", found)
        return None

    def _implementations(self, hook: str) -> list[HookImpl]:
        """The implementations of a hook, the hub's own before those of add-ons."""
        return getattr(self._hub.manager.hook, hook).get_hookimpls()[::-1]  # type: ignore[no-any-return]

    def _call(
        self, impl: HookImpl, hook: str, *, in_phase: str = "", venture: str = "", **given: Any
    ) -> Any:
        """Call one implementation with the arguments that it wants."""
        try:
            return impl.function(**{name: given[name] for name in impl.argnames})
        except _ERRORS as error:
            raise self._crash(impl, hook, _first_line(error), phase=in_phase,
                              venture=venture) from error

    def _expect(
        self, impl: HookImpl, hook: str, value: Any, cls: type, *, phase: str = "",
        venture: str = "",
    ) -> None:
        if not isinstance(value, cls):
            what = f"returned {type(value).__name__}, not {cls.__name__}"
            raise self._crash(impl, hook, what, phase=phase, venture=venture)

    def _crash(
        self, impl: HookImpl, hook: str, what: str, *, phase: str = "", venture: str = ""
    ) -> PluginCrash:
        return PluginCrash(impl.plugin_name, hook, what, hub=self._hub.id, phase=phase,
                           venture=venture)


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".split("\n")[0]


def _view(table: pl.DataFrame, plan: PhasePlan) -> list[pl.Expr]:
    """What a hook sees: the facts, and the phase's criteria under their plain names."""
    names = PhaseColumns(plan.phase.id)
    facts = [name for name in table.columns if "/" not in name and not name.startswith("_")]
    ends = [
        pl.col(getattr(names, end)(c.criterion.id)).alias(f"{c.criterion.id}.{end}")
        for c in plan.criteria for end in ("lower", "upper")
    ]
    return [*(pl.col(name) for name in facts), *ends]
