"""Find hooks that pluggy would ignore in silence: misspelt, unmarked or wrongly called."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, Literal

from hubflow.model.input_problems import Problem
from hubflow.model.plain_record import PlainRecord
from hubflow.plugins import hookspecs
from hubflow.plugins.markers import PROJECT
from hubflow.reading.records.nearest import did_you_mean
from hubflow.text.spoken import say

PREFIX = "hubflow_"

Kind = Literal["name", "mark", "arguments"]


class Misuse(PlainRecord):
    """One function that is not the hook it means to be; ``path`` is the file that it stands in."""

    kind: Kind
    hook: str
    path: str
    problem: Problem


def misuses_in(code: Any, plugin: str) -> Iterator[Misuse]:
    """Yield functions of a plugin's module that pluggy would ignore or could not call."""
    known = {name: spec for name, spec in vars(hookspecs).items() if name.startswith(PREFIX)}
    for name, function in vars(code).items():
        marked = hasattr(function, f"{PROJECT}_impl")
        if not (name.startswith(PREFIX) or marked) or not callable(function):
            continue
        if inspect.isclass(function) or getattr(function, "__module__", None) != getattr(
            code, "__name__", None
        ):
            continue
        line = function.__code__.co_firstlineno if inspect.isfunction(function) else 0
        path = function.__code__.co_filename if inspect.isfunction(function) else ""

        def found(kind: Kind, what: str, to_do: str, *, name: str = name, line: int = line,
                  path: str = path) -> Misuse:
            return Misuse(kind, name, path, Problem(f"plugin {plugin}", line, name, what, to_do))

        if name not in known:
            yield found("name", say("plugin-problems.no_such_hook"), did_you_mean(name, known))
            continue
        if not marked:
            yield found("mark", say("plugin-problems.not_marked"),
                        say("plugin-problems.put_hookimpl"))
        parameters = list(inspect.signature(known[name]).parameters)
        for argument in inspect.signature(function).parameters:
            if argument not in parameters:
                yield found("arguments",
                            say("plugin-problems.no_such_argument", argument=repr(argument)),
                            did_you_mean(argument, parameters)
                            or say("plugin-problems.it_has", arguments=", ".join(parameters)))
