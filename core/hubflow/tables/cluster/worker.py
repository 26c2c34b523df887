"""The work of a worker on one part. It writes nothing; doing it again does no harm."""

from __future__ import annotations

import functools
import traceback

import attrs

from hubflow.engine.pipeline.hooks import HubHooks
from hubflow.model.input_problems import BadInput, Problem
from hubflow.plugins.crash import PluginCrash
from hubflow.tables.cluster.file_parts import FilePart
from hubflow.tables.cluster.hub_code import HubCode, hooks_of
from hubflow.tables.cluster.packing import unpack
from hubflow.tables.output.result_shapes import ShapedResults
from hubflow.tables.output.table_writer import encoded
from hubflow.tables.part_work import PartContext, PartOutcome, PartStep, Results, Work
from hubflow.text.spoken import speaking


@attrs.frozen
class RefusedInput:
    """Bad input as plain data, to be raised again on another machine."""

    problems: tuple[Problem, ...]

    def to_error(self) -> BadInput:
        """Return the error."""
        return BadInput(self.problems)


@attrs.frozen
class CrashedPlugin:
    """A plugin's failure as plain data; ``trace`` is the traceback of its own error."""

    plugin: str
    hook: str
    what: str
    where: dict[str, str]
    trace: str

    def to_error(self) -> PluginCrash:
        """Return the error, with the worker's traceback as its cause."""
        crash = PluginCrash(self.plugin, self.hook, self.what, **self.where)
        if self.trace:
            crash.__cause__ = OnWorkerError(self.trace)
        return crash


class OnWorkerError(Exception):
    """An error of a plugin's code on a worker, shown by its traceback there."""


def run_step(
    code: bytes, work: bytes, part: FilePart, step: PartStep, given: PartContext | None, first: bool
) -> PartOutcome | RefusedInput | CrashedPlugin:
    """Read a part and do its step, in the language of who asked for it."""
    with speaking(functools.partial(_language, code)):
        return _done(code, work, part, step, given, first)


def _done(
    code: bytes, work: bytes, part: FilePart, step: PartStep, given: PartContext | None, first: bool
) -> PartOutcome | RefusedInput | CrashedPlugin:
    try:
        own = _opened(code, work)
        raw = part.read(own.columns(part.file, first=first))
        done = own.done(raw, step, given, first=first)
        if isinstance(done.value, Results):
            done = attrs.evolve(done, value=_as_file(done.value, own.format))
        return done
    except BadInput as bad:
        return RefusedInput(bad.problems)
    except PluginCrash as crash:
        cause = crash.__cause__
        return CrashedPlugin(crash.plugin, crash.hook, crash.what, {
            "hub": crash.hub, "phase": crash.phase, "venture": crash.venture,
        }, "".join(traceback.format_exception(cause)) if cause is not None else "")


def identity(data: bytes) -> bytes:
    """Return the data: as a task, so that shared data are made again when a worker dies."""
    return data


def _as_file(results: Results, format: str) -> Results:
    """Return the results with their rows as a part file, so that the worker writes them."""
    if not isinstance(results.rows, ShapedResults):
        return results
    return attrs.evolve(results, rows=encoded(results.rows.table(), format))


@functools.lru_cache(maxsize=2)
def _opened(code: bytes, work: bytes) -> Work:
    opened: Work = unpack(work, _hooks(code))
    return opened


@functools.lru_cache(maxsize=1)
def _language(code: bytes) -> str:
    given: HubCode = unpack(code)
    return given.language


@functools.lru_cache(maxsize=1)
def _hooks(code: bytes) -> HubHooks:
    given: HubCode = unpack(code)
    return hooks_of(given)
