"""The words of a checked expression, written as SQL that Polars reads as we mean it."""

from __future__ import annotations

from collections.abc import Iterator

from hubflow.engine.expressions.expression_checks import ORDERINGS
from hubflow.engine.expressions.lexer import Token, closing

CALL = "_call"
"""The column that tells the calls of a table apart; windows never look beyond their call."""

_OPERAND_ENDS = ORDERINGS | {"AND", "OR", "NOT", "BETWEEN", "IN", ","}


def sql_words(words: list[Token]) -> Iterator[str]:
    """The expression for Polars: names quoted, decimals as doubles, x / 0 as missing."""
    index = 0
    in_list = -1
    while index < len(words):
        word = words[index]
        if word.text == "IN" and index + 1 < len(words):
            in_list = closing(words, index + 1)
        if word.kind == "operator" and word.text in "/%":
            end = _operand_end(words, index + 1)
            yield word.text
            yield "NULLIF("
            yield from sql_words(words[index + 1 : end])
            yield ", 0)"
            index = end
            continue
        if word.text == "OVER" and index + 1 < len(words) and words[index + 1].text == "(":
            yield f'OVER ( PARTITION BY "{CALL}"'
            index += 2
            continue
        yield _word(word, in_a_list=index <= in_list)
        index += 1


def rounded(words: list[Token]) -> list[Token]:
    """Computed sides of a comparison rounded to 9 decimals, so that .3 * 100000 equals 30000."""
    before: dict[int, int] = {}
    after: dict[int, int] = {}
    for index, word in enumerate(words):
        if word.text not in ORDERINGS | {"BETWEEN", "IN"}:
            continue
        for first, last in _sides(words, index):
            if _computed(words[first : last + 1]):
                before[first] = before.get(first, 0) + 1
                after[last] = after.get(last, 0) + 1
    rounded: list[Token] = []
    for index, word in enumerate(words):
        for _ in range(before.get(index, 0)):
            rounded += [Token("function", "round", word.at), Token("operator", "(", word.at)]
        rounded.append(word)
        for _ in range(after.get(index, 0)):
            rounded += [Token("operator", ",", word.at), Token("number", "9", word.at),
                        Token("operator", ")", word.at)]
    return rounded


def _sides(words: list[Token], comparison: int) -> Iterator[tuple[int, int]]:
    """The first and last index of everything that a comparison compares."""
    end = comparison - (words[comparison - 1].text == "NOT")
    yield _side(words, end, -1), end - 1
    if words[comparison].text == "IN":
        return
    right = _side(words, comparison, +1)
    yield comparison + 1, right
    if words[comparison].text == "BETWEEN":
        yield right + 2, _side(words, right + 1, +1)


def _computed(words: list[Token]) -> bool:
    """Whether words work out a number; what holds a comparison gives yes or no."""
    if any(word.text in ORDERINGS | {"BETWEEN", "IN"} for word in words):
        return False
    return any(word.kind == "operator" and word.text in "+-*/%" for word in words)


def _side(words: list[Token], comparison: int, step: int) -> int:
    """The last index of a comparison's side, going from it by ``step``."""
    depth = 0
    index = comparison + step
    opening, closing = ("(", ")") if step > 0 else (")", "(")
    while 0 <= index < len(words):
        text = words[index].text
        if text == closing:
            depth -= 1
        if depth < 0 or (depth == 0 and words[index].kind != "text" and text in _OPERAND_ENDS):
            break
        if text == opening:
            depth += 1
        index += step
    return index - step


def _operand_end(words: list[Token], start: int) -> int:
    """Where the operand that begins at ``start`` ends (exclusive)."""
    index = start
    while index < len(words) and words[index].text in {"-", "+"}:
        index += 1
    if index >= len(words):
        return len(words)
    if words[index].kind == "function":
        end = closing(words, index + 1) + 1
        if end < len(words) and words[end].text == "OVER":
            end = closing(words, end + 1) + 1
        return end
    if words[index].text == "(":
        return closing(words, index) + 1
    return index + 1


def _word(word: Token, *, in_a_list: bool) -> str:
    if word.kind == "name":
        return f'"{word.text}"'
    if word.kind == "number" and not in_a_list and not word.text.isdigit():
        return f"CAST({word.text} AS DOUBLE)"
    return word.text
