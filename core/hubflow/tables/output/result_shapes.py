"""Shape results as tables: a row for each venture and phase (wide), or venture and rule (long)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import polars as pl

from hubflow.engine.method.compiled import Compiled, PhasePlan, RequirementPlan
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.pipeline.phases_in_order import Keep
from hubflow.model.methodology import STAGES
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
_KINDS = pl.Enum(["requirement", "guarantee", "criterion"])
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


Shape = Callable[[pl.DataFrame, pl.DataFrame, Compiled], ShapedResults]


def rows_each(compiled: Compiled, shape: Shape) -> int:
    """Return how many rows of results each venture has."""
    if shape is wide:
        return len(compiled.phases)
    return sum(len(plan.requirements) + len(plan.guarantees) + len(plan.criteria)
               for plan in compiled.phases)


def gaps(table: pl.DataFrame) -> set[str]:
    """Return the columns of a table that have missing values."""
    return {name for name in table.columns if table[name].null_count()}


def keep_of(
    table: pl.DataFrame, compiled: Compiled, shape: Shape | None, *, ranked: bool
) -> Keep:
    """Return a function that names the columns of a phase that a part's results need."""
    open_ones = gaps(table)

    def of_phase(plan: PhasePlan) -> Sequence[str]:
        names = plan.names
        wanted = [*(names.of(word) for word in (
            "reached.certain", "reached.possible", "advance", "revise", "stop",
            "score.lower", "score.upper", "passed.certain"))]
        if plan.ranked and ranked:
            wanted += [names.of(f"rank.{each}") for each in ("best", "worst", "of")]
        if shape is long:
            for rule in plan.conditions:
                wanted.append(names.holds(rule.requirement.id))
            for criterion in plan.criteria:
                id = criterion.criterion.id
                wanted += [names.applies(id), names.known(id), names.lower(id),
                           names.upper(id)]
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
    where a phase ranks nobody; ``missing`` counts the evidence that is missing in a phase that was
    reached.
    """
    open_ones = gaps(table)
    frames = []
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


def long(part: pl.DataFrame, table: pl.DataFrame, compiled: Compiled) -> ShapedResults:
    """Return a row for each venture and rule: requirements, guarantees and criteria of every phase.

    A requirement ``holds`` or not; a criterion lies between ``lower`` and ``upper`` on its scale
    (labels by name in ``level_…``) and is ``scored`` where there is evidence. Both name what is
    ``missing``.
    """
    open_ones = gaps(table)
    frames: list[pl.LazyFrame] = []
    rows: list[tuple[PhasePlan, str, str, float | None]] = []
    for plan in compiled.phases:
        found = lacks(compiled, plan, open_ones)

        for rule in plan.conditions:
            rows.append((plan, "guarantee" if rule.guarantee else "requirement",
                         rule.requirement.id, None))
            frames.append(table.lazy().select(
                *_requirement(plan, rule), _lacking(found, rule.requirement.id)))
        for criterion in plan.criteria:
            weight = None if criterion.criterion.ordinal else plan.weight(criterion)
            rows.append((plan, "criterion", criterion.criterion.id, weight))
            frames.append(table.lazy().select(
                *_criterion(plan, criterion), _lacking(found, criterion.criterion.id)))
    ids = list(dict.fromkeys(id for _, _, id, _ in rows))
    labels = pl.DataFrame({
        "stage": pl.Series([plan.phase.stage for plan, *_ in rows], dtype=pl.Enum(STAGES)),
        "phase": pl.Series([plan.phase.id for plan, *_ in rows],
                           dtype=pl.Enum([plan.phase.id for plan in compiled.phases])),
        "kind": pl.Series([kind for _, kind, _, _ in rows], dtype=_KINDS),
        "rule": pl.Series([id for _, _, id, _ in rows], dtype=pl.Enum(ids)),
        "weight": pl.Series([weight for *_, weight in rows], dtype=pl.Float64),
    })
    return _shaped(part, labels, frames)


def _lacking(found: Sequence[MissingByRow], rule: str) -> pl.Expr:
    """Return the names of the evidence that a rule lacks."""
    here = [pl.when(lack.missing).then(pl.lit(lack.id)) for lack in found if rule in lack.rules]
    if not here:
        return pl.lit(None, pl.String).alias("missing")
    text = pl.concat_str(here, separator="; ", ignore_nulls=True)
    return pl.when(text != "").then(text).alias("missing")


def _requirement(plan: PhasePlan, rule: RequirementPlan) -> list[pl.Expr]:
    text = pl.lit(None, pl.String)
    number = pl.lit(None, pl.Float64)
    return [
        pl.col(plan.names.holds(rule.requirement.id)).alias("holds"),
        pl.lit(None, pl.Boolean).alias("applies"), pl.lit(None, pl.Boolean).alias("scored"),
        number.alias("lower"), number.alias("upper"),
        text.alias("level_lower"), text.alias("level_upper"),
    ]


def _criterion(plan: PhasePlan, criterion: CriterionPlan) -> list[pl.Expr]:
    names, id = plan.names, criterion.criterion.id
    ends = (pl.col(names.lower(id)), pl.col(names.upper(id)))
    levels = [pl.lit(None, pl.String)] * 2
    if criterion.criterion.ordinal:
        scale = {float(at): str(label) for at, label in enumerate(criterion.criterion.scale)}
        levels = [end.replace_strict(scale, default=None, return_dtype=pl.String) for end in ends]
    return [
        pl.lit(None, pl.Boolean).alias("holds"), pl.col(names.applies(id)).alias("applies"),
        pl.col(names.known(id)).alias("scored"),
        one_zero(ends[0]).alias("lower"), one_zero(ends[1]).alias("upper"),
        levels[0].alias("level_lower"), levels[1].alias("level_upper"),
    ]


def _shaped(
    part: pl.DataFrame, labels: pl.DataFrame, frames: Sequence[pl.LazyFrame]
) -> ShapedResults:
    who = part.select(name for name in _IDENTITY if name in part.columns)
    return ShapedResults(who, labels, pl.concat(pl.collect_all(frames), rechunk=True))
