"""Say in words what expressions read, and the values that were found."""

from __future__ import annotations

import datetime as dt

from hubflow.engine.expressions.expression import column_name
from hubflow.engine.facts import registry
from hubflow.engine.facts.fact_sentences import about_fact
from hubflow.engine.method.carried_scores import is_carried, phase_of
from hubflow.engine.pipeline.column_names import (
    exception_column,
    local_columns,
    parameter_column,
)
from hubflow.engine.results.engine_words import word
from hubflow.model.methodology import Methodology, text_in
from hubflow.text.numbers import day, number


def column_in_words(methodology: Methodology, name: str, language: str) -> str:
    """Return the question of a fact, or the sentence of a parameter or an exception.

    Of what an earlier phase came to it is the phase's name; of anything else the name itself.
    """
    fact = registry().get(name)
    if fact is not None:
        return about_fact(fact, language)
    if is_carried(name):
        found = next(each for each in methodology.phases if column_name(each.id) == phase_of(name))
        return text_in(found.name, language, found.id)
    says = {parameter_column(each.id): each.says for each in methodology.parameters}
    says |= {exception_column(each.id): each.says
             for phase in methodology.phases for each in phase.exceptions}
    if name in says:
        return text_in(says[name], language, name)
    local = next((each for each in methodology.facts
                  if name in (column for column, _ in local_columns(each))), None)
    return name if local is None else local.question(language, methodology.hub.currency)


def value_in_words(value: object, language: str) -> str:
    """Return a value that was found as people of the language write it."""
    if isinstance(value, bool):
        return word("yes" if value else "no", language)
    if isinstance(value, dt.date):
        return day(value, language)
    return number(value, language) if isinstance(value, int | float) else str(value)
