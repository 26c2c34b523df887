"""Parse the words of an expression into its tree."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from hubflow.engine.expressions.expression_tree import (
    RANKS,
    Between,
    CaseWhen,
    Chain,
    Constant,
    FactName,
    FunctionCall,
    In,
    Node,
    Signed,
    Star,
    Window,
)
from hubflow.engine.expressions.lexer import Token
from hubflow.reading.limits import EXPRESSION_DEPTH

_VALUE = "a_value"
_RANGES = ("NOT", "BETWEEN", "IN")
_SIGN = "a_sign"


class NotParsed(Exception):
    """Raised at the first word that cannot stand at its place.

    ``wanted`` is the word that can, or in small letters the key of the words for what can.
    """

    def __init__(self, token: Token, wanted: str, around: Sequence[Token] = ()) -> None:
        self.token, self.wanted, self.around = token, wanted, tuple(around)
        super().__init__(wanted)


class TooDeep(Exception):
    """Raised where brackets, cases and signs nest deeper than Polars' own parser goes."""


def parse(words: Sequence[Token]) -> Node:
    """Return the tree of an expression; raises :class:`NotParsed` or :class:`TooDeep`."""
    last = words[-1]
    end = Token("end", "", last.at + len(last.text))
    parser = _Parser([*words, end])
    node = parser.expression()
    if parser.next.kind != "end":
        raise parser.wrong(_SIGN)
    return node


@attrs.define(eq=False, repr=False)
class _Parser:
    """Reads the words once; each method reads one form and stops at the word after it."""

    words: list[Token]
    index: int = 0
    depth: int = 0

    @property
    def next(self) -> Token:
        """The next word."""
        return self.words[self.index]

    def wrong(self, wanted: str) -> NotParsed:
        """Return the error that another word was expected in the place of the next."""
        return NotParsed(self.next, wanted, self.words[max(0, self.index - 1):self.index + 2])

    def take(self, *texts: str) -> str:
        """Return and pass the next word if it is one of these; else return nothing."""
        word = self.next
        if word.text in texts and word.kind in ("keyword", "operator"):
            self.index += 1
            return word.text
        return ""

    def must(self, text: str, wanted: str = "") -> None:
        """Pass a word that has to come; raises :class:`NotParsed` for another one."""
        if not self.take(text):
            raise self.wrong(wanted or text)

    def expression(self, least: int = 1) -> Node:
        """Return a value with all signs after it that bind as strongly as ``least`` or more."""
        self.depth += 1
        if not EXPRESSION_DEPTH.holds(self.depth):
            raise TooDeep
        node = self._chained(least)
        self.depth -= 1
        return node

    def _chained(self, least: int) -> Node:
        at = self.next.at
        node = self._prefixed() if least <= RANKS["NOT"] else self._signed()
        while (rank := self._rank()) >= least:
            node = self._joined(node, rank, at)
        return node

    def _rank(self) -> int:
        """Return how strongly the next word binds to the value before it; 0 if it does not."""
        text = self.next.text
        return RANKS["IN"] if text == "NOT" else RANKS.get(text, 0)

    def _joined(self, node: Node, rank: int, at: int) -> Node:
        """Return a value with the signs of one rank after it, or ``BETWEEN`` or ``IN``."""
        if self.next.text in _RANGES:
            return self._ranged(node, at)
        rest: list[tuple[str, Node]] = []
        while RANKS.get(sign := self.next.text) == rank and sign not in _RANGES:
            self.index += 1
            rest.append((sign, self._chained(rank + 1)))
        return Chain(node, tuple(rest), at=at)

    def _ranged(self, node: Node, at: int) -> Node:
        """Return a value with the ``[NOT] BETWEEN`` or ``[NOT] IN`` after it."""
        negated = bool(self.take("NOT"))
        if self.take("IN"):
            self.must("(")
            return In(node, self._list(), negated, at=at)
        self.must("BETWEEN", "between_or_in")
        low = self._chained(RANKS["BETWEEN"] + 1)
        self.must("AND")
        return Between(node, low, self._chained(RANKS["BETWEEN"] + 1), negated, at=at)

    def _prefixed(self) -> Node:
        """Return a condition with ``NOT`` before it, or a value."""
        at = self.next.at
        nots = 0
        while self.take("NOT"):
            nots += 1
        if not nots:
            return self._signed()
        node = self._chained(RANKS["NOT"] + 1)
        for _ in range(nots):
            node = Signed("NOT", node, at=at)
        return self._bounded(node, nots)

    def _signed(self) -> Node:
        """Return a value with ``-`` or ``+`` before it."""
        at = self.next.at
        signs = []
        while sign := self.take("-", "+"):
            signs.append(sign)
        node = self._atom()
        for sign in reversed(signs):
            node = Signed(sign, node, at=at)
        return self._bounded(node, len(signs))

    def _bounded(self, node: Node, prefixes: int) -> Node:
        if not EXPRESSION_DEPTH.holds(prefixes):
            raise TooDeep
        return node

    def _atom(self) -> Node:
        word = self.next
        if word.kind in ("number", "text"):
            self.index += 1
            return Constant("number" if word.kind == "number" else "text", word.text, at=word.at)
        if word.kind == "name":
            self.index += 1
            return FactName(word.text, at=word.at)
        if word.kind == "function":
            return self._call()
        if self.take("("):
            node = self.expression()
            self.must(")", "closing_bracket")
            return node
        if self.take("TRUE", "FALSE"):
            return Constant("truth", word.text, at=word.at)
        if self.take("DATE"):
            if self.next.kind != "text":
                raise self.wrong("a_day")
            self.index += 1
            return Constant("date", self.words[self.index - 1].text, at=word.at)
        if self.take("CASE"):
            return self._case(word.at)
        raise self.wrong(_VALUE)

    def _call(self) -> Node:
        word = self.next
        self.index += 1
        self.must("(")
        at = self.next.at
        values: tuple[Node, ...] = ()
        if self.take("*"):
            self.must(")")
            values = (Star(at=at),)
        elif not self.take(")"):
            values = self._list()
        window = self._window() if self.take("OVER") else None
        return FunctionCall(word.text, values, window, at=word.at)

    def _list(self) -> tuple[Node, ...]:
        """Return the values between commas, up to the closing bracket."""
        values = [self.expression()]
        while self.take(","):
            values.append(self.expression())
        self.must(")", "comma_or_closing_bracket")
        return tuple(values)

    def _window(self) -> Window:
        self.must("(")
        order: list[tuple[Node, str]] = []
        if self.take("ORDER"):
            self.must("BY")
            order.append((self.expression(), self.take("ASC", "DESC")))
            while self.take(","):
                order.append((self.expression(), self.take("ASC", "DESC")))
        self.must(")", "order_or_closing_bracket")
        return Window(tuple(order))

    def _case(self, at: int) -> Node:
        subject = None if self.next.text == "WHEN" else self.expression()
        branches = []
        while self.take("WHEN"):
            condition = self.expression()
            self.must("THEN")
            branches.append((condition, self.expression()))
        if not branches:
            raise self.wrong("WHEN")
        otherwise = self.expression() if self.take("ELSE") else None
        self.must("END", "when_else_or_end")
        return CaseWhen(subject, tuple(branches), otherwise, at=at)
