"""Define the order of ventures: the score, and what breaks ties."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Self

import polars as pl

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.gate.competition import Competition
from hubflow.engine.gate.keys.clause import Checker, Counterparts, check_score
from hubflow.engine.gate.statements import PhaseStatements
from hubflow.engine.gate.uncovered import uncovered
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.model.methodology import Phase, TieBreak, text_in
from hubflow.model.plain_record import PlainRecord
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.text.catalogue import words
from hubflow.text.spoken import say

SCORE = "score"
DRAW = "draw"


class RankOrder(PlainRecord):
    """The order of a gate: the score, criteria, groups and ties, compared one after the other.

    ``rank_by`` is what the gate says; ``scored`` is whether its phase has a score. ``expressions``
    are those of ``ties`` by their ids; they are there once the gate is compiled.
    """

    rank_by: tuple[str, ...]
    scored: bool
    ties: Mapping[str, TieBreak] = {}
    expressions: Mapping[str, Expression] = {}
    draw_from: str | None = None

    @property
    def draws(self) -> bool:
        """Whether a lot is drawn, among all or among those who tie."""
        return DRAW in self.rank_by

    @property
    def by_draw(self) -> bool:
        """Whether nothing but the lot counts."""
        return self.rank_by == (DRAW,)

    @property
    def keys(self) -> tuple[str, ...]:
        """The values compared, in order; the score comes first where there is one."""
        keys = self.rank_by or (SCORE,)
        if self.by_draw:
            return keys
        return (SCORE, *keys) if keys[0] != SCORE and self.scored else keys

    @property
    def by_score(self) -> bool:
        """Whether nothing but the score counts."""
        return self.keys == (SCORE,)

    @property
    def breaks_ties(self) -> bool:
        """Whether the gate says what breaks ties."""
        return any(key != SCORE for key in self.rank_by)

    def columns(self, on: PhaseStatements) -> Iterator[pl.Expr]:
        """Yield `_low0`, `_high0` and so on: what each key counts for, at least and at most.

        Of a tie that looks at who is ranked higher, it is `_topic1`, say: the value compared.
        """
        for index, key in enumerate(self.keys):
            if self._looks_higher(key):
                yield self.expressions[key].value.alias(f"_topic{index}")
                continue
            yield self._least(key, on).alias(f"_low{index}")
            yield self._most(key, on).alias(f"_high{index}")

    def tie_columns(self, names: PhaseColumns) -> Iterator[pl.Expr]:
        """Yield what each venture counts for in a tie, or what is compared with those higher."""
        for id, expression in self.expressions.items():
            fact = self.ties[id].fact
            yield (expression.raw if fact is None else pl.col(fact)).alias(names.tie(id))

    @property
    def uncovered_names(self) -> tuple[str, ...]:
        """The columns of :meth:`uncovered`: `<id>.uncovered` for each tie that looks higher."""
        return tuple(f"{key}.uncovered" for key in self.keys if self._looks_higher(key))

    def uncovered(self, competition: Competition) -> pl.DataFrame:
        """Return whether nobody ranked higher has a venture's value, null where that is open."""
        at = (index for index, key in enumerate(self.keys) if self._looks_higher(key))
        return competition.table.select(
            pl.when(pl.col(f"_low{index}") == pl.col(f"_high{index}"))
            .then(pl.col(f"_low{index}") > 0).alias(name)
            for index, name in zip(at, self.uncovered_names, strict=True))

    def competition(self, keys: pl.DataFrame) -> Competition:
        """Return the competition of ventures that are compared by one key after the other."""
        for index, key in enumerate(self.keys):
            if self._looks_higher(key):
                low, high = uncovered(keys, keys[f"_topic{index}"], *_numbers(keys, index))
                keys = keys.with_columns(low.alias(f"_low{index}"), high.alias(f"_high{index}"))
        return Competition.of(keys, *_numbers(keys, len(self.keys)),
                              bits=(2 * keys.height + 1).bit_length())

    def _looks_higher(self, key: str) -> bool:
        """Return whether a key is a tie that looks at who is ranked higher."""
        return key in self.ties and self.ties[key].uncovered is not None

    def over(self, criteria: Counterparts) -> RankOrder:
        """Return the order by the criteria that stand in place of its own."""
        return self.replace(rank_by=tuple(
            criteria[key][0] if key in criteria else key for key in self.rank_by
            if key in (SCORE, DRAW) or key in criteria or key in self.ties))

    def with_expressions(self, change: Callable[[Expression], Expression]) -> RankOrder:
        """Return the order with the expression of each tie changed."""
        return self.replace(expressions={
            id: change(expression) for id, expression in self.expressions.items()})

    def compile(self, checker: Checker, phase: Phase, at: KeyPath) -> Self:
        """Return the order with its expressions; ``at`` is the gate's key path."""
        self._check(checker, phase, (*at, "rank_by"))
        found = {}
        for index, (id, tie) in enumerate(self.ties.items()):
            key, text = _written(tie)
            found[id] = checker.expression(
                text, "group" if tie.uncovered is not None else "order",
                (*at, "ties", index, key))
        return self.replace(expressions={
            id: expression for id, expression in found.items() if expression is not None})

    def _check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report keys that the phase does not have."""
        known = {*(part.id for part in phase.scored), *self.ties}
        if self.draws != (self.draw_from is not None):
            checker.problem((*at[:-1], "draw_from") if self.draw_from else at,
                            say("gate-checks.draw_and_draw_from"), say("gate-checks.name_the_seed"))
        if self.rank_by and not any(rule.places or rule.budget for rule in phase.gate.advance):
            key = "nothing_is_drawn" if self.draws else "nothing_is_ranked"
            checker.problem(at, say(f"gate-checks.{key}"), say("gate-checks.add_or_leave_rank_by"))
        for index, key in enumerate(self.rank_by):
            if key == DRAW:
                if index + 1 < len(self.rank_by):
                    checker.problem((*at, index), say("gate-checks.lot_decides"),
                                    say("gate-checks.draw_last"))
            elif key == SCORE:
                check_score(checker, phase, (*at, index))
            elif self._looks_higher(key) and self.keys[0] == key:
                checker.problem((*at, index), say("gate-checks.who_is_higher"),
                                say("gate-checks.name_what_is_before"))
            elif key not in known:
                checker.problem((*at, index), say("gate-checks.no_criterion", criterion=repr(key)),
                                did_you_mean(key, {*known, SCORE}))

    def words(self, phase: Phase, language: str) -> str:
        """Return "ties are broken by …"; empty where nothing breaks them."""
        if not self.breaks_ties:
            return ""
        vocabulary = words(language, "gate")
        drawn = vocabulary["draw"].format(source=self.draw_from)
        if self.by_draw:
            return drawn
        titles = {part.id: part.title for part in phase.scored}
        titles |= {id: tie.says for id, tie in self.ties.items()}
        keys = (drawn if key == DRAW else text_in(titles[key], language, key).rstrip(".")
                for key in self.rank_by if key != SCORE)
        return vocabulary["rank_by"].format(keys=", ".join(keys))

    def _least(self, key: str, on: PhaseStatements) -> pl.Expr:
        """Return the least value of a key: 0 or more, and -1 where it may not apply.

        There may be no score where it is unknown of every criterion whether it applies. What is
        unknown of a tie may be anything.
        """
        if key == DRAW:
            return pl.col(on.names.of(DRAW)).fill_null("")
        if key in self.ties:
            return self._of_tie(key, 0).fill_null(float("-inf"))
        if key == SCORE:
            sure = pl.col(on.names.of("score.sure"))
            return pl.when(sure).then(pl.col(on.names.of("score.lower"))).otherwise(-1.0)
        return _above_low(key, on, on.names.lower(key), applies_if_unknown=False)

    def _most(self, key: str, on: PhaseStatements) -> pl.Expr:
        if key == DRAW:
            return pl.col(on.names.of(DRAW)).fill_null("~")
        if key in self.ties:
            return self._of_tie(key, 1).fill_null(float("inf"))
        if key == SCORE:
            return pl.col(on.names.of("score.upper")).fill_null(-1.0)
        return _above_low(key, on, on.names.upper(key), applies_if_unknown=True)

    def _of_tie(self, key: str, end: int) -> pl.Expr:
        """Return what a tie counts for, at least (0) or at most (1): greater comes first."""
        expression, rises = self.expressions[key], self.ties[key].most is not None
        value = expression.value
        if expression.ends is not None:
            value = pl.coalesce(value, expression.ends[end if rises else 1 - end])
        return value if rises else -value


def _numbers(keys: pl.DataFrame, count: int) -> tuple[pl.Series, pl.Series]:
    """Return whole numbers in the order of the first keys: each venture's least and greatest."""
    columns = [f"_{index}" for index in range(count)]
    both = pl.concat([
        keys.select(pl.col(f"_{end}{index}").alias(column)
                    for index, column in enumerate(columns))
        for end in ("low", "high")
    ]).with_row_index("_at")
    numbers = (
        both.sort(columns, maintain_order=True)
        .with_columns(number=pl.struct(columns).rle_id().cast(pl.UInt64))
        .sort("_at")["number"]
    )
    return numbers.head(keys.height), numbers.tail(keys.height)


def _written(tie: TieBreak) -> tuple[str, str]:
    """Return the key of a tie's expression and the expression."""
    if tie.uncovered is not None:
        return "uncovered", tie.uncovered
    if tie.least is not None:
        return "least", tie.least
    if tie.most is not None:
        return "most", tie.most
    labels = (label.replace("'", "''") for label in tie.listed)
    cases = " ".join(f"WHEN {tie.fact} = '{label}' THEN {place}"
                     for place, label in enumerate(labels))
    return "fact", f"CASE {cases} ELSE {len(tie.listed)} END"


def _above_low(
    key: str, on: PhaseStatements, column: str, *, applies_if_unknown: bool
) -> pl.Expr:
    applies = pl.col(on.names.applies(key)).fill_null(applies_if_unknown)
    return pl.when(applies).then(pl.col(column) - on.part(key).bounds[0]).otherwise(-1.0)
