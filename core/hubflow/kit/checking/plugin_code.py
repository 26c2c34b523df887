"""Level 2: import the plugin's code and check its hooks."""

from __future__ import annotations

import importlib
import traceback
from types import ModuleType

from hubflow.engine.method.prepared_method import prepare_method, unrun_problems
from hubflow.kit.checking.completeness import (
    missing_sources,
    missing_texts,
    unused_parameters,
)
from hubflow.kit.checking.findings import Finding
from hubflow.kit.checking.process_state import ProcessState
from hubflow.kit.checking.session import Session
from hubflow.kit.checking.watched_hooks import changed_process, watch_hooks
from hubflow.model.input_problems import BadInput
from hubflow.plugins.code import code_of, source_text
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.manager import load_code, load_hub
from hubflow.plugins.misuse import misuses_in
from hubflow.plugins.target import PluginTarget
from hubflow.plugins.trust.guard import first_line
from hubflow.plugins.trust.load_options import load_options
from hubflow.text.spoken import say

_CHECKS = {"name": "HF202", "mark": "HF203", "arguments": "HF204"}
_HOOKS = tuple(_CHECKS.values())


def check_code(session: Session, *, sound: bool) -> None:
    """Carry out level 2; ``sound`` says that the methodology's file can be compiled."""
    target, loaded = session.target, session.loaded
    assert target is not None
    assert loaded is not None
    code: ModuleType | None = None
    if target.module and load_options().no_code:
        session.not_run(say("kit.without_code"), level=2)
        hub = load_hub(session.spec)
        if sound and not list(unrun_problems(hub)):
            session.hub, session.compiled = hub, prepare_method(hub).compiled
        return
    if target.module:
        code = _imported(session, target)
        if code is None:
            session.ran("HF201", "HF206")
            session.not_run(say("kit.cannot_be_imported"), *_HOOKS, "HF207", "HF208")
            session.ran("HF205")
            return
    session.ran("HF201")
    misused = list(misuses_in(code, target.plugin)) if code else []
    for misuse in misused:
        problem = misuse.problem
        session.finding(Finding(_CHECKS[misuse.kind], misuse.path or problem.file, problem.line,
                                misuse.hook, problem.what, problem.to_do, misuse.hook,
                                misuse.hook))
    session.ran(*_HOOKS)
    if misused:
        session.ran("HF206", "HF205")
        session.not_run(say("kit.hooks_misused"), "HF207", "HF208")
        return
    try:
        hub = load_code(code, loaded, target.plugin)
    except BadInput as bad:
        session.problems("HF202", bad.problems)
    except PluginCrash as crash:
        session.finding(crashed("HF201", crash))
    else:
        session.hub = hub
        watch_hooks(session, hub)
    if session.hub is not None and sound:
        _amended(session)
        if session.compiled is not None:
            session.problems("HF208", unused_parameters(session.compiled, source_text(code)))
        session.ran("HF207", "HF208")
    else:
        session.not_run(say("kit.nothing_to_amend"), "HF207", "HF208")
    session.ran("HF206", "HF205")


def _imported(session: Session, target: PluginTarget) -> ModuleType | None:
    """Return the plugin's module; None, with a finding, if it cannot be imported."""
    plugin, module = target.plugin, target.module
    code: ModuleType | None = None
    # all that the checks use is there before the plugin is, to see what it changes of it
    for used in ("kit.laws.laws", "kit.cases.own_cases", "kit.checking.comparability"):
        importlib.import_module(f"hubflow.{used}")
    session.calling(plugin, "import")
    state = ProcessState.now(modules=True)
    try:
        code = code_of(target)
    except BadInput as bad:
        session.problems("HF201", bad.problems)
    except BaseException as error:  # a plugin may raise SystemExit too
        session.finding(Finding("HF201", _where(error, module), _line(error, module), module,
                                say("kit.importing_failed", error=first_line(error)),
                                say("kit.import_by_hand"), "import", "import"))
    for what in state.changed():
        session.finding(changed_process(plugin, "import", what))
    state.restore()
    session.calls_over()
    return code


def _frames(error: BaseException, module: str) -> list[tuple[str, int]]:
    """Return the lines of the plugin's own files that an error passed through, innermost last."""
    top = module.split(".")[0]
    return [(frame.filename, frame.lineno or 0)
            for frame in traceback.extract_tb(error.__traceback__)
            if top in frame.filename.replace("\\", "/").split("/")
            or frame.filename.endswith(f"{top}.py")]


def _where(error: BaseException, module: str) -> str:
    frames = _frames(error, module)
    return frames[-1][0] if frames else f"module {module}"


def _line(error: BaseException, module: str) -> int:
    frames = _frames(error, module)
    return frames[-1][1] if frames else 0


def _amended(session: Session) -> None:
    """Compile the methodology as the hooks amend it."""
    assert session.hub is not None
    loaded = session.hub.methodology
    hook = "hubflow_amend_methodology"
    try:
        method = prepare_method(session.hub)
    except PluginCrash as crash:
        session.finding(crashed("HF207", crash))
        return
    for problem in method.problems:
        session.finding(Finding.of("HF207", problem, about=hook, hook=hook))
    if method.problems:
        return
    session.compiled, methodology = method.compiled, method.methodology
    if methodology is not loaded.methodology:
        known = {*missing_texts(loaded), *missing_sources(loaded)}
        for problem in (*missing_texts(loaded, methodology), *missing_sources(loaded, methodology)):
            if problem not in known:
                session.finding(Finding.of("HF207", problem, about=hook, hook=hook))


def crashed(check: str, crash: PluginCrash) -> Finding:
    """Return the finding on a failed hook: plugin, hook, phase and venture."""
    inside = ", ".join(part for part in (
        say("kit.in_phase", phase=crash.phase) if crash.phase else "",
        say("kit.of_venture", venture=crash.venture) if crash.venture else "") if part)
    return Finding(check, f"plugin {crash.plugin}", 0, crash.hook,
                   f"{crash.what}{f' ({inside})' if inside else ''}", "", crash.hook, crash.hook)
