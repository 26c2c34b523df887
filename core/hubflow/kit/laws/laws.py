"""Level 3: try the laws that every method obeys."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hubflow.engine.method.compiled import PhasePlan
from hubflow.kit.checking.findings import Finding
from hubflow.kit.checking.plugin_code import crashed
from hubflow.kit.checking.session import Session
from hubflow.kit.laws.expression_laws import undeclared_turns, valueless_expressions
from hubflow.kit.laws.full_path import first_impassable
from hubflow.kit.laws.made_up_runs import run_twice, unknown_formats
from hubflow.kit.laws.monotonicity_law import monotonicity
from hubflow.kit.laws.reach import never_passed, stages_behind, unreachable
from hubflow.kit.laws.scale_law import clipped_measures, mixed_scales, penalty_scales
from hubflow.kit.laws.steadiness_law import steadiness
from hubflow.kit.laws.trial import Trial
from hubflow.model.methodology import text_in
from hubflow.plugins.crash import PluginCrash
from hubflow.text.catalogue import ENGLISH, words
from hubflow.text.spoken import say, spoken_language

_ON_TABLES = ("HF302", "HF303", "HF304", "HF305", "HF306", "HF308", "HF309",
              "HF313")


def check_laws(session: Session) -> None:
    """Carry out level 3."""
    compiled = session.compiled
    assert compiled is not None
    session.problems("HF310", valueless_expressions(compiled))
    session.problems("HF311", undeclared_turns(compiled))
    session.problems("HF314", penalty_scales(compiled))
    for problem in (*mixed_scales(compiled), *clipped_measures(compiled)):
        session.note(Finding.of("HF314", problem, about=session.about(problem.key)))
    session.ran("HF310", "HF311", "HF314")
    result = _tried(session, lambda: _whole_runs(session))
    session.ran("HF301")
    on_tables = result and _tried(session, lambda: _phases(session))
    if not on_tables:
        session.not_run(say("kit.a_hook_fails"), *_ON_TABLES)
    if not result:
        session.not_run(say("kit.a_hook_fails"), "HF307", "HF312")
    else:
        session.ran("HF307", "HF312")
    if on_tables:
        session.ran(*_ON_TABLES)


def _tried(session: Session, law: Callable[[], None]) -> bool:
    """Return whether a law could be tried to its end; a hook that fails is a finding by itself."""
    try:
        law()
    except PluginCrash as crash:
        session.calls_over()
        session.finding(crashed("HF301", crash))
        return False
    return True


def _whole_runs(session: Session) -> None:
    result, found = run_twice(session)
    _tell(session, found)
    _tell(session, unknown_formats(session, result))


def _phases(session: Session) -> None:
    assert session.compiled is not None
    held_up = False
    for plan in session.compiled.phases:
        steady = Trial.of(session, plan, "steady")
        _tell(session, steadiness(steady))
        _tell(session, monotonicity(Trial.of(session, plan, "monotone")))
        reach = Trial.of(session, plan, "reach")
        passed = not never_passed(reach)
        behind = stages_behind(reach)
        _tell(session, unreachable(reach, passed=passed))
        held_up = held_up or not passed
        if not passed and behind:
            session.finding(reach.finding(
                "HF309", ("gate",),
                say("kit.nobody_gets_past", phase=_named(plan),
                    stages=_stages(behind)),
                say("kit.mend_the_gate"), reach.deciding_hook("hubflow_recommend")))
    if not held_up:
        _whole_way(session)


def _whole_way(session: Session) -> None:
    """Check that some venture can pass all phases, if each phase by itself lets some pass."""
    plan = first_impassable(session)
    if plan is not None:
        trial = Trial.of(session, plan, "reach")
        behind = stages_behind(trial)
        what = say("kit.nobody_after_the_others", phase=_named(plan))
        if behind:
            what += say("kit.so_nobody_reaches", stages=_stages(behind))
        session.finding(trial.finding("HF309", ("gate",), what, say("kit.one_rules_out")))


def _named(plan: PhasePlan) -> str:
    """Return what the hub calls a phase; its id where it has no name."""
    return text_in(plan.phase.name, spoken_language(), plan.phase.id)


def _stages(behind: Iterable[str]) -> str:
    """Return stages in words; English takes their ids."""
    language = spoken_language()
    return ", ".join(stage if language == ENGLISH else words(language)[stage] for stage in behind)


def _tell(session: Session, found: Iterable[Finding]) -> None:
    for finding in found:
        session.finding(finding)
