"""What an expression must not say: checked word by word, before any SQL parser sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import attrs

from hubflow.engine.expressions.lexer import Token, closing
from hubflow.reading.records.nearest import did_you_mean, nearest

Use = Literal["measure", "condition"]

_PLAIN = frozenset({"abs", "round", "floor", "ceil", "sign"})
_MEASURE_ONLY = frozenset({"least", "greatest", "ln", "log10", "exp", "sqrt", "power"})
WINDOWS = frozenset(
    {"min", "max", "avg", "sum", "count", "stddev", "rank", "dense_rank", "row_number"}
)
_CONDITION_WORDS = frozenset({"CASE", "WHEN", "THEN", "ELSE", "END", "OVER", "ORDER", "BY"})
COMPARISONS = frozenset({"=", "<>", "!="})
ORDERINGS = COMPARISONS | {"<", ">", "<=", ">="}


@attrs.frozen
class FactColumn:
    """What an expression may read: a fact or a parameter. ``whole``: never a fraction."""

    dtype: Literal["number", "yes_no", "label", "text", "date"]
    labels: tuple[str, ...] = ()
    whole: bool = False


@attrs.frozen
class ExpressionFlaw:
    """What is wrong with an expression, and what to do."""

    what: str
    to_do: str = ""


def flaws_in(
    words: list[Token], use: Use, columns: Mapping[str, FactColumn]
) -> Iterator[ExpressionFlaw]:
    for index, word in enumerate(words):
        if index and _is_part(words[index - 1], word):
            continue
        if meant := _meant(words, index):
            yield meant
        elif word.kind == "bad":
            yield ExpressionFlaw(
                f"{word.text!r} (at character {word.at + 1}) has no place in an expression",
                "Names are written plainly, texts in single quotes.",
            )
        elif word.kind == "function":
            yield from _function_flaws(words, index, use)
        elif word.kind == "keyword" and use == "condition" and word.text in _CONDITION_WORDS:
            yield ExpressionFlaw(
                f"{word.text} cannot stand in a condition, where it could hide what is missing",
                "Compute it in a measure, or write the cases with AND and OR.",
            )
        elif word.kind == "name":
            yield from _name_flaws(words, index, columns)
    if sum(w.text == "(" for w in words) != sum(w.text == ")" for w in words):
        yield ExpressionFlaw("a bracket is not closed or not opened")


_INSTEAD = {
    "=>": "Write >=.", "=<": "Write <=.", "==": "Write =.", "&&": "Write AND.", "&": "Write AND.",
    "||": "Write OR.", "|": "Write OR.", "!": "Write NOT.", "≥": "Write >=.", "≤": "Write <=.",
    "≠": "Write <>.", "×": "Write *.", "÷": "Write /.", "–": "Write - for minus.",
    '"': "Texts stand in single quotes, names in none.",
}
"""What is written in spreadsheets and other languages, and what to write here."""


def _is_part(first: Token, second: Token) -> bool:
    """Whether two words make one sign, such as ``==``, that :data:`_INSTEAD` knows."""
    return first.at + len(first.text) == second.at and first.text + second.text in _INSTEAD


def _meant(words: list[Token], index: int) -> ExpressionFlaw | None:
    """A sign of another language, or a decimal comma, told with what to write."""
    word, after = words[index], words[index + 1 : index + 3]
    if after and _is_part(word, after[0]):
        sign = word.text + after[0].text
        return ExpressionFlaw(f"{sign} (at character {word.at + 1}) is no sign of an expression",
                    _INSTEAD[sign])
    if word.kind == "bad" and word.text in _INSTEAD:
        return ExpressionFlaw(
            f"{word.text!r} (at character {word.at + 1}) has no place in an expression",
            _INSTEAD[word.text],
        )
    if ([word.kind, *(other.kind for other in after)] == ["number", "operator", "number"]
            and after[0].text == "," and _in_no_list(words, index)
            and after[0].at == word.at + len(word.text) and after[1].at == after[0].at + 1):
        said = "".join(part.text for part in (word, *after))
        return ExpressionFlaw(f"{said} (at character {word.at + 1}) is not a number",
                    "Write a decimal point: " + said.replace(",", ".") + ".")
    return None


def _in_no_list(words: list[Token], index: int) -> bool:
    """Whether the word at ``index`` stands in no brackets of a function or after IN."""
    depth = 0
    for position in range(index - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(words[position].text, 0)
        if depth < 0:
            before = words[position - 1] if position else None
            if before is not None and (before.kind == "function" or before.text == "IN"):
                return False
            depth = 0
    return True


def _function_flaws(words: list[Token], index: int, use: Use) -> Iterator[ExpressionFlaw]:
    name = words[index].text
    if name in _PLAIN:
        return
    if name in _MEASURE_ONLY:
        if use == "condition":
            yield ExpressionFlaw(
                f"{name}() cannot stand in a condition: it would skip what is missing or "
                "is not defined everywhere", "Compute it in a measure.",
            )
        return
    if name in WINDOWS:
        end = closing(words, index + 1)
        over = end + 1 < len(words) and words[end + 1].text == "OVER"
        if use == "condition":
            yield ExpressionFlaw(
                f"{name}() looks at the whole call and cannot stand in a condition",
                "Compute it in a measure.",
            )
        elif not over:
            yield ExpressionFlaw(f"{name}() looks at the whole call and needs OVER ()",
                       f"Write {name}(…) OVER ().")
        return
    known = sorted(_PLAIN | _MEASURE_ONLY | WINDOWS)
    if name == "coalesce":
        yield ExpressionFlaw("coalesce() would fill what is missing where nobody sees it",
                   "State the value and its source in [[assumed]].")
        return
    near = nearest(name, known)
    yield ExpressionFlaw(f"unknown function {name}()", f'Did you mean "{near}"?' if near is not None
               else f"Known: {', '.join(known)}.")


def _name_flaws(
    words: list[Token], index: int, columns: Mapping[str, FactColumn]
) -> Iterator[ExpressionFlaw]:
    name = words[index].text
    if name.upper() in {"NULL", "IS"}:
        yield ExpressionFlaw(
            f"{name.upper()} cannot be asked for: what is missing is kept apart by itself",
            "Leave it out; a rule on a missing fact is undecided.")
        return
    column = columns.get(name)
    if column is None:
        yield ExpressionFlaw(f"unknown fact {name}", did_you_mean(name, columns)
                   or "`hubflow facts` lists them all.")
        return
    for other in _compared(words, index):
        yield from _comparison_flaws(name, column, other, columns)
    if column.dtype != "label":
        return
    for text in _compared_texts(words, index):
        if text not in column.labels:
            yield ExpressionFlaw(f"{name} is never {text!r}", did_you_mean(text, column.labels)
                       or f"It is one of: {', '.join(column.labels)}.")


def _compared(words: list[Token], index: int) -> Iterator[Token]:
    """The words that the name at ``index`` is directly compared with."""
    if index + 2 < len(words) and words[index + 1].text in ORDERINGS:
        yield words[index + 2]
    if index >= 2 and words[index - 1].text in ORDERINGS:
        yield words[index - 2]


def _comparison_flaws(
    name: str, column: FactColumn, other: Token, columns: Mapping[str, FactColumn]
) -> Iterator[ExpressionFlaw]:
    """Polars turns yes/no into a text or number where one is compared with it."""
    kinds = {"number": "number", "text": "text"}
    found = kinds.get(other.kind)
    if other.kind == "name" and other.text in columns:
        found = columns[other.text].dtype
    if column.dtype == "yes_no" and found not in {None, "yes_no"}:
        yield ExpressionFlaw(f"{name} is yes or no and cannot be compared with {other.text}",
                   f"Write {name} or NOT {name}.")


def _compared_texts(words: list[Token], index: int) -> Iterator[str]:
    """The texts that the name at ``index`` is compared with."""
    after = words[index + 1 : index + 3]
    before = words[max(index - 2, 0) : index]
    if len(after) == 2 and after[0].text in COMPARISONS and after[1].kind == "text":
        yield _plain(after[1].text)
    if len(before) == 2 and before[1].text in COMPARISONS and before[0].kind == "text":
        yield _plain(before[0].text)
    position = index + 1
    if position < len(words) and words[position].text == "NOT":
        position += 1
    if position + 1 < len(words) and words[position].text == "IN":
        for word in words[position + 1 : closing(words, position + 1)]:
            if word.kind == "text":
                yield _plain(word.text)


def _plain(quoted: str) -> str:
    return quoted[1:-1].replace("''", "'")
