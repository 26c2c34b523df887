"""What an auditor's archive holds of a venture beside what was recorded: documents made of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub
    from hubflow.register.storage.entries import JournalEntry
    from hubflow.register.storage.journal import Journal

_FORMATS = ("md",)


def made_of(
    journal: Journal, hub: str, venture: str, plugin: str | None
) -> dict[str, bytes]:
    """Runs, letters and test trading of a venture, made again from the register, by their paths.

    ``plugin`` names the hub whose code and templates are lent. Raises
    :class:`hubflow.model.input_problems.BadInput` where an edition's code is not here.
    """
    from hubflow.plugins.manager import load_hub

    given = load_hub(plugin) if plugin else None
    runs = _runs(journal, hub, venture)
    return {
        **dict(_recommended(journal, hub, venture, runs, given)),
        **dict(_letters(journal, hub, venture, given)),
        **dict(_trading(journal, hub, venture, runs[-1] if runs else None, given)),
    }


def _runs(journal: Journal, hub: str, venture: str) -> list[JournalEntry]:
    """The runs that recommended something for the venture, in order."""
    numbers = {int(entry.body["run"]) for entry in journal.read(
        hub=hub, subject=venture, kinds=["recommendation"], personal=False)}
    return [run for seq in sorted(numbers) if (run := journal.find(seq)) is not None]


def _recommended(
    journal: Journal, hub: str, venture: str, runs: list[JournalEntry], given: LoadedHub | None
) -> Iterator[tuple[str, bytes]]:
    import attrs

    from hubflow.cli.file_writing import documents_of
    from hubflow.register.recording.editions import editions, hub_of
    from hubflow.register.standing.recomputation import rerun

    kept = editions(journal, hub)
    for run in runs:
        edition = hub_of(kept[str(run.body["edition"])], given)
        result = rerun(journal, run, edition)
        alone = attrs.evolve(
            result, ventures=tuple(v for v in result.ventures if v.id == venture))
        for name, content in documents_of(edition.hub, alone, _FORMATS, ()).items():
            yield f"runs/{run.seq:06}-{run.on}/{name}", content


def _letters(
    journal: Journal, hub: str, venture: str, given: LoadedHub | None
) -> Iterator[tuple[str, bytes]]:
    """A letter for each decision that was released, as the hub would write it now."""
    from hubflow.documents.publishing.publish import in_formats
    from hubflow.jury.letter import NAME, letter_document
    from hubflow.register.office.letter_making import LetterMaking
    from hubflow.register.recording.releasing import all_released

    making = LetterMaking(journal, hub, given, None)
    for found in all_released(journal, hub, venture):
        by, letter, about = making.letter(found)
        for format, content in in_formats(by, letter_document(by, letter, about), _FORMATS):
            yield f"letters/{found.release.seq:06}-{found.release.on}/{NAME}.{format}", content


def _trading(
    journal: Journal, hub: str, venture: str, run: JournalEntry | None, given: LoadedHub | None
) -> Iterator[tuple[str, bytes]]:
    """Test trading as on the day of the latest entry, at the latest run's rates, once it began."""
    from hubflow.register.standing.dues import trading_since
    from hubflow.register.standing.standings import known

    standing = known(journal, hub, venture)
    as_of = max(entry.on for entry in standing.entries)
    begun = trading_since(standing)
    if begun is None or begun > as_of:
        return
    from hubflow.cli.extras import needs

    needs("trading", "numpy", "scipy")
    from hubflow.cli.to_json import as_data
    from hubflow.register.recording.editions import hub_of, kept_edition
    from hubflow.register.standing.recomputation import rates_of
    from hubflow.register.standing.running import prepared_for
    from hubflow.trading.survival import Simulation
    from hubflow.trading.trading_page import venture_markdown
    from hubflow.trading.trading_report import trading_report

    kept = hub_of(kept_edition(journal, hub, standing.edition), given)
    report = trading_report(prepared_for(
        journal, kept, [venture], as_of, rates_of(run) if run else {}), Simulation())
    data = json.dumps(as_data(report), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    yield "trading/trading.json", data.encode()
    for one in report.ventures:
        yield "trading/trading.md", venture_markdown(report, one).encode()
