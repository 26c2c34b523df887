"""Shape results as tables: a row for each venture and phase (wide), or venture and rule (long)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import attrs
import polars as pl

from hubflow.engine.call.reserve_list import has_reserves
from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.method.rules import MethodRule, by_phase, rules_on
from hubflow.engine.pipeline.column_names import MAY_WAIT, RESERVE, PhaseColumns
from hubflow.engine.pipeline.phases_in_order import Keep
from hubflow.model.methodology import STAGES, CriteriaGroup, Criterion, Phase, Requirement
from hubflow.tables.output.missing_by_row import MissingByRow, lacking_columns, lacks
from hubflow.tables.output.zero import one_zero

WORDS = ("advance", "revise", "stop", "not_reached")
RECOMMENDATIONS = pl.Enum(["advance", "revise", "stop", "undecided", "not_reached"])
POSSIBLE = pl.Enum([
    ", ".join(word for bit, word in enumerate(WORDS) if code & 1 << bit) for code in range(16)
])
_POSSIBLE = pl.Series(POSSIBLE.categories, dtype=POSSIBLE)
_RECOMMENDED = pl.Series([
    "not_reached" if code >= 8 else word if word in WORDS else "undecided"
    for code, word in enumerate(POSSIBLE.categories)
], dtype=RECOMMENDATIONS)
_KINDS = pl.Enum(["requirement", "guarantee", "criterion", "adjustment", "group"])
_LONG = ("holds", "applies", "scored", "lower", "upper", "level_lower", "level_upper")
MONEY = {"asked": "money.asked", "granted_least": "money.granted.least",
         "granted_most": "money.granted.most", "left_least": "money.left.least",
         "left_most": "money.left.most"}
"""The columns of amounts, with those of a phase that they show, in cents."""
MONEY_OF_CALL = (*MONEY.values(), "money.budget")
"""The phase's columns that the money of a call is summed up from."""

_IDENTITY = ("id", "name", "call")


@attrs.frozen(eq=False, repr=False)
class ShapedResults:
    """Results before they are laid out: small enough to send to the process that writes them.

    ``who`` has a row a venture, ``labels`` a row for each row that a venture will have, and
    ``rows`` all first rows of the ventures, then all second ones, and so on.
    """

    who: pl.DataFrame
    labels: pl.DataFrame
    rows: pl.DataFrame

    def table(self) -> pl.DataFrame:
        """Return the results venture by venture, each row with its labels."""
        count, height = self.labels.height, self.who.height
        at = pl.int_range(count * height, dtype=pl.UInt32)
        place = pl.select((at % count) * height + at // count).to_series()
        whom = pl.select(at // count).to_series()
        which = pl.select(at % count).to_series()
        return pl.concat([self.who[whom], self.labels[which], self.rows[place]],
                         how="horizontal")


ResultRule = Requirement | Criterion | CriteriaGroup
"""A rule that long results have rows for."""

Shape = Callable[[pl.DataFrame, pl.DataFrame, Compiled], ShapedResults]


def rows_each(compiled: Compiled, shape: Shape) -> int:
    """Return how many rows of results each venture has."""
    if shape is wide:
        return len(compiled.phases)
    return len(_told(compiled.rules))


def _told(rules: Iterable[MethodRule[Any]]) -> list[MethodRule[Any]]:
    """Return the rules that long results have rows for."""
    return list(rules_on(rules, Requirement, CriteriaGroup, Criterion))


def gaps(table: pl.DataFrame) -> set[str]:
    """Return the columns of a table that have missing values."""
    return {name for name in table.columns if table[name].null_count()}


def keep_of(
    table: pl.DataFrame, compiled: Compiled, shape: Shape | None, *, ranked: bool
) -> Keep:
    """Return a function that names the columns of a phase that a part's results need."""
    open_ones, rules = gaps(table), by_phase(compiled.rules)

    def of_phase(plan: PhasePlan) -> Sequence[str]:
        names = plan.names
        wanted = [*(names.of(word) for word in (
            "reached.certain", "reached.possible", "advance", "revise", "stop",
            "score.lower", "score.upper", "passed.certain"))]
        if plan.ranked and (ranked or plan.gate.reserve is not None):
            wanted += [names.of(f"rank.{each}") for each in ("best", "worst", "of")]
        if plan.gate.reserve is not None:
            wanted.append(names.of(MAY_WAIT))
        if plan.gives_money:
            wanted += [names.of(column) for column in (*MONEY_OF_CALL, "rank.best")]
        if plan.gate.own_lists:
            wanted.append(names.of("rank.group"))
        if shape is long:
            for rule in _told(rules[plan.phase.id]):
                wanted += _columns(names, rule.part)
        return list(dict.fromkeys([*wanted, *lacking_columns(compiled, plan, open_ones)]))

    return of_phase


def possible_code(plan: PhasePlan) -> pl.Expr:
    """Return which recommendations are possible, as bits in the order of :data:`WORDS`."""
    names = plan.names
    reached = pl.col(names.of("reached.possible"))
    code = pl.lit(0, pl.UInt8)
    for bit, word in enumerate(WORDS[:3]):
        code = code + (reached & pl.col(names.of(word))).cast(pl.UInt8) * (1 << bit)
    return code + (~pl.col(names.of("reached.certain"))).cast(pl.UInt8) * 8


def recommended(plan: PhasePlan) -> pl.Expr:
    """Return the recommendation of a phase by its name in results."""
    return pl.lit(_RECOMMENDED).gather(possible_code(plan))


def wide(part: pl.DataFrame, table: pl.DataFrame, compiled: Compiled) -> ShapedResults:
    """Return a row for each venture and phase, venture by venture in the order of ``part``.

    ``score_…`` are the score's ends (0 to 100), ``rank_…`` those of the rank in the call, null
    where a phase ranks nobody; where a gate gives out money, ``asked`` and ``granted_…`` are
    amounts in the hub's currency, and ``left_…`` what its call or group has left in the end; where
    it has a reserve list, ``reserve_…`` are the best and the worst place on it; ``missing`` counts
    the evidence that is missing in a phase that was reached. ``table`` has the places on reserve
    lists.
    """
    open_ones = gaps(table)
    frames = []
    paid = any(plan.gives_money for plan in compiled.phases)
    waits = has_reserves(compiled)
    for plan in compiled.phases:
        names = plan.names
        best = pl.col(names.of("rank.best"))
        ranks = [
            (pl.when(best.is_not_null()).then(pl.col(names.of(f"rank.{each}")))
             if names.of(f"rank.{each}") in table.columns
             else pl.lit(None, pl.Int64)).alias(f"rank_{each}")
            for each in ("best", "worst", "of")
        ]
        missing = pl.lit(0, pl.UInt16)
        for lack in lacks(compiled, plan, open_ones):
            missing = missing + lack.missing.cast(pl.UInt16)
        decision = names.of("decision")
        decided = pl.col(decision) if decision in table.columns else pl.lit(None, pl.String)
        frames.append(table.lazy().select(
            recommended(plan).alias("recommendation"),
            pl.lit(_POSSIBLE).gather(possible_code(plan)).alias("possible"),
            decided.alias("decision"),
            one_zero(pl.col(names.of("score.lower"))).alias("score_lower"),
            one_zero(pl.col(names.of("score.upper"))).alias("score_upper"),
            *ranks,
            *(_money(plan) if paid else []),
            *(_reserve(plan) if waits else []),
            pl.when(pl.col(names.of("reached.certain"))).then(missing).otherwise(0)
            .alias("missing"),
        ))
    phases = pl.Enum([plan.phase.id for plan in compiled.phases])
    stages = [plan.phase.stage for plan in compiled.phases]
    labels = pl.DataFrame({
        "stage": pl.Series(stages, dtype=pl.Enum(STAGES)),
        "phase": pl.Series(phases.categories, dtype=phases),
    })
    return _shaped(part, labels, frames)


def _money(plan: PhasePlan) -> list[pl.Expr]:
    """Return what is asked for, granted and left; null in phases that give out no money."""
    return [((pl.col(plan.names.of(column)) / 100) if plan.gives_money
             else pl.lit(None, pl.Float64)).alias(name) for name, column in MONEY.items()]


def _reserve(plan: PhasePlan) -> list[pl.Expr]:
    """Return the places on the reserve list; null in phases that have none."""
    return [(pl.lit(None, pl.Int64) if plan.gate.reserve is None else pl.col(plan.names.of(column)))
            .alias(column.replace(".", "_")) for column in RESERVE]


def long(part: pl.DataFrame, table: pl.DataFrame, compiled: Compiled) -> ShapedResults:
    """Return a row for each venture and rule: requirements, guarantees and criteria of every phase.

    A requirement ``holds`` or not; a criterion lies between ``lower`` and ``upper`` on its scale
    (labels by name in ``level_…``) and is ``scored`` where there is evidence. Both name what is
    ``missing``. A group's subtotal lies between its ends, too, and is ``scored`` where they meet.
    All rows of a phase with a reserve list have the venture's place on it.
    """
    open_ones = gaps(table)
    waits = has_reserves(compiled)
    frames: list[pl.LazyFrame] = []
    rows: list[tuple[Phase, MethodRule[Any]]] = []
    for plan, rules in zip(compiled.phases, by_phase(compiled.rules).values(), strict=True):
        found = lacks(compiled, plan, open_ones)
        for rule in _told(rules):
            rows.append((plan.phase, rule))
            frames.append(table.lazy().select(
                *_ends(plan.names, rule.part), *(_reserve(plan) if waits else []),
                _lacking(found, rule.id)))
    labels = pl.DataFrame({
        "stage": pl.Series([phase.stage for phase, _ in rows], dtype=pl.Enum(STAGES)),
        "phase": pl.Series([phase.id for phase, _ in rows],
                           dtype=pl.Enum([plan.phase.id for plan in compiled.phases])),
        "kind": pl.Series([rule.kind for _, rule in rows], dtype=_KINDS),
        "rule": pl.Series([rule.id for _, rule in rows],
                          dtype=pl.Enum(list(dict.fromkeys(rule.id for _, rule in rows)))),
        "weight": pl.Series([rule.weight for _, rule in rows], dtype=pl.Float64),
    })
    return _shaped(part, labels, frames)


def _lacking(found: Sequence[MissingByRow], rule: str) -> pl.Expr:
    """Return the names of the evidence that a rule lacks."""
    here = [pl.when(lack.missing).then(pl.lit(lack.id)) for lack in found if rule in lack.rules]
    if not here:
        return pl.lit(None, pl.String).alias("missing")
    text = pl.concat_str(here, separator="; ", ignore_nulls=True)
    return pl.when(text != "").then(text).alias("missing")


def _columns(names: PhaseColumns, part: ResultRule) -> tuple[str, ...]:
    """Return the phase's columns that say what came of a rule."""
    if isinstance(part, Requirement):
        return (names.holds(part.id),)
    return (names.applies(part.id), names.known(part.id), names.lower(part.id),
            names.upper(part.id))


def _ends(names: PhaseColumns, part: ResultRule) -> list[pl.Expr]:
    """Return what came of a rule; null for what a rule of its kind does not have."""
    found = [pl.col(column) for column in _columns(names, part)]
    yes_no, number, text = (pl.lit(None, each) for each in (pl.Boolean, pl.Float64, pl.String))
    if isinstance(part, Requirement):
        values = [*found, yes_no, yes_no, number, number, text, text]
    else:
        applies, known, *ends = found
        labels = [text, text]
        if isinstance(part, Criterion) and part.ordinal:
            scale = {float(at): str(label) for at, label in enumerate(part.scale)}
            labels = [end.replace_strict(scale, default=None, return_dtype=pl.String)
                      for end in ends]
        values = [yes_no, applies, known, *map(one_zero, ends), *labels]
    return [value.alias(name) for value, name in zip(values, _LONG, strict=True)]


def _shaped(
    part: pl.DataFrame, labels: pl.DataFrame, frames: Sequence[pl.LazyFrame]
) -> ShapedResults:
    who = part.select(name for name in _IDENTITY if name in part.columns)
    return ShapedResults(who, labels, pl.concat(pl.collect_all(frames), rechunk=True))
