"""Read JSON of strangers: no words for numbers, limited nesting."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from hubflow.model.input_problems import one_problem
from hubflow.reading.limits import JSON_DEPTH
from hubflow.reading.toml.source import check_nesting
from hubflow.text.spoken import say


def plain_json(text: str | bytes) -> Any:
    """Return the data of a JSON text of hubflow's own; raise ValueError where it is none."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError(JSON_DEPTH.words()) from None


def parse_json(text: str, name: str, to_do: str = "") -> Any:
    """Return the data of a JSON text; raise :class:`BadInput`, with its line if it is broken."""
    def no_number(word: str) -> NoReturn:
        raise ValueError(f"{word} is no number")

    try:
        data = json.loads(text, parse_constant=no_number)
    except json.JSONDecodeError as error:
        raise one_problem(name, say("reading-problems.this_is_not_json", msg=error.msg), to_do,
                          line=error.lineno
                          ) from None
    except RecursionError:
        raise JSON_DEPTH.refusal(name) from None
    except ValueError as error:
        raise one_problem(name, say("reading-problems.this_is_not_json_that_can",
                                    error=error)) from None
    if isinstance(data, dict | list):
        check_nesting(data, name, JSON_DEPTH)
    return data
