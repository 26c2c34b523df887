"""Any expression is refused, or Polars can carry it out on any facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from random import Random

import polars as pl
from tests.fuzz.fuzzing import fuzzer

from hubflow.engine.expressions.expression import BadExpression, Expression, compile_expression
from hubflow.engine.expressions.expression_checks import FactColumn, Use
from hubflow.engine.expressions.sql import CALL

COLUMNS: Mapping[str, FactColumn] = {
    "a.x": FactColumn("number"), "a.y": FactColumn("number", whole=True),
    "a.flag": FactColumn("yes_no"), "a.is_late": FactColumn("yes_no"),
    "a.kind": FactColumn("label", ("club", "home visit")), "a.note": FactColumn("text"),
    "a.day": FactColumn("date"), "a.end": FactColumn("date"),
}
FACTS: Mapping[str, tuple[pl.DataType, Sequence[object]]] = {
    "number": (pl.Float64(), [None, 0.0, 1.0, -1.0, 2.5, 1e308, 5e-324, -0.1]),
    "yes_no": (pl.Boolean(), [None, True, False]),
    "label": (pl.String(), [None, "club", "home visit"]),
    "text": (pl.String(), [None, "", "it's", "\\", "á\n"]),
    "date": (pl.Date(), [None, dt.date(1, 1, 1), dt.date(2024, 2, 29), dt.date(9999, 12, 31)]),
}
NAMES = {kind: [name for name, column in COLUMNS.items() if column.dtype in dtypes]
         for kind, dtypes in {"number": ("number",), "yes_no": ("yes_no",),
                              "text": ("label", "text"), "date": ("date",)}.items()}
VALUES = {
    "number": ["0", "1", "2.5", "1e3", ".5", "1.", "1e-400", "9" * 45, "0." + "3" * 60,
               "2147483647", "9223372036854775807", "99999999999999999999", "1e308"],
    "yes_no": ["TRUE", "FALSE"],
    "text": ["'club'", "'home visit'", "''", "'it''s'", "'\\'", "'%'", "'a\nb'", "'2024-01-01'"],
    "date": ["DATE '2024-02-29'", "DATE '0001-01-01'", "DATE '9999-12-31'"],
}
WRONG = ["1e400", "DATE '2024-02-30'", "DATE 'x'", "a.z", "*", "", "(", "NULL", "least()",
         "round(1, 16)", "abs()", "(sum(a.x) OVER (ORDER BY count(*) OVER ()))"]
KINDS = list(VALUES)
FRAMES = 4


class Writer:
    """Writes expressions of a type at chance; now and then one of them does not fit."""

    def __init__(self, random: Random, use: Use, slips: float) -> None:
        self.random, self.use, self.slips = random, use, slips

    def of(self, kind: str, depth: int) -> str:
        """Return an expression that gives this type, unless it is a slip."""
        if self.random.random() < self.slips:
            kind = self.random.choice(KINDS)
            if self.random.random() < 0.2:
                return self.random.choice(WRONG)
        if depth <= 0 or self.random.random() < 0.15:
            return self.random.choice(NAMES[kind] * 2 + VALUES[kind])
        forms = {"number": self.number, "yes_no": self.yes_no}
        made = forms[kind](depth - 1) if kind in forms else self.other(kind, depth - 1)
        return f"({made})" if not self.slips or self.random.random() < 0.7 else made

    def some(self, kind: str, depth: int, least: int = 1, most: int = 3) -> list[str]:
        """Return several expressions of a type."""
        return [self.of(kind, depth) for _ in range(self.random.randint(least, most))]

    def number(self, depth: int) -> str:
        """Return a calculation, or a function of numbers."""
        form = self.random.randrange(6 if self.use == "measure" else 3)
        if form == 0:
            return f" {self.random.choice('+-*/%')} ".join(self.some("number", depth, 2))
        if form == 1:
            return f"{self.random.choice('+-')}{self.of('number', depth)}"
        if form == 2:
            name = self.random.choice(["abs", "round", "floor", "ceil", "sign"])
            more = f", {self.random.choice([0, 2, 15])}" * (
                name == "round" and self.random.random() < 0.5)
            return f"{name}({self.of('number', depth)}{more})"
        if form == 3:
            name = self.random.choice(["ln", "log10", "exp", "sqrt", "power", "least", "greatest"])
            few = {"power": (2, 2), "least": (1, 3), "greatest": (1, 3)}.get(name, (1, 1))
            return f"{name}({', '.join(self.some('number', depth, *few))})"
        return self.case("number", depth) if form == 4 else self.window(depth)

    def window(self, depth: int) -> str:
        """Return a number that looks at the whole call."""
        name = self.random.choice(["sum", "avg", "stddev", "min", "max", "count", "rank",
                                   "dense_rank", "row_number"])
        value = "" if "r" in name[:1] or name == "dense_rank" else self.of("number", depth)
        if name == "count":
            value = self.random.choice(["*", self.of(self.random.choice(KINDS), depth)])
        plain = Writer(self.random, "condition", self.slips)  # no window orders a window
        order = ", ".join(f"{plain.of(self.random.choice(['number', 'date']), depth)} "
                          f"{self.random.choice(['', 'ASC', 'DESC'])}"
                          for _ in range(self.random.randrange(1 if name == "stddev" else 3)))
        return f"{name}({value}) OVER ({f'ORDER BY {order}' * bool(order)})"

    def case(self, kind: str, depth: int) -> str:
        """Return a CASE, with a subject or without."""
        of = self.random.choice(KINDS) if self.random.random() < 0.4 else ""
        whens = " ".join(f"WHEN {self.of(of or 'yes_no', depth)} THEN {self.of(kind, depth)}"
                         for _ in range(self.random.randint(1, 3)))
        other = f"ELSE {self.of(kind, depth)}" * self.random.randrange(2)
        return f"CASE {of and self.of(of, depth)} {whens} {other} END"

    def yes_no(self, depth: int) -> str:
        """Return a condition."""
        form = self.random.randrange(5 if self.use == "condition" else 6)
        kind = self.random.choice(KINDS)
        ordered = self.random.choice(["number", "date"])
        negated = self.random.choice(["", "NOT "])
        if form == 0:
            return f" {self.random.choice(['AND', 'OR'])} ".join(self.some("yes_no", depth, 2))
        if form == 1:
            return f"NOT {self.of('yes_no', depth)}"
        if form == 2:
            sign, kind = self.random.choice([("=", kind), ("<>", kind), ("!=", kind)] + [
                (sign, ordered) for sign in ("<", ">", "<=", ">=")])
            return f"{self.of(kind, depth)} {sign} {self.of(kind, depth)}"
        if form == 3:
            return f"{self.of(kind, depth)} {negated}IN ({', '.join(self.some(kind, depth))})"
        if form == 4:
            low, value, high = (self.of(ordered, depth) for _ in range(3))
            return f"{value} {negated}BETWEEN {low} AND {high}"
        return self.case("yes_no", depth)

    def other(self, kind: str, depth: int) -> str:
        """Return a text or a date."""
        if self.use == "condition":
            return self.random.choice(NAMES[kind])
        if kind == "date" and self.random.random() < 0.5:
            if self.random.random() < 0.5:
                return f"{self.random.choice(['min', 'max'])}({self.of(kind, depth)}) OVER ()"
            return f"least({', '.join(self.some(kind, depth))})"
        return self.case(kind, depth)


def facts(random: Random, rows: int) -> pl.DataFrame:
    """Return facts at chance, of two calls."""
    return pl.DataFrame({CALL: pl.Series([random.randrange(2) for _ in range(rows)],
                                         dtype=pl.Int64)} | {
        name: pl.Series([random.choice(FACTS[column.dtype][1]) for _ in range(rows)],
                        dtype=FACTS[column.dtype][0]) for name, column in COLUMNS.items()})


TABLES = [facts(Random(rows), rows) for rows in (0, 1, 7, 30)]


@fuzzer(short=150)
def test_expressions(random: Random) -> None:
    use: Use = random.choice(["measure", "condition"])
    slips = random.choice([0.0, 0.0, 0.02, 0.2])
    text = Writer(random, use, slips).of("number" if use == "measure" else "yes_no",
                                         random.randint(1, 5))
    try:
        expression = compile_expression(text, use, COLUMNS)
    except BadExpression as bad:
        said = " ".join(flaw.what for flaw in bad.flaws)
        told = not slips and all(
            word not in flaw.what for flaw in bad.flaws for word in ("too large", "is never"))
        assert not told, f"{text}: {said}"
        assert "computed" not in said, text
        assert "not an expression" not in said, text
        return
    try:
        check(expression)
    except BaseException as error:
        error.add_note(text)
        raise


def check(expression: Expression) -> None:
    """Carry an expression out on all tables."""
    wanted = pl.Float64 if expression.use == "measure" else pl.Boolean
    for table in TABLES:
        found = table.lazy().with_columns(found=expression.value).collect()
        assert found["found"].dtype == wanted
        assert found.height == table.height
        if expression.use == "measure":
            assert found["found"].drop_nulls().is_finite().all()


@fuzzer(short=100)
def test_any_words(random: Random) -> None:
    words = [*COLUMNS, *WRONG, *"()+-*/%=<>,", "<=", "AND", "OR", "NOT", "IN", "BETWEEN", "CASE",
             "WHEN", "THEN", "END", "OVER", "ORDER", "BY", "DATE", "sum(", "abs(", "1", "'a'", "=>"]
    text = " ".join(random.choices(words, k=random.randint(1, 14)))
    for use in ("measure", "condition"):
        try:
            expression = compile_expression(text, use, COLUMNS)
        except BadExpression:
            continue
        check(expression)
