"""Split an expression into words; no character outside these patterns reaches the SQL parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

TokenKind = Literal["number", "text", "name", "keyword", "function", "operator", "sign", "bad",
                    "end"]

KEYWORDS = frozenset(
    [
        *("AND", "OR", "NOT", "IN", "BETWEEN", "TRUE", "FALSE", "DATE"),
        *("CASE", "WHEN", "THEN", "ELSE", "END"),
        *("OVER", "ORDER", "BY", "ASC", "DESC"),
    ]
)

MEANT = {"=>": ">=", "=<": "<=", "==": "=", "&&": "AND", "&": "AND", "||": "OR", "|": "OR",
         "!": "NOT", "≥": ">=", "≤": "<=", "≠": "<>", "×": "*", "÷": "/", "–": "-"}
"""Signs of spreadsheets and other languages, and what an expression has in their place."""

_PATTERN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<text>'(?:[^']|'')*')
  | (?P<name>[A-Za-z_]\w*(?:\.\w+)*)
  | (?P<sign>=>|=<|==|&&|\|\||!(?!=)|[&|≥≤≠×÷–])
  | (?P<operator><=|>=|<>|!=|[-+*/%=<>(),])
  | (?P<bad>.)
    """,
    re.VERBOSE | re.ASCII | re.DOTALL,
)


_OPENING = re.compile(r"\s*\(")


class Token(NamedTuple):
    """One word of an expression and where it begins (0-based)."""

    kind: TokenKind
    text: str
    at: int


def tokens(expression: str) -> Iterator[Token]:
    """Yield the words of an expression in order, white space left out."""
    for match in _PATTERN.finditer(expression):
        kind = match.lastgroup or "bad"
        text = match.group()
        if kind == "space":
            continue
        if kind == "name":
            if text.upper() in KEYWORDS:
                yield Token("keyword", text.upper(), match.start())
            elif _OPENING.match(expression, match.end()):
                yield Token("function", text.lower(), match.start())
            else:
                yield Token("name", text, match.start())
            continue
        yield Token(kind, text, match.start())  # type: ignore[arg-type]
