"""Call hooks, the one way for all: pluggy calls, and this module notes who answered or failed.

A plugin is registered as a :class:`Speaker`. Each of its functions notes in the current
:class:`CallContext` what it returned or raised. So wrappers, ``tryfirst`` and ``trylast`` are
pluggy's own, and every answer and every crash is attributed here, whoever else was called around.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import Any

import attrs
import pluggy

from hubflow.model.plain_record import PlainRecord
from hubflow.plugins import hookspecs
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.markers import PROJECT
from hubflow.plugins.trust.guard import first_line, is_failure, plugin_output

Read = Callable[[Any], Any]
"""Checks what a plugin returned, and gives it in the form that the core works with."""

Watch = Callable[[str, Callable[..., Any], Mapping[str, Any]], AbstractContextManager[None]]
"""Looks on while a function runs: handed the hook, the function and its arguments."""

_CURRENT: ContextVar[CallContext | None] = ContextVar("hook_call", default=None)


class UnusableAnswer(Exception):
    """Raised by a :data:`Read` for what a hook must not return; says what is wrong with it."""


def anything(value: Any) -> Any:
    """Return whatever a hook returned."""
    return value


def instance_of(*classes: type) -> Read:
    """Return a reader that accepts instances of these classes and nothing else."""

    def read(value: Any) -> Any:
        if not isinstance(value, classes):
            names = " or ".join(each.__name__ for each in classes)
            raise UnusableAnswer(f"returned {type(value).__name__}, not {names}")
        return value

    return read


class Late:
    """An argument of a hook that is worked out when a plugin first asks for it."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.value = functools.cache(make)


def _resolved(arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: value.value() if isinstance(value, Late) else value
            for name, value in arguments.items()}


class Speaker:
    """A plugin as pluggy calls it: functions that note what the plugin's own return and raise.

    ``code`` is the plugin's module, ``plugin`` its name in messages. ``hooks`` limits it to some
    hooks. ``watch`` may look on while a function runs.
    """

    def __init__(
        self, code: object, plugin: str, *, built_in: bool = False,
        hooks: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self.code, self.plugin, self.built_in = code, plugin, built_in
        self.watch: Watch | None = None
        for name in dir(code):
            function = getattr(code, name, None)
            options = getattr(function, f"{PROJECT}_impl", None)
            if isinstance(options, Mapping) and inspect.isroutine(function):
                hook = options.get("specname") or name
                if hooks(hook):
                    setattr(self, name, self._noting(function, hook, options))

    def is_built_in(self) -> bool:
        """Return whether the plugin is one of hubflow's own."""
        return self.built_in

    def is_guest(self) -> bool:
        """Return whether the plugin is a hub or an add-on."""
        return not self.built_in

    def _noting(
        self, function: Callable[..., Any], hook: str, options: Mapping[str, Any]
    ) -> Callable[..., Any]:
        names = [name for name, each in inspect.signature(function).parameters.items()
                 if each.kind is not each.VAR_KEYWORD]

        @functools.wraps(function)
        def plain(*args: Any, **more: Any) -> Any:
            call = _CURRENT.get() or CallContext(hook)
            arguments = _resolved(dict(zip(names, args, strict=False)) | more)
            if call.chained in arguments:
                arguments[call.chained] = call.latest
            with self._watched(hook, function, arguments):
                try:
                    return call.note_answer(function(**arguments), self)
                except BaseException as error:
                    call.note_error(error, self)
                    raise

        @functools.wraps(function)
        def wrapper(*args: Any, **more: Any) -> Generator[Any, Any, Any]:
            call = _CURRENT.get() or CallContext(hook)
            arguments = _resolved(dict(zip(names, args, strict=False)) | more)
            call.wrappers.append(self)
            try:
                with self._watched(hook, function, arguments):
                    controller = function(**arguments)
                    try:
                        next(controller)
                    except StopIteration:
                        raise RuntimeError("the wrapper does not yield") from None
                try:
                    found = yield
                except BaseException as error:
                    with self._watched(hook, function, arguments):
                        answer = _end(controller.throw, error)
                else:
                    with self._watched(hook, function, arguments):
                        answer = _end(controller.send, found)
                return answer if options["hookwrapper"] else call.note_wrapped_answer(answer, self)
            except BaseException as error:
                call.note_error(error, self)
                raise

        wraps = options["wrapper"] or options["hookwrapper"]
        return wrapper if wraps and inspect.isgeneratorfunction(function) else plain

    @contextlib.contextmanager
    def _watched(
        self, hook: str, function: Callable[..., Any], arguments: Mapping[str, Any]
    ) -> Iterator[None]:
        watched = self.watch(hook, function, arguments) if self.watch else contextlib.nullcontext()
        # hubflow's own plugins print results: a capability may be the whole command
        output = contextlib.nullcontext() if self.built_in else plugin_output()
        with output, watched:
            yield


def _end(step: Callable[[Any], object], value: object) -> Any:
    """Return what a wrapper returns after its one ``yield``."""
    try:
        step(value)
    except StopIteration as end:
        return end.value
    raise RuntimeError("the wrapper yields a second time")


@attrs.define(eq=False, repr=False)
class CallContext:
    """One call of a hook: its place, the plugins' answers, and their errors.

    ``chained`` names the argument that each plugin is handed as the plugin before left it;
    ``latest`` is its value.
    """

    hook: str
    read: Read = anything
    hub: str = ""
    phase: str = ""
    venture: str = ""
    chained: str = ""
    latest: Any = None
    wrappers: list[Speaker] = attrs.field(factory=list)
    answers: list[tuple[Any, Speaker]] = attrs.field(factory=list)
    errors: list[tuple[BaseException, Speaker]] = attrs.field(factory=list)

    @property
    def first_only(self) -> bool:
        """Whether the first answer ends the call."""
        return bool(getattr(hookspecs, self.hook).hubflow_spec["firstresult"])

    def note_answer(self, value: Any, speaker: Speaker) -> Any:
        """Return and note a plugin's answer, as ``read`` gives it; None if it has none."""
        if value is None or any(value is each for each, _ in self.answers):
            return value
        read = self.read(value)
        self.answers.append((read, speaker))
        self.latest = read
        return read

    def note_wrapped_answer(self, value: Any, speaker: Speaker) -> Any:
        """Return what a wrapper made of the answer, or of the list of answers, within it."""
        if self.first_only:
            return self.note_answer(value, speaker)
        if not isinstance(value, list):
            raise UnusableAnswer(f"returned {type(value).__name__}, not the list of answers")
        return [self.note_answer(each, speaker) for each in value]

    def note_error(self, error: BaseException, speaker: Speaker) -> None:
        """Note who raised an error first."""
        if not any(error is each for each, _ in self.errors):
            self.errors.append((error, speaker))

    def answer(self, value: Any) -> Answer:
        """Return a value with the plugin that said it."""
        for each, speaker in self.answers:
            if each is value:
                return Answer(value, speaker, self)
        # only an old wrapper's forced result comes past the functions that note
        speaker = self.wrappers[0]
        try:
            return Answer(self.read(value), speaker, self)
        except UnusableAnswer as error:
            raise self.crash(str(error), speaker) from None

    def crash(self, what: str, speaker: Speaker) -> PluginCrash:
        """Return the crash of a plugin in this call."""
        return PluginCrash(speaker.plugin, self.hook, what, hub=self.hub, phase=self.phase,
                           venture=self.venture)


class Answer(PlainRecord):
    """A hook's answer, and the plugin that gave it."""

    value: Any
    speaker: Speaker
    call: CallContext

    @property
    def built_in(self) -> bool:
        """Whether hubflow itself said it."""
        return self.speaker.built_in

    @property
    def plugin(self) -> str:
        """The name of the plugin that said it."""
        return self.speaker.plugin

    def crash(self, what: str) -> PluginCrash:
        """Return the crash of the plugin whose answer is of no use."""
        return self.call.crash(what, self.speaker)


class HubPlugins(pluggy.PluginManager):
    """The plugins of one hub. All are speakers, so that whoever answers or fails can be named."""

    def register(self, plugin: Any, name: str | None = None) -> str | None:
        """Register a plugin's module or object, or a speaker."""
        name = name or self.get_canonical_name(plugin)
        speaker = plugin if isinstance(plugin, Speaker) else Speaker(plugin, name)
        return super().register(speaker, name)

    def registered(self, plugin: Any, name: str) -> str:
        """Register a plugin; return what is wrong with its hooks, nothing where all is well."""
        try:
            self.register(plugin, name=name)
            self.check_pending()
        except pluggy.PluginValidationError as error:
            return str(error).split("\n")[0]
        return ""

    def parse_hookimpl_opts(self, plugin: Any, name: str) -> Any:
        """Return the options of a speaker's function; None for what every speaker has."""
        return super().parse_hookimpl_opts(plugin, name) if name in vars(plugin) else None


def bare_manager() -> HubPlugins:
    """Return a manager that knows the hooks and holds no plugin yet."""
    manager = HubPlugins(PROJECT)
    manager.add_hookspecs(hookspecs)
    return manager


def call_hook(
    plugins: HubPlugins, call: CallContext, arguments: Mapping[str, Any],
    *, only: Callable[[Speaker], bool] | None = None,
) -> list[Answer]:
    """Return the answers of plugins to a hook; at most one if the first answer ends the call.

    ``only`` chooses the plugins that are asked. Raises :class:`PluginCrash` that names the plugin
    which raised or returned what it must not. hubflow's own errors are raised as they are.
    """
    caller = getattr(plugins.hook, call.hook) if only is None else plugins.subset_hook_caller(
        call.hook, [each for each in plugins.get_plugins() if not only(each)])
    before = _CURRENT.set(call)
    try:
        found = caller(**arguments)
    except BaseException as error:
        if not is_failure(error):
            raise
        speaker = next((each for raised, each in call.errors if raised is error), None)
        if speaker is None or speaker.built_in:
            raise
        if isinstance(error, UnusableAnswer):
            raise call.crash(str(error), speaker) from None
        raise call.crash(first_line(error), speaker) from error
    finally:
        _CURRENT.reset(before)
    if call.first_only:
        found = [] if found is None else [found]
    return [call.answer(each) for each in found if each is not None]
