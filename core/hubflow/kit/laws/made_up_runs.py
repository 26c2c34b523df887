"""Run a method over two made-up dossiers, one that states much and one that states little.

They bring every hook to speak: those of documents and files are asked for what nobody knows.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hubflow.documents.publishing.publish import render_arguments
from hubflow.documents.publishing.published_document import documents_for
from hubflow.engine.pipeline.run import run
from hubflow.kit.checking.findings import Finding
from hubflow.kit.checking.session import Session
from hubflow.kit.checking.watched_hooks import as_it_is
from hubflow.model.results import RunResult
from hubflow.plugins.calling import Speaker, anything
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.dossiers.load import Inputs, read_inputs
from hubflow.reading.toml.source import read_toml
from hubflow.text.spoken import say

UNKNOWN = "of-no-known-kind"
AS_OF = dt.date(2024, 6, 1)
_HERE = Path(__file__).parent


def run_twice(session: Session) -> tuple[RunResult, list[Finding]]:
    """Return the results for the made-up dossiers, and how a second run differs (HF306).

    Raises :class:`hubflow.plugins.crash.PluginCrash` where a hook fails (HF301).
    """
    assert session.hub is not None
    inputs = read_inputs([], [read_toml(_HERE / "witnesses" / name)
                              for name in ("much-known.toml", "hardly-known.toml")])
    first, second = _one_run(session, inputs), _one_run(session, inputs)
    found = []
    if as_it_is(first) != as_it_is(second):
        hooks = [hook for hook in ("hubflow_facts", "hubflow_build_proposal",
                                   "hubflow_amend_methodology", "hubflow_score_phase",
                                   "hubflow_recommend") if session.hub.implements(hook)]
        hook = hooks[0] if len(hooks) == 1 else ""
        found.append(Finding("HF306", f"plugin {session.hub.plugin}", 0, hook or "run",
                             say("kit.two_runs_differ", hooks=", ".join(hooks)),
                             say("kit.same_answer"), hook or "run", hook))
    return first, found


def _one_run(session: Session, inputs: Inputs) -> RunResult:
    assert session.hub is not None
    try:
        return run(session.hub, inputs, as_of=AS_OF)
    finally:
        session.calls_over()


def unknown_formats(session: Session, result: RunResult) -> Iterator[Finding]:
    """Yield hooks that answer for a format or file that nobody knows (HF312), or fail (HF301)."""
    assert session.hub is not None
    venture = result.ventures[0]
    page = next(documents_for(session.hub, venture, result))
    asked: dict[str, dict[str, Any]] = {
        "hubflow_render": {"format": UNKNOWN, **render_arguments(
            session.hub, page, UNKNOWN, result, venture.id)},
        "hubflow_template": {"document": "scorecard", "format": UNKNOWN},
        "hubflow_export": {"format": UNKNOWN, "result": result},
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{UNKNOWN}"
        path.write_bytes(b"\0 nobody knows what this is\n")
        asked["hubflow_import"] = {"path": path}
        for hook, given in asked.items():
            for speaker in session.hub.speakers(hook):
                if speaker.is_guest():
                    yield from _answers(session.hub, hook, given, speaker)
    session.calls_over()


def _answers(
    hub: LoadedHub, hook: str, given: Mapping[str, Any], speaker: Speaker
) -> Iterator[Finding]:
    """Yield what is wrong with a plugin that answers for an unknown format, or fails on it."""
    plugin = f"plugin {speaker.plugin}"
    read = list if hook == "hubflow_import" else anything
    try:
        answers = hub.ask(hook, given, read=read, only=lambda each: each is speaker)
    except PluginCrash as crash:
        yield Finding("HF301", plugin, 0, hook, crash.what, say("kit.leave_it_alone"), hook, hook)
        return
    if answers:
        yield Finding("HF312", plugin, 0, hook, say("kit.answers_unknown", format=UNKNOWN),
                      say("kit.give_none"), hook, hook)
