"""Watch a hub's hooks: report which one is called, and what a call changes."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
import polars as pl

from hubflow.kit.checking.findings import Finding
from hubflow.kit.checking.process_state import ProcessState
from hubflow.kit.checking.session import Session
from hubflow.plugins.manager import LoadedHub
from hubflow.text.spoken import say


def watch_hooks(session: Session, hub: LoadedHub) -> None:
    """Make every hook of the hub and its add-ons report its calls and what they change."""
    for speaker in hub.guests:
        speaker.watch = functools.partial(_watch, session, speaker.plugin)


@contextlib.contextmanager
def _watch(
    session: Session, plugin: str, hook: str, function: Callable[..., Any],
    given: Mapping[str, Any],
) -> Iterator[None]:
    session.calling(plugin, hook)
    before = {name: as_it_is(value) for name, value in given.items()}
    state = ProcessState.now()
    try:
        yield
    finally:
        for what in state.changed():
            session.finding(changed_process(plugin, hook, what))
        state.restore()
        for name, value in given.items():
            if as_it_is(value) != before[name]:
                session.finding(Finding("HF307", f"plugin {plugin}", line_of(function), hook,
                                        say("kit.changes_its", argument=name),
                                        say("kit.change_a_copy"), hook, hook))


def changed_process(plugin: str, hook: str, what: str) -> Finding:
    """Return the finding that the plugin's code changed something for the whole process."""
    return Finding("HF206", f"plugin {plugin}", 0, hook, say("kit.it_changes", what=what),
                   say("kit.in_its_own_module"), hook, hook)


def line_of(function: Callable[..., Any]) -> int:
    """Return the line that a function begins on; 0 if it has none."""
    code = getattr(function, "__code__", None)
    return code.co_firstlineno if code else 0


@attrs.frozen(eq=False, repr=False)
class TableState:
    """A table at one moment, equal to another with the same columns and values."""

    table: pl.DataFrame

    def __eq__(self, other: object) -> bool:
        """Return whether columns, their types and all values are the same."""
        return (isinstance(other, TableState) and self.table.equals(other.table)
                and self.table.dtypes == other.table.dtypes)

    __hash__ = None  # type: ignore[assignment]


def as_it_is(value: Any) -> Any:
    """Return a value in a form that can be compared later, down to the innermost mapping."""
    if isinstance(value, pl.LazyFrame):
        try:
            table = value.collect()
        except (Exception, pl.exceptions.PanicException):
            return "a table that cannot be computed"
        return TableState(table)
    if isinstance(value, pl.Series):
        return TableState(value.to_frame())
    if attrs.has(type(value)):
        return type(value).__name__, tuple(
            as_it_is(getattr(value, field.name)) for field in attrs.fields(type(value)))
    if isinstance(value, Mapping):
        return tuple((repr(key), as_it_is(each)) for key, each in value.items())
    if isinstance(value, list | tuple):
        return type(value).__name__, tuple(as_it_is(each) for each in value)
    return repr(value)
