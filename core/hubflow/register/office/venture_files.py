"""Write the documents in an auditor's archive that are computed from a venture's entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from hubflow.cli.extras import needs
from hubflow.cli.file_writing import documents_of
from hubflow.cli.to_json import json_text
from hubflow.engine.severity.severity_records import JudgedRunResult
from hubflow.jury.letter_files import letters_on
from hubflow.model.results import RunResult
from hubflow.register.recording.editions import hub_of, stored_edition
from hubflow.register.recording.releasing import release_entries
from hubflow.register.standing.dues import trading_since
from hubflow.register.standing.recomputation import run_cases
from hubflow.register.standing.register_cases import RegisterCases
from hubflow.register.standing.running import rates_of
from hubflow.register.standing.standing_table import known_standing
from hubflow.register.standing.venture_standing import VentureStanding

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub
    from hubflow.register.storage.entries import JournalEntry
    from hubflow.register.storage.journal import Journal

_FORMATS = ("md",)


def venture_files(
    journal: Journal, hub: str, venture: str, plugin_hub: LoadedHub | None
) -> dict[str, bytes]:
    """Return runs, letters and test trading of a venture, made again from the register, by path.

    ``plugin_hub`` is the hub whose code and templates are lent. Raises
    :class:`hubflow.model.input_problems.BadInput` where an edition's code is not here.
    """
    standing = known_standing(journal, hub, venture)
    runs = _runs(journal, standing)
    return {
        **dict(_recommended(journal, standing, runs, plugin_hub)),
        **dict(_letters(journal, standing, plugin_hub)),
        **dict(_trading(journal, standing, runs, plugin_hub)),
    }


def _runs(journal: Journal, standing: VentureStanding) -> list[JournalEntry]:
    """Return the runs that recommended something for the venture, in order."""
    numbers = {int(entry.body["run"]) for entry in journal.read(
        hub=standing.hub, subject=standing.venture, kinds=["recommendation"], personal=False)}
    return [run for seq in sorted(numbers) if (run := journal.find(seq)) is not None]


def _recommended(
    journal: Journal, standing: VentureStanding, runs: Sequence[JournalEntry],
    plugin_hub: LoadedHub | None,
) -> Iterator[tuple[str, bytes]]:
    for run in runs:
        kept = hub_of(stored_edition(journal, standing.hub, str(run.body["edition"])), plugin_hub)
        cases = run_cases(journal, run, kept).replace(chosen=frozenset([standing.venture]))
        result = _about(standing.venture, cases.result(cases.prepared()))
        for name, content in documents_of(kept.hub, result, _FORMATS, ()).items():
            yield f"runs/{run.seq:06}-{run.on}/{name}", content


def _about(venture: str, result: RunResult) -> RunResult:
    """Return a run's result without what it tells of the affairs of other ventures."""
    own = {venture}
    result = attrs.evolve(
        result, notes=result.notes_for(venture),
        freed=tuple(one for one in result.freed
                    if own.issuperset((*one.left, *(each.venture for each in one.moved_up)))),
        overfull=tuple(one for one in result.overfull
                       if own.issuperset((*one.decided, *one.recommended))))
    if not isinstance(result, JudgedRunResult):
        return result
    return attrs.evolve(result, severity=tuple(
        attrs.evolve(phase, ventures=tuple(
            one for one in phase.ventures if one.venture == venture))
        for phase in result.severity))


def _letters(
    journal: Journal, standing: VentureStanding, plugin_hub: LoadedHub | None
) -> Iterator[tuple[str, bytes]]:
    """Return a letter for each released decision, as the hub would write it now."""
    source = _source(journal, standing, plugin_hub)
    releases = release_entries(journal, standing.hub, standing.venture)
    released = [one for one in source.decisions().get(standing.venture, ())
                if one.entry in releases]
    for made in letters_on(source, released):
        release = releases[made.decision.entry]
        for name, content in made.formats(_FORMATS).items():
            yield f"letters/{release.seq:06}-{release.on}/{name}", content


def _trading(
    journal: Journal, standing: VentureStanding, runs: Sequence[JournalEntry],
    plugin_hub: LoadedHub | None,
) -> Iterator[tuple[str, bytes]]:
    """Yield test trading on the day of the latest entry, once it began."""
    source = _source(journal, standing, plugin_hub)
    begun = trading_since(standing)
    if begun is None or begun > source.as_of:
        return
    needs("trading", "numpy", "scipy")
    from hubflow.trading.survival import Simulation
    from hubflow.trading.trading_page import venture_markdown
    from hubflow.trading.trading_report import trading_report

    (cases,) = source.case_sets()
    rates = rates_of(runs[-1]) if runs else {}
    report = trading_report(cases.alone().prepared(rates=rates), Simulation())
    yield "trading/trading.json", json_text(report).encode()
    for one in report.ventures:
        yield "trading/trading.md", venture_markdown(report, one).encode()


def _source(
    journal: Journal, standing: VentureStanding, plugin_hub: LoadedHub | None
) -> RegisterCases:
    return RegisterCases(journal, standing.venture, standing.hub, [standing], plugin_hub,
                         max(entry.on for entry in standing.entries))
