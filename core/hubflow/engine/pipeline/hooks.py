"""Call a hub's hooks for the engine, and check their answers."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping
from typing import Any, cast

import polars as pl

from hubflow.engine.expressions.sql import CALL
from hubflow.engine.gate.competition import one_value
from hubflow.engine.gate.recommendation import competes
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.score_tree import DECIMALS
from hubflow.engine.pipeline.column_names import ID, SCORE_BY, PhaseColumns
from hubflow.engine.pipeline.own_rules import SCORE, OwnRules
from hubflow.engine.pipeline.plugin_changes import PluginChanges, changed_keys
from hubflow.model.dossier import Dossier
from hubflow.model.methodology import Methodology
from hubflow.model.results import PluginChange, ProposalResult, RunResult
from hubflow.model.results.venture_results import RECOMMENDED
from hubflow.plugins.calling import Answer, Speaker, UnusableAnswer, instance_of
from hubflow.plugins.manager import LoadedHub
from hubflow.plugins.phase_rules import Explanation
from hubflow.plugins.trust.guard import first_line, is_failure, plugin_output
from hubflow.plugins.trust.record_types import wrong_fields
from hubflow.reading.dossiers.hub_block import local_value
from hubflow.reading.records.legal import RefusedError

AMEND, FACTS = "hubflow_amend_methodology", "hubflow_facts"
SCORE_HOOK, GATE_HOOK = "hubflow_score_phase", "hubflow_recommend"
EXPLAIN, PROPOSAL = "hubflow_explain", "hubflow_build_proposal"

BY = {SCORE_HOOK: SCORE_BY, GATE_HOOK: "gate.by"}
"""The columns of a phase that name the plugin which answered a hook; null where the rules did."""


class HubHooks:
    """The hooks of one hub during one run.

    ``answers`` names by phase each hook that a hub or add-on answered, with the plugin.
    """

    def __init__(self, hub: LoadedHub) -> None:
        self._hub = hub
        self._changes = PluginChanges()
        self.answers: dict[str, dict[str, str]] = {}

    @property
    def changes(self) -> tuple[PluginChange, ...]:
        """The changes that the hub's and the add-ons' hooks made so far."""
        return self._changes.all()

    @property
    def changes_of_tables(self) -> tuple[PluginChange, ...]:
        """The changes that hooks made in tables; facts of rows are not noted one by one."""
        facts = [PluginChange(plugin=speaker.plugin, hook=FACTS, what=())
                 for speaker in self._hub.speakers(FACTS) if speaker.is_guest()]
        return (*(each for each in self.changes if each.hook != FACTS), *facts)

    @property
    def hub(self) -> LoadedHub:
        """The hub whose hooks they are."""
        return self._hub

    @property
    def read_tables(self) -> bool:
        """Whether a hook of the hub or of an add-on reads the table of facts."""
        return any(self._hub.implements(hook) for hook in (SCORE_HOOK, GATE_HOOK))

    @property
    def read_dossiers(self) -> bool:
        """Whether any hook works local facts out of dossiers, one by one."""
        return self._hub.implements(FACTS)

    def amended(self, methodology: Methodology) -> Methodology:
        """Return the methodology after every plugin's amendment, the hub's own last."""
        answers = self._hub.ask(
            AMEND, {"methodology": methodology},
            read=functools.partial(_amended, _head(methodology)), chained="methodology")
        for answer in answers:
            found = list(changed_keys(methodology, answer.value))
            if found:
                self._changes.note(answer.plugin, AMEND, *found)
            methodology = answer.value
        return methodology

    def local_facts(self, dossier: Dossier) -> Mapping[str, Any]:
        """Return the hub's own facts that plugins derive from a dossier; first answers count."""
        answers = self._hub.ask(FACTS, {"dossier": dossier}, read=self._legal_facts,
                                venture=dossier.id)
        facts: dict[str, Any] = {}
        for answer in answers:
            own = {id: value for id, value in answer.value.items() if id not in facts}
            if own:
                self._changes.note(answer.plugin, FACTS, *(f"local.{id}" for id in own))
            facts |= own
        return facts

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
        hook, names = SCORE_HOOK, PhaseColumns(plan.phase.id)
        if not self._hub.implements(hook):
            return self._by_rules(hook, plan, table, shown=False)

        def read(answer: Answer, rows: pl.DataFrame) -> pl.DataFrame:
            return _scores(answer, self._columns(answer, rows, dict.fromkeys(SCORE, pl.Float64)))

        sure = pl.col(names.of("score.sure")).alias("sure")
        shown = table.collect()
        found = self._on_calls(hook, plan, shown, [], read, [*map(pl.col, SCORE), sure])
        return shown.lazy().with_columns(
            *(found[end].alias(names.of(f"score.{end}")) for end in SCORE),
            found["sure"].alias(names.of("score.sure")), found["by"].alias(names.of(BY[hook])))

    def recommend(self, plan: PhasePlan, table: pl.LazyFrame) -> pl.LazyFrame:
        """Return a phase's table with what its gate leaves possible."""
        hook, names = GATE_HOOK, PhaseColumns(plan.phase.id)
        if not self._hub.implements(hook):
            return self._by_rules(hook, plan, table, shown=False)

        def read(answer: Answer, rows: pl.DataFrame) -> pl.DataFrame:
            found = self._columns(answer, rows, dict.fromkeys(RECOMMENDED, pl.Boolean))
            if not found.select(pl.any_horizontal(*RECOMMENDED).fill_null(False).all()).item():
                raise answer.crash("leaves a venture without any possible recommendation")
            return found

        scores = [pl.col(names.of(f"score.{end}")).alias(f"score.{end}") for end in SCORE]
        shown = table.collect()
        found = self._on_calls(hook, plan, shown, scores, read, [*map(pl.col, RECOMMENDED)])
        return shown.lazy().with_columns(
            *(found[word].alias(names.of(word)) for word in RECOMMENDED),
            found["by"].alias(names.of(BY[hook])))

    def answered(self, plan: PhasePlan, row: Mapping[str, Any]) -> dict[str, str]:
        """Return the hooks that a plugin answered for a row of the finished table, with whose."""
        names = PhaseColumns(plan.phase.id)
        said = {hook: row.get(names.of(column)) for hook, column in BY.items()}
        return {hook: plugin for hook, plugin in said.items() if plugin is not None}

    def explanation(
        self, plan: PhasePlan, row: Mapping[str, Any], venture: str, language: str
    ) -> Explanation:
        """Return what plugins tell of their own score and recommendation for a row."""
        plugins = set(self.answered(plan, row).values())
        if not plugins or not self._hub.implements(EXPLAIN):
            return Explanation()
        names, criteria = PhaseColumns(plan.phase.id), [c.criterion.id for c in plan.criteria]
        facts = {name: value for name, value in row.items() if _is_public(name)}
        shown = facts | {f"{id}.{end}": row[getattr(names, end)(id)]
                         for id in criteria for end in SCORE}
        shown |= {f"score.{end}": row[names.of(f"score.{end}")] for end in SCORE}
        found = []
        for plugin in sorted(plugins):
            answer = self._hub.ask_first(
                EXPLAIN, {"phase": plan.phase, "facts": shown, "language": language},
                read=functools.partial(_sound_explanation, {*facts, *criteria}),
                phase=plan.phase.id, venture=venture, only=functools.partial(_is_of, plugin))
            if answer is not None:
                found.append(answer.value)
        return Explanation(reads=[name for each in found for name in each.reads],
                           reasons=[text for each in found for text in each.reasons])

    def proposal(
        self, methodology: Methodology, dossier: Dossier, proposal: ProposalResult, language: str
    ) -> ProposalResult:
        """Return the proposal as the first plugin builds it."""
        answer = self._hub.ask_first(
            PROPOSAL, {"methodology": methodology, "dossier": dossier, "proposal": proposal,
                       "language": language},
            read=functools.partial(_sound_proposal, proposal), venture=dossier.id)
        if answer and not answer.built_in:
            self._changes.note(answer.plugin, PROPOSAL, dossier.id)
        return answer.value if answer else proposal

    def finished(self, result: RunResult) -> None:
        """Show a finished run to all plugins that observe runs."""
        self._hub.ask("hubflow_run_finished", {"result": result})

    def _on_calls(
        self, hook: str, plan: PhasePlan, table: pl.DataFrame, more: list[pl.Expr],
        read: Callable[[Answer, pl.DataFrame], pl.DataFrame], own: list[pl.Expr],
    ) -> pl.DataFrame:
        """Return what ``read`` makes of the answers on a phase's table, and ``by`` whom, by row.

        A hub or an add-on sees the public part of the table, one call at a time, so that no hook
        compares ventures of different calls; one that takes ``calls`` sees all calls at once. For
        calls that they leave to the phase's own rules, the columns ``own`` count.
        """
        calls, shown = table[CALL], table
        view = table.select(*_view(table, plan), *more)
        order = pl.int_range(table.height, eager=True)
        sizes = [table.height]
        if not one_value(calls) and not self._hub.all_take(hook, "calls"):
            # calls lie one after the other, so that each is a slice, which copies nothing
            order = calls.arg_sort()
            shown, view, calls = shown[order], view[order], calls[order]
            sizes = calls.rle().struct.field("len").to_list()
        found: list[tuple[pl.Series, pl.DataFrame]] = []
        left: list[pl.Series] = []
        start = 0
        for size in sizes:
            rows = shown.slice(start, size)
            answer = self._ask(hook, plan, rows.lazy(), view.slice(start, size).lazy(),
                               calls.slice(start, size))
            at = order.slice(start, size)
            if answer is None:
                left.append(at)
            else:
                found.append((at, read(answer, rows).with_columns(by=pl.lit(answer.plugin))))
            start += size
        if left:
            at = pl.concat(left)
            by_rules = self._by_rules(hook, plan, table[at].lazy()).select(
                *own, by=pl.lit(None, pl.String)).collect()
            found.append((at, by_rules))
        places = pl.concat([at for at, _ in found])
        return pl.concat([each for _, each in found])[places.arg_sort()]

    def _by_rules(
        self, hook: str, plan: PhasePlan, table: pl.LazyFrame, *, shown: bool = True
    ) -> pl.LazyFrame:
        """Return what the phase's own rules answer, whatever the hub and add-ons would."""
        rules = OwnRules(plan, table, shown)
        given = {"phase": plan.phase, "table": table, "rules": rules, "calls": None}
        answer = self._hub.ask_first(hook, given, read=instance_of(pl.LazyFrame),
                                     only=Speaker.is_built_in if shown else None)
        assert answer is not None
        return cast("pl.LazyFrame", answer.value)

    def _ask(
        self, hook: str, plan: PhasePlan, table: pl.LazyFrame, view: pl.LazyFrame,
        calls: pl.Series,
    ) -> Answer | None:
        """Return what a hub or an add-on answers on some rows; None where the rules are to.

        They see a ``view`` of the phase's ``table``.
        """
        phase = plan.phase.id
        given = {"phase": plan.phase, "table": view, "rules": OwnRules(plan, table),
                 "calls": calls.alias("call")}
        # what the rules say need not be worked out where nobody wraps it
        only = None if self._hub.wraps(hook) else Speaker.is_guest
        answer = self._hub.ask_first(hook, given, read=instance_of(pl.LazyFrame), phase=phase,
                                     only=only)
        if answer is None or answer.built_in:
            return None
        self.answers.setdefault(phase, {})[hook] = answer.plugin
        self._changes.note(answer.plugin, hook, phase)
        return answer

    def _columns(
        self, answer: Answer, rows: pl.DataFrame, columns: Mapping[str, type[pl.DataType]]
    ) -> pl.DataFrame:
        """Return the columns of a plugin's answer, collected; one row for each of the table's."""
        wanted = [pl.col(column).cast(dtype) for column, dtype in columns.items()]
        try:
            with plugin_output():
                found = answer.value.select(wanted).collect()
        except BaseException as error:
            if not is_failure(error):
                raise
            raise _failing(answer, wanted).crash(first_line(error)) from error
        if found.height != rows.height:
            raise answer.crash(f"returned {found.height} rows for {rows.height}")
        return cast("pl.DataFrame", found)


def _scores(answer: Answer, found: pl.DataFrame) -> pl.DataFrame:
    """Return a plugin's scores, and where there is one; a score that is none is its crash."""
    found = found.with_columns(pl.col(SCORE).round(DECIMALS))
    inside = pl.all_horizontal(
        pl.col(end).is_finite() & pl.col(end).is_between(0, 100) for end in SCORE
    ) & (pl.col("lower") <= pl.col("upper"))
    none = pl.all_horizontal(pl.col(end).is_null() for end in SCORE)
    if not found.select((inside.fill_null(False) | none).all()).item():
        raise answer.crash("gives a score that is no interval within 0 and 100")
    return found.with_columns(sure=~none)


def _failing(answer: Answer, wanted: list[pl.Expr]) -> Answer:
    """Return the first answer that cannot be computed: tables are computed late."""
    for value, speaker in answer.call.answers:
        try:
            with plugin_output():
                value.select(wanted).collect()
        except BaseException as error:
            if not is_failure(error):
                raise
            return Answer(value, speaker, answer.call)
    return answer


Head = tuple[str, str]
"""The id and the edition of a hub."""


def _head(methodology: Methodology) -> Head:
    return methodology.hub.id, methodology.hub.edition


def _amended(head: Head, methodology: Any) -> Methodology:
    """Return an amended methodology, read anew as a file would be; it keeps the hub's head."""
    from hubflow.engine.method.amended_methodology import read_amended

    found, flaws = read_amended(instance_of(Methodology)(methodology))
    if found is None or flaws:
        raise UnusableAnswer("; ".join(flaws))
    for name, before, after in zip(("id", "edition"), head, _head(found), strict=True):
        if before != after:
            raise UnusableAnswer(f'changes the {name} of the hub, "{before}", to "{after}"; a '
                                 "hook cannot")
    return found


def _sound_proposal(own: ProposalResult, proposal: Any) -> ProposalResult:
    """Return a proposal whose parts have the types that documents rely on, as the ``own`` does."""
    flaws = [] if proposal is own else list(wrong_fields(instance_of(ProposalResult)(proposal)))
    if flaws:
        raise UnusableAnswer(f"returned a proposal in which {'; '.join(flaws)}")
    return cast("ProposalResult", proposal)


def _sound_explanation(known: Collection[str], explanation: Any) -> Explanation:
    """Return an explanation that names nothing unknown."""
    found = cast("Explanation", instance_of(Explanation)(explanation))
    flaws = [*wrong_fields(found), *(
        f"{name} is no fact, parameter or criterion of the phase"
        for name in found.reads if name not in known)]
    if flaws:
        raise UnusableAnswer(f"returned an explanation in which {'; '.join(flaws)}")
    return found


def _is_of(plugin: str, speaker: Speaker) -> bool:
    return speaker.plugin == plugin


def _is_public(column: str) -> bool:
    """Return whether hooks see a column: facts and parameters, no column of a phase."""
    return "/" not in column and not column.startswith("_")


def _view(table: pl.DataFrame, plan: PhasePlan) -> list[pl.Expr]:
    """Return the columns that a hook sees: facts, and the phase's criteria by their plain names.

    Beside them stand the venture's id, whether it reached the phase, and whether it competes there.
    """
    names = PhaseColumns(plan.phase.id)
    facts = [name for name in table.columns if _is_public(name)]
    ends = [
        pl.col(getattr(names, end)(c.criterion.id)).alias(f"{c.criterion.id}.{end}")
        for c in plan.criteria for end in ("lower", "upper")
    ]
    about = {ID: "id", **{names.of(f"reached.{end}"): f"reached.{end}"
                          for end in ("certain", "possible")}}
    field = competes(plan)
    return [*(pl.col(name).alias(plain) for name, plain in about.items() if name in table.columns),
            field.certain.alias("competes.certain"), field.possible.alias("competes.possible"),
            *(pl.col(name) for name in facts), *ends]
