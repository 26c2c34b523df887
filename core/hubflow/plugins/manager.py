"""Load one hub: its methodology and its hooks, with a plugin manager of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any

import attrs
import pluggy

from hubflow.model.input_problems import BadInput, one_problem
from hubflow.model.results import AddOnReceipt
from hubflow.plugins.built_in import add_built_ins
from hubflow.plugins.calling import (
    Answer,
    CallContext,
    HubPlugins,
    Read,
    Speaker,
    anything,
    bare_manager,
    call_hook,
)
from hubflow.plugins.code import code_of, digest_of
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.discovery import InstalledHub, installed_hubs
from hubflow.plugins.misuse import misuses_in
from hubflow.plugins.target import PluginTarget, installed_target, target_of
from hubflow.plugins.trust.guard import first_line, is_failure, plugin_output
from hubflow.plugins.trust.guests import Guests, installed_guests
from hubflow.plugins.trust.load_options import load_options
from hubflow.reading.method.methodology_file import LoadedMethodology, read_methodology
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.plugins.trust.written_hooks import WrittenHook


@attrs.frozen(eq=False, repr=False)
class LoadedHub:
    """A hub ready to run. ``plugin`` says where it comes from; ``hooks_digest`` is of its code.

    ``add_ons`` joined it, in the order of calling; ``left_out`` names those that are installed and
    did not, with why. ``unrun`` lists where its Python, which was not run, answers hooks.
    """

    methodology: LoadedMethodology
    manager: HubPlugins
    plugin: str
    hooks_digest: str
    add_ons: tuple[AddOnReceipt, ...] = ()
    left_out: Mapping[str, str] = attrs.field(factory=dict)
    unrun: tuple[WrittenHook, ...] = ()

    @property
    def id(self) -> str:
        """The hub's id."""
        return self.methodology.methodology.hub.id

    def reloaded(self) -> LoadedHub:
        """Return the hub with the add-ons that the load options of the moment leave."""
        own = self.manager.get_plugin(self.plugin)
        hub = load_code(own.code if own else None, self.methodology, self.plugin)
        return attrs.evolve(hub, hooks_digest=self.hooks_digest, unrun=self.unrun)

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
    if load_options().no_code:
        return attrs.evolve(hub_without_code(methodology, target.plugin), unrun=_unrun(target))
    try:
        with plugin_output():
            code = code_of(target)
    except BadInput:
        raise
    except BaseException as error:
        if not is_failure(error):
            raise
        raise PluginCrash(target.plugin, "import", first_line(error)) from error
    return load_code(code, methodology, target.plugin)


def _unrun(target: PluginTarget) -> tuple[WrittenHook, ...]:
    """Return the hooks in a plugin's Python, which is not run; tell that there are any."""
    from hubflow.plugins.trust.written_hooks import written_hooks

    found = tuple(written_hooks(target.methodology.parent)) if target.module else ()
    if found:
        load_options().announce(say("plugin-problems.read_as_data", plugin=target.plugin,
                                    hooks=", ".join(map(str, found))))
    return found


def hub_without_code(methodology: LoadedMethodology, plugin: str) -> LoadedHub:
    """Return a hub that is a methodology alone; ``plugin`` says where it comes from."""
    return load_code(None, methodology, plugin)


def hub_without_plugins(methodology: LoadedMethodology, plugin: str) -> LoadedHub:
    """Return the hub without add-ons: no hook is called, whatever is installed here."""
    return LoadedHub(methodology, bare_manager(), plugin, NO_CODE)


def _the_only_one() -> InstalledHub:
    hubs = installed_hubs()
    if len(hubs) == 1:
        return hubs[0]
    if not hubs:
        raise one_problem("-p", say("kit.no_hub_installed"), say("plugin-problems.install_or_name"))
    names = ", ".join(hub.name for hub in hubs)
    raise one_problem("-p", say("plugin-problems.none_chosen"),
                      say("plugin-problems.choose_with_p", names=names))


def load_code(
    code: ModuleType | None, methodology: LoadedMethodology, plugin: str
) -> LoadedHub:
    """Return a hub of a methodology and the module with its hooks, None for data alone.

    Raises :class:`BadInput` with every misuse of a hook.
    """
    folder = None if code is None else methodology.file.path.parent
    guests = installed_guests()
    return LoadedHub(methodology, _manager(code, plugin, guests), plugin, digest_of(folder),
                     guests.receipts, guests.left_out)


def _manager(code: ModuleType | None, plugin: str, guests: Guests) -> HubPlugins:
    """Return a manager with the add-ons and this one hub; misuse of a hook is an error.

    pluggy calls first what was registered last: the hub before add-ons. What it amends is the
    exception: there add-ons come first, and the hub has the last word.
    """
    manager = bare_manager()
    own = None if code is None else _speakers(code, plugin)
    if own is not None:
        _register(manager, own[0], f"{plugin}: {AMEND}")
    for speaker in reversed(guests.speakers):
        manager.register(speaker, name=speaker.plugin)
    if own is not None:
        _register(manager, own[1], plugin)
    return manager


def _speakers(code: ModuleType, plugin: str) -> tuple[Speaker, Speaker]:
    """Return a hub's module as what it amends, and as what it answers otherwise."""
    try:
        with plugin_output():
            problems = [misuse.problem for misuse in misuses_in(code, plugin)]
            speakers = Speaker(code, plugin, hooks=_amends), Speaker(code, plugin, hooks=_asks)
    except BaseException as error:
        if not is_failure(error):
            raise
        raise PluginCrash(plugin, "import", first_line(error)) from error
    if problems:
        raise BadInput(problems)
    return speakers


AMEND = "hubflow_amend_methodology"


def _amends(hook: str) -> bool:
    return hook == AMEND


def _asks(hook: str) -> bool:
    return hook != AMEND


def _register(manager: HubPlugins, speaker: Speaker, name: str) -> None:
    problem = manager.registered(speaker, name)
    if problem:
        raise one_problem(f"plugin {speaker.plugin}", problem)


NO_CODE = digest_of(None)
"""The digest of a hub's code where it has none."""
