"""Call a hub's hooks for the engine, and check their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import polars as pl

from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.engine.pipeline.own_rules import RECOMMENDATIONS, SCORE, OwnRules
from hubflow.model.dossier import Dossier
from hubflow.model.methodology import Methodology
from hubflow.model.results import ProposalResult, RunResult
from hubflow.plugins.calling import Answer, Speaker, UnusableAnswer, first_line, instance_of
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.dossiers.hub_block import local_value
from hubflow.reading.records.legal import RefusedError

_ERRORS = (Exception, pl.exceptions.PanicException)


class HubHooks:
    """The hooks of one hub during one run; ``answered_by`` names the answering plugin by phase."""

    def __init__(self, hub: LoadedHub) -> None:
        self._hub = hub
        self.answered_by: dict[str, str] = {}

    @property
    def hub(self) -> LoadedHub:
        """The hub whose hooks they are."""
        return self._hub

    @property
    def read_tables(self) -> bool:
        """Whether a hook of the hub or of an add-on reads the table of facts."""
        return any(
            self._hub.implements(hook) for hook in ("hubflow_score_phase", "hubflow_recommend")
        )

    @property
    def read_dossiers(self) -> bool:
        """Whether any hook works local facts out of dossiers, one by one."""
        return self._hub.implements("hubflow_facts")

    def amended(self, methodology: Methodology) -> Methodology:
        """Return the methodology after every plugin's amendment, the hub's own last."""
        answers = self._hub.ask(
            "hubflow_amend_methodology", {"methodology": methodology}, read=_sound_methodology,
            chained="methodology")
        return answers[-1].value if answers else methodology

    def local_facts(self, dossier: Dossier) -> Mapping[str, Any]:
        """Return the hub's own facts that plugins derive from a dossier; first answers count."""
        answers = self._hub.ask("hubflow_facts", {"dossier": dossier}, read=self._legal_facts,
                                venture=dossier.id)
        return {id: value for answer in answers[::-1] for id, value in answer.value.items()}

    def _legal_facts(self, values: Any) -> dict[str, Any]:
        """Return a hook's local facts, checked as those of a dossier are."""
        facts = {fact.id: fact for fact in self._hub.methodology.methodology.facts}
        checked = {}
        for id, value in instance_of(Mapping)(values).items():
            if id not in facts:
                raise UnusableAnswer(f"gave {id}, which is not among the [[facts]]")
            if value is None:
                continue
            try:
                given = list(value) if isinstance(value, tuple) else value
                checked[id] = local_value(facts[id], given)
            except RefusedError as error:
                raise UnusableAnswer(f"{id} {error.what}") from None
        return checked

    def score(self, plan: PhasePlan, table: pl.LazyFrame) -> pl.LazyFrame:
        """Return a phase's table with its score."""
        names = PhaseColumns(plan.phase.id)
        answer, table = self._on_table("hubflow_score_phase", plan, table, [])
        if answer.built_in:
            return cast("pl.LazyFrame", answer.value).drop(SCORE)
        found = self._columns(answer, table, dict.fromkeys(SCORE, pl.Float64))
        inside = pl.all_horizontal(
            pl.col(end).is_finite() & pl.col(end).is_between(0, 100) for end in SCORE
        ) & (pl.col("lower") <= pl.col("upper"))
        none = pl.all_horizontal(pl.col(end).is_null() for end in SCORE)
        if not found.select((inside.fill_null(False) | none).all()).item():
            raise answer.crash("gives a score that is no interval within 0 and 100")
        return table.with_columns(
            found["lower"].round(9).alias(names.of("score.lower")),
            found["upper"].round(9).alias(names.of("score.upper")),
            (found["lower"].is_not_null() & found["upper"].is_not_null())
            .alias(names.of("score.sure")),
        )

    def recommend(self, plan: PhasePlan, table: pl.LazyFrame) -> pl.LazyFrame:
        """Return a phase's table with what its gate leaves possible."""
        names = PhaseColumns(plan.phase.id)
        scores = [pl.col(names.of(f"score.{end}")).alias(f"score.{end}") for end in SCORE]
        answer, table = self._on_table("hubflow_recommend", plan, table, scores)
        if answer.built_in:
            return cast("pl.LazyFrame", answer.value).drop(RECOMMENDATIONS)
        found = self._columns(answer, table, dict.fromkeys(RECOMMENDATIONS, pl.Boolean))
        if not found.select(pl.any_horizontal(*RECOMMENDATIONS).fill_null(False).all()).item():
            raise answer.crash("leaves a venture without any possible recommendation")
        return table.with_columns(found[word].alias(names.of(word)) for word in RECOMMENDATIONS)

    def proposal(
        self, methodology: Methodology, dossier: Dossier, proposal: ProposalResult, language: str
    ) -> ProposalResult:
        """Return the proposal as the first plugin builds it."""
        answer = self._hub.ask_first(
            "hubflow_build_proposal", {"methodology": methodology, "dossier": dossier,
                                       "proposal": proposal, "language": language},
            read=instance_of(ProposalResult), venture=dossier.id)
        return answer.value if answer else proposal

    def finished(self, result: RunResult) -> None:
        """Show a finished run to all plugins that observe runs."""
        self._hub.ask("hubflow_run_finished", {"result": result})

    def _on_table(
        self, hook: str, plan: PhasePlan, table: pl.LazyFrame, more: list[pl.Expr]
    ) -> tuple[Answer, pl.LazyFrame]:
        """Return the first answer on a phase's table, and the table itself.

        It is collected only where a hub or an add-on has a say, and they see the public part of it.
        """
        phase = plan.phase.id
        view = table
        if self._hub.implements(hook):
            shown = table.collect()
            table = shown.lazy()
            view = table.select(*_view(shown, plan), *more)
        given = {"phase": plan.phase, "table": view, "rules": OwnRules(plan, table)}
        read = instance_of(pl.LazyFrame)
        # a wrapper that answers None leaves the phase to its own rules
        answer = (self._hub.ask_first(hook, given, read=read, phase=phase)
                  or self._hub.ask_first(hook, given, read=read, only=Speaker.is_built_in))
        assert answer is not None
        if not answer.built_in:
            self.answered_by[phase] = answer.plugin
        return answer, table

    def _columns(
        self, answer: Answer, table: pl.LazyFrame, columns: Mapping[str, type[pl.DataType]]
    ) -> pl.DataFrame:
        """Return the columns of a plugin's answer, collected; one row for each of the table's."""
        wanted = [pl.col(column).cast(dtype) for column, dtype in columns.items()]
        try:
            found = answer.value.select(wanted).collect()
        except _ERRORS as error:
            raise _failing(answer, wanted).crash(first_line(error)) from error
        rows = table.select(pl.len()).collect().item()
        if found.height != rows:
            raise answer.crash(f"returned {found.height} rows for {rows}")
        return cast("pl.DataFrame", found)


def _failing(answer: Answer, wanted: list[pl.Expr]) -> Answer:
    """Return the first answer that cannot be computed: tables are computed late."""
    for value, speaker in answer.call.answers:
        try:
            value.select(wanted).collect()
        except _ERRORS:
            return Answer(value, speaker, answer.call)
    return answer


def _sound_methodology(methodology: Any) -> Methodology:
    from hubflow.engine.method.amended import amended_flaws

    flaws = list(amended_flaws(instance_of(Methodology)(methodology)))
    if flaws:
        raise UnusableAnswer("; ".join(flaws))
    return cast("Methodology", methodology)


def _view(table: pl.DataFrame, plan: PhasePlan) -> list[pl.Expr]:
    """Return the columns that a hook sees: facts, and the phase's criteria by their plain names."""
    names = PhaseColumns(plan.phase.id)
    facts = [name for name in table.columns if "/" not in name and not name.startswith("_")]
    ends = [
        pl.col(getattr(names, end)(c.criterion.id)).alias(f"{c.criterion.id}.{end}")
        for c in plan.criteria for end in ("lower", "upper")
    ]
    return [*(pl.col(name) for name in facts), *ends]
