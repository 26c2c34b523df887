"""Write what phases came to in the sentences of a proposal, and what is not known of it yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from hubflow.engine.method.carried_scores import end_columns
from hubflow.engine.method.compiled import Compiled
from hubflow.engine.method.phase_texts import filled, names_in_texts
from hubflow.engine.results.engine_words import sentence
from hubflow.engine.results.shown_decimals import decimals_of_fact, named_numbers
from hubflow.text.numbers import number


@attrs.frozen(eq=False, repr=False)
class PhaseScores:
    """What phases came to for one venture, from its ``row`` of the table."""

    compiled: Compiled
    row: Mapping[str, Any]
    language: str

    def known(self, text: str) -> bool:
        """Return whether all that a text names is known."""
        return all(self.row[name] is not None for name in names_in_texts([{"": text}]))

    def filled(self, text: str) -> str:
        """Return a text with what it names; of what is open the ends, or that it is not known."""
        return filled(text, self._words)

    def _words(self, name: str) -> str:
        value = self.row[name]
        if value is not None:
            return self._number(value)
        lower, upper = (self.row[column] for column in end_columns(name))
        if lower is None or upper is None:
            return sentence("score_not_known", self.language)
        return sentence("score_between", self.language, lower=self._number(lower),
                        upper=self._number(upper))

    def _number(self, value: float) -> str:
        named = named_numbers(self.compiled)
        return number(value, self.language, max(1, decimals_of_fact(value, "", named)))
