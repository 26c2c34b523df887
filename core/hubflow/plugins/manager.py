"""Load one hub: its methodology and its hooks, with a plugin manager of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import attrs
import pluggy

from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.plugins import hookspecs
from hubflow.plugins.built_in import add_built_ins
from hubflow.plugins.calling import (
    Answer,
    CallContext,
    HubPlugins,
    Read,
    Speaker,
    anything,
    call_hook,
)
from hubflow.plugins.code import code_of, digest_of
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.discovery import InstalledHub, add_ons, installed_hubs
from hubflow.plugins.markers import PROJECT
from hubflow.plugins.misuse import misuses_in
from hubflow.plugins.target import installed_target, target_of
from hubflow.reading.method.methodology_file import LoadedMethodology, read_methodology


@attrs.frozen(eq=False, repr=False)
class LoadedHub:
    """A hub ready to run. ``plugin`` says where it comes from; ``hooks_digest`` is of its code."""

    methodology: LoadedMethodology
    manager: HubPlugins
    plugin: str
    hooks_digest: str

    @property
    def id(self) -> str:
        """The hub's id."""
        return self.methodology.methodology.hub.id

    def speakers(self, hook: str) -> list[Speaker]:
        """Return the plugins that answer a hook, hubflow's own among them, in order of calling."""
        add_built_ins(self.manager, hook)
        return [impl.plugin for impl in getattr(self.manager.hook, hook).get_hookimpls()[::-1]]

    def implements(self, hook: str) -> bool:
        """Return whether the hub or an add-on answers a hook."""
        return bool(self._guest_functions(hook))

    def all_take(self, hook: str, argument: str) -> bool:
        """Return whether all functions of the hub and of add-ons for a hook take an argument."""
        return all(argument in impl.argnames for impl in self._guest_functions(hook))

    def wraps(self, hook: str) -> bool:
        """Return whether the hub or an add-on wraps what others answer to a hook."""
        return any(impl.wrapper or impl.hookwrapper for impl in self._guest_functions(hook))

    def _guest_functions(self, hook: str) -> list[pluggy.HookImpl]:
        return [impl for impl in getattr(self.manager.hook, hook).get_hookimpls()
                if not impl.plugin.built_in]

    @property
    def guests(self) -> tuple[Speaker, ...]:
        """The hub and its add-ons, without hubflow's own plugins."""
        return tuple(filter(Speaker.is_guest, self.manager.get_plugins()))

    def ask(
        self, hook: str, arguments: Mapping[str, Any], *, read: Read = anything,
        phase: str = "", venture: str = "", chained: str = "",
        only: Callable[[Speaker], bool] | None = None,
    ) -> list[Answer]:
        """Return the answers to a hook: see :func:`hubflow.plugins.calling.call_hook`."""
        add_built_ins(self.manager, hook)
        call = CallContext(hook, read, self.id, phase, venture, chained, arguments.get(chained))
        return call_hook(self.manager, call, arguments, only=only)

    def ask_first(
        self, hook: str, arguments: Mapping[str, Any], *, read: Read = anything,
        phase: str = "", venture: str = "", only: Callable[[Speaker], bool] | None = None,
    ) -> Answer | None:
        """Return the first answer to a hook; None where no plugin has one."""
        found = self.ask(hook, arguments, read=read, phase=phase, venture=venture, only=only)
        return found[0] if found else None


def load_hub(spec: str | os.PathLike[str] | None = None) -> LoadedHub:
    """Return the hub that ``spec`` names, with its hooks.

    A path (anything with a slash) is the folder of a ``methodology.toml``, that file, or a project
    that is yet to be installed; else it is the name of an installed hub, or of a module with a
    ``methodology.toml`` beside it. Without ``spec`` the one hub that is installed. A folder's
    Python is loaded where the folder is a package; one without ``__init__.py`` is data alone. The
    folder of an installed plugin is the same as its name.

    Raises :class:`BadInput` with what is wrong and what to do, and :class:`PluginCrash` where the
    plugin's own code fails.
    """
    target = installed_target(_the_only_one()) if spec is None else target_of(spec)
    methodology = read_methodology(target.methodology)
    try:
        code = code_of(target)
    except BadInput:
        raise
    except Exception as error:
        raise PluginCrash(target.plugin, "import", f"{type(error).__name__}: {error}") from error
    return load_code(code, methodology, target.plugin)


def hub_without_code(methodology: LoadedMethodology, plugin: str) -> LoadedHub:
    """Return a hub that is a methodology alone; ``plugin`` says where it comes from."""
    return load_code(None, methodology, plugin)


def hub_without_plugins(methodology: LoadedMethodology, plugin: str) -> LoadedHub:
    """Return the hub without add-ons: no hook is called, whatever is installed here."""
    return LoadedHub(methodology, _bare_manager(), plugin, NO_CODE)


def _the_only_one() -> InstalledHub:
    hubs = installed_hubs()
    if len(hubs) == 1:
        return hubs[0]
    if not hubs:
        raise one_problem("-p", "no hub is installed",
                          "Install one (such as hubflow-porto), or name a folder: -p ./folder.")
    names = ", ".join(hub.name for hub in hubs)
    raise one_problem("-p", "several hubs are installed and none is chosen",
                      f"Choose one with -p: {names}.")


def load_code(
    code: ModuleType | None, methodology: LoadedMethodology, plugin: str
) -> LoadedHub:
    """Return a hub of a methodology and the module with its hooks, None for data alone.

    Raises :class:`BadInput` with every misuse of a hook.
    """
    folder = None if code is None else methodology.file.path.parent
    return LoadedHub(methodology, _manager(code, plugin), plugin, digest_of(folder))


def _manager(code: ModuleType | None, plugin: str) -> HubPlugins:
    """Return a manager with the add-ons and this one hub; misuse of a hook is an error.

    pluggy calls first what was registered last: the hub before add-ons. What it amends is the
    exception: there add-ons come first, and the hub has the last word.
    """
    manager = _bare_manager()
    problems = [] if code is None else [misuse.problem for misuse in misuses_in(code, plugin)]
    if code is not None and not problems:
        problems += _register(manager, Speaker(code, plugin, hooks=_amends), f"{plugin}: {AMEND}")
    for point in sorted(add_ons(), key=lambda point: point.name, reverse=True):
        try:
            add_on = point.load()
        except Exception as error:
            raise PluginCrash(point.name, "import", f"{type(error).__name__}: {error}") from error
        problems += [misuse.problem for misuse in misuses_in(add_on, point.name)]
        problems += _register(manager, Speaker(add_on, point.name), point.name)
    if code is not None:
        problems += _register(manager, Speaker(code, plugin, hooks=_asks), plugin)
    if problems:
        raise BadInput(problems)
    return manager


AMEND = "hubflow_amend_methodology"


def _amends(hook: str) -> bool:
    return hook == AMEND


def _asks(hook: str) -> bool:
    return hook != AMEND


def _bare_manager() -> HubPlugins:
    manager = HubPlugins(PROJECT)
    manager.add_hookspecs(hookspecs)
    return manager


def _register(manager: HubPlugins, speaker: Speaker, name: str) -> list[Problem]:
    try:
        manager.register(speaker, name=name)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        return [Problem(f"plugin {speaker.plugin}", 0, "", str(error).split("\n")[0])]
    return []


NO_CODE = digest_of(None)
"""The digest of a hub's code where it has none."""
