"""Try a draft of a method out: the checks, the hub's cases, and the decisions of a past call."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.compare.kept_run import KeptRun, run_hub
from hubflow.kit.checking.findings import Finding, Report
from hubflow.kit.checking.plugin_check import check_file, check_hub
from hubflow.model.files import METHODOLOGY
from hubflow.model.results import PhaseResult
from hubflow.plugins.manager import LoadedHub
from hubflow.plugins.trust.load_options import load_options, loading, silent
from hubflow.reading.json_file import plain_json
from hubflow.reading.method.methodology_file import methodology_of_file
from hubflow.reading.toml.source import parse_toml
from hubflow.register.recording.editions import hub_of, stored_edition
from hubflow.register.standing.register_cases import RegisterCases
from hubflow.register.standing.standing_table import ids_of, known_standings
from hubflow.register.storage.journal import Journal
from hubflow.serve.drafting.method_drafts import MethodDraft
from hubflow.text.spoken import spoken_language

SECONDS = 120
"""How long the cases of a hub may take."""


@attrs.frozen(eq=False, repr=False)
class TrialOfCases:
    """What `hubflow test` says of a draft: its cases as data, or why they could not be run."""

    cases: Sequence[Mapping[str, Any]]
    failure: str = ""


@attrs.frozen(eq=False, repr=False)
class VentureTrial:
    """A venture in a phase: what the edition of that time and the draft recommend.

    ``decision`` is what a body decided, empty while the phase is open. ``before`` and ``now`` are
    None where the phase is not there, or not reached.
    """

    venture: str
    name: str
    phase: str
    decision: str
    before: PhaseResult | None
    now: PhaseResult | None

    @property
    def differs(self) -> bool:
        """Whether the draft recommends something else than the edition did."""
        return (self.before and self.before.recommendation) != (
            self.now and self.now.recommendation)

    @property
    def departs(self) -> bool:
        """Whether the draft recommends something else than was decided."""
        return bool(self.decision) and (
            self.now is None or self.now.recommendation != self.decision)


def quick_check(draft: MethodDraft, text: str) -> Report:
    """Return what the checks of the file say of a text; no code of the hub is run."""
    with draft.laid_out(text) as folder:
        return _of_draft(check_file(str(folder)), folder)


def whole_check(draft: MethodDraft, text: str, before: str) -> Report:
    """Return what all checks say, in a process of its own; ``before`` is the edition's text."""
    with draft.laid_out(text) as folder, loading(announce=silent):
        older = folder.parent / "before" / METHODOLOGY
        older.parent.mkdir()
        older.write_text(before, "utf-8")
        return _of_draft(check_hub(str(folder), against=str(older)), folder)


def _of_draft(report: Report, folder: Path) -> Report:
    """Return a report whose findings name files as they stand in the draft's folder."""
    report.findings = [_named(one, folder) for one in report.findings]
    report.notes = [_named(one, folder) for one in report.notes]
    return report


def _named(finding: Finding, folder: Path) -> Finding:
    def shown(text: str) -> str:
        for name in (os.path.relpath(folder), str(folder)):
            text = text.replace(f"{name}/", "").replace(name, folder.name)
        return text

    return attrs.evolve(finding, file=shown(finding.file), what=shown(finding.what),
                        to_do=shown(finding.to_do))


def tried_cases(draft: MethodDraft, text: str) -> TrialOfCases:
    """Return what the hub's own cases come to, in a process of its own."""
    with draft.laid_out(text) as folder:
        try:
            ran = subprocess.run(
                [sys.executable, "-P", "-m", "hubflow", "test", "-p", "./", "--json", *_as_here()],
                cwd=folder, env={**os.environ, "HUBFLOW_LANG": spoken_language()},
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS,
                check=False)
        except subprocess.TimeoutExpired:
            return TrialOfCases((), f"hubflow test: {SECONDS} s")
    try:
        return TrialOfCases(plain_json(ran.stdout)["cases"])
    except (ValueError, KeyError):
        return TrialOfCases((), ran.stderr.strip())


def _as_here() -> Iterator[str]:
    """Yield the options by which another process runs the code that may run here, and no other."""
    options = load_options()
    if options.no_code:
        yield "--no-code"
    for name in options.without:
        yield from ("--without", name)


def draft_hub(
    journal: Journal, draft: MethodDraft, text: str, plugin_hub: LoadedHub | None
) -> LoadedHub:
    """Return a draft as a hub that can run: its text, with the code that is installed.

    Raises :class:`BadInput` if the text is no methodology.
    """
    kept = hub_of(stored_edition(journal, draft.hub, draft.edition), plugin_hub)
    return attrs.evolve(kept.hub, methodology=methodology_of_file(
        parse_toml(text, METHODOLOGY, draft.folder / METHODOLOGY)))


def backtest(
    journal: Journal, hub: LoadedHub, call: str, plugin_hub: LoadedHub | None, language: str
) -> Iterator[VentureTrial]:
    """Yield every venture of a call in each phase that it reached, with what was decided there.

    ``hub`` is the draft. Each venture is run under its own edition and under the draft, with the
    dossiers, judgements and decisions of the register. Nothing is recorded. Raises
    :class:`BadInput` if the draft cannot be run.
    """
    standings = known_standings(journal, hub.id, ids_of(journal, hub.id, call=call))
    source = RegisterCases(journal, "register", hub.id, standings, plugin_hub, dt.date.today())
    then = {id: result for cases in source.case_sets()
            for id, result in run_hub("edition", cases, language=language).ventures.items()}
    now = _run(source, hub, language).ventures
    decisions = source.decisions()
    for standing in standings:
        last = {one.phase: one for one in decisions.get(standing.venture, ())
                if not (one.closes or one.puts_out)}
        results = [run.get(standing.venture) for run in (then, now)]
        reached = (one.phase for venture in results if venture is not None
                   for one in venture.phases if one.possible != ("not_reached",))
        for phase in dict.fromkeys([*last, *reached]):
            decision = last[phase].decision if phase in last else ""
            yield VentureTrial(standing.venture, standing.name, phase, decision,
                               *(None if venture is None else venture.reached(phase)
                                 for venture in results))


def _run(source: RegisterCases, hub: LoadedHub, language: str) -> KeptRun:
    return run_hub("draft", source.under(hub), language=language)
