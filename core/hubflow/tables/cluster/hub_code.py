"""Bring a hub's Python to workers: a folder is sent, an installed package must be there.

Most methods are data alone and need none. Of the hooks only `hubflow_facts` is called on workers:
the others look at whole tables, or at nothing but the methodology.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import attrs

from hubflow.engine.pipeline.hooks import HubHooks
from hubflow.model.input_problems import one_problem
from hubflow.plugins.code import digest_of, from_folder, is_from_folder
from hubflow.plugins.discovery import add_ons
from hubflow.plugins.manager import LoadedHub, hub_without_plugins, load_code
from hubflow.plugins.trust.load_options import loading
from hubflow.reading.method.methodology_file import LoadedMethodology
from hubflow.text.catalogue import ENGLISH
from hubflow.text.spoken import say, spoken_language

FACTS = "hubflow_facts"


@attrs.frozen(eq=False, repr=False)
class HubCode:
    """A hub as a worker needs it.

    ``module`` is to be imported, or ``files`` are its folder's; ``speaks`` lists the plugins that
    work out facts of rows, each with a digest of its module. All are empty for a method that is
    data alone. Add-ons that are ``left_out`` here are left out on workers, too. ``language`` is
    what is spoken here.
    """

    methodology: LoadedMethodology
    plugin: str
    digest: str
    module: str = ""
    files: Mapping[str, bytes] = attrs.field(factory=dict)
    speaks: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    language: str = ENGLISH


def code_of(hub: LoadedHub) -> HubCode:
    """Return what workers need of a hub; table hooks run on this machine, with all rows."""
    speaks = () if HubHooks(hub).read_tables else _speaking(hub)
    if not speaks:
        return HubCode(hub.methodology, hub.plugin, hub.hooks_digest,
                       language=spoken_language())
    own = hub.manager.get_plugin(hub.plugin)
    module = own.code if own else None
    name, files = "", {}
    if isinstance(module, ModuleType) and is_from_folder(module):
        folder = hub.methodology.file.path.resolve().parent
        files = {path.relative_to(folder).as_posix(): path.read_bytes()
                 for path in sorted(folder.rglob("*"))
                 if path.is_file() and "__pycache__" not in path.parts}
    elif isinstance(module, ModuleType):
        name = module.__name__
    return HubCode(hub.methodology, hub.plugin, hub.hooks_digest, name, files, speaks,
                   tuple(hub.left_out), spoken_language())


def hooks_of(code: HubCode) -> HubHooks:
    """Return the hub's hooks on a worker.

    Raises :class:`hubflow.model.input_problems.BadInput` where its code is not here, or another.
    """
    if not code.speaks:
        return HubHooks(hub_without_plugins(code.methodology, code.plugin))
    where = say("tables.worker", workers=_machine())
    try:
        module = _unpacked_module(code) if code.files else (
            importlib.import_module(code.module) if code.module else None)
    except ModuleNotFoundError as error:
        raise one_problem(where, say(
            "tables.needs_module", module=error.name, plugin=code.plugin),
                          say("tables.install_needs")) from None
    without = [each.plugin for each in add_ons() if each.plugin in code.left_out]
    with loading(without=tuple(without)):
        hub = load_code(module, code.methodology, code.plugin)
    if module is not None and code.module and digest_of(_folder(module)) != code.digest:
        raise one_problem(where, say("tables.another_version", plugin=code.plugin),
                          say("tables.install_same"))
    if _speaking(hub) != code.speaks:
        raise one_problem(where, say("tables.other_plugins"), say("tables.install_add_ons"))
    return HubHooks(hub)


def _speaking(hub: LoadedHub) -> tuple[tuple[str, str], ...]:
    found = []
    for speaker in hub.speakers(FACTS):
        path = getattr(speaker.code, "__file__", None)
        text = Path(path).read_bytes() if path else b""
        found.append((speaker.plugin, hashlib.sha256(text).hexdigest()))
    return tuple(found)


def _folder(module: ModuleType) -> Path:
    return Path(str(module.__file__)).parent


def _unpacked_module(code: HubCode) -> ModuleType:
    root = Path(_scratch().name) / code.digest / "plugin"
    for name, content in code.files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return from_folder(root)


@functools.cache
def _scratch() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that is deleted when the worker ends."""
    return tempfile.TemporaryDirectory(prefix="hubflow-")


def _machine() -> str:
    from distributed import get_worker

    try:
        return str(get_worker().address)
    except ValueError:
        return "here"
