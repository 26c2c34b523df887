"""Problems of an input: one message for each, all of them at once."""

import re
from collections.abc import Iterable

import attrs

from hubflow.model.characters import visible
from hubflow.model.late_record import frozen_at_use


def _in_order(key: str) -> tuple[str | int, ...]:
    """Return a key with its numbers as numbers: row 7 of a sheet comes before row 10."""
    return tuple(int(part) if number % 2 else part
                 for number, part in enumerate(re.split(r"([0-9]{1,9})", key)))


def as_sentence(text: str) -> str:
    """Return a text with one full stop at its end, if no other sign ends it.

    >>> as_sentence("It is new"), as_sentence("Is it new?"), as_sentence("Its digest is 891f…")
    ('It is new.', 'Is it new?', 'Its digest is 891f…')
    """
    plain = text.rstrip(". ")
    return plain if plain.endswith(("?", "!", "…")) else f"{plain}."


def with_advice(what: str, to_do: str) -> str:
    """Return what is wrong as a sentence, and after it what to do.

    >>> with_advice("must be a number", "Write 5.")
    'must be a number. Write 5.'
    """
    return f"{as_sentence(what)} {to_do}".strip()


@frozen_at_use(order=True)
class Problem:
    """One problem in an input, described so that its author can correct it.

    Printed as ``file:line: key: what. to_do``, with characters that one cannot see as escapes.
    ``line`` counts from 1, 0 where there is none.
    """

    file: str
    line: int
    key: str = attrs.field(order=_in_order)
    what: str
    to_do: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        parts = [part for part in (where, self.key) if part]
        return visible(f"{': '.join(parts)}: {self.words()}")

    def words(self) -> str:
        """Return what is wrong and what to do, for a reader who sees where it is."""
        return with_advice(self.what, self.to_do)


class BadInput(Exception):
    """Raised once for an input, with every problem found in it.

    Of a table with very many, ``problems`` are the first ones and ``every`` all that are known in
    words; ``closing`` then says how many there are.
    """

    def __init__(
        self, problems: Iterable[Problem], *, closing: str = "",
        every: Iterable[Problem] | None = None,
    ) -> None:
        self.problems = tuple(sorted(set(problems)))
        self.every = self.problems if every is None else tuple(every)
        self.closing = closing
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def words(self) -> str:
        """Return what is wrong and what to do, one problem after the other."""
        return " ".join(problem.words() for problem in self.problems)


class NoDossierError(BadInput):
    """Raised for a file that can be read and is no dossier at all."""


def one_problem(file: str, what: str, to_do: str = "", *, line: int = 0, key: str = "") -> BadInput:
    """Return a :class:`BadInput` with a single problem."""
    return BadInput([Problem(file, line, key, what, to_do)])
