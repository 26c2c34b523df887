"""``hubflow test``: Run a hub's own cases and compare the results."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import (
    as_json,
    note_language_source,
    plugin_option,
    shared_language,
)
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.kit.cases.cases import Case, CaseRun
    from hubflow.plugins.manager import LoadedHub


@click.command(name="test")
@plugin_option
@click.argument("paths", nargs=-1, metavar="[CASE|FOLDER]...", type=click.Path(path_type=Path))
@click.option("--accept", is_flag=True, help="Write what came out as the new expectation, after "
              "showing the differences. Nothing is expected that a case does not name; a venture "
              "of which nothing is expected yet gets its first expectations.")
@click.option("--yes", is_flag=True, help="Accept without being asked; needed in a pipe.")
@as_json
def command(
    plugin: str | None, paths: tuple[Path, ...], accept: bool, yes: bool, as_json: bool
) -> None:
    """Run a hub's cases: does its method say what it is expected to?

    A case is a file in `cases` beside the methodology: dossiers, and what is expected of them.
    Without CASE all cases of the hub are run. A difference is shown with what was expected and
    what came out; the command then ends with 1.
    """
    note_language_source(lambda: shared_language(map(_hub_of, paths)))
    if yes and not accept:
        raise click.UsageError(say("kit.yes_with_accept"))
    if as_json and accept and not yes:
        raise click.UsageError(say("kit.json_asks_nothing"))
    if accept:
        from hubflow.cli.extras import needs

        needs("author", "tomlkit")
    runs = _run(plugin, paths)
    written: list[str] = []
    if not as_json:
        from hubflow.kit.show_cases import show_cases

        show_cases([run for _, of_hub in runs for run in of_hub], sys.stdout)
    differing = [run for _, of_hub in runs for run in of_hub if run.differences]
    if accept and differing and _agreed(differing, yes=yes):
        written = _write(differing)
        if not as_json:
            click.echo(say("kit.written", files=", ".join(written)))
    if as_json:
        click.echo(_json(runs, written))
    if differing and not written:
        sys.exit(1)


def _hub_of(path: Path) -> str:
    """Return the folder of the hub that a case, or a folder of cases, belongs to."""
    from hubflow.model.files import METHODOLOGY

    folder = path.resolve()
    return str(next((each for each in (folder, *folder.parents) if (each / METHODOLOGY).is_file()),
                    folder))


def _run(
    plugin: str | None, paths: Sequence[Path]
) -> list[tuple[LoadedHub, tuple[CaseRun, ...]]]:
    """Return every case, run by its hub; raise all problems of all cases together."""
    from hubflow.cli.progress import progress
    from hubflow.kit.cases.cases import run_cases
    from hubflow.model.input_problems import BadInput, Problem

    runs = []
    problems: list[Problem] = []
    with progress() as tell:
        for hub, cases in _chosen(plugin, paths):
            tell(hub.id)
            try:
                runs.append((hub, run_cases(hub, cases)))
            except BadInput as bad:
                problems += bad.problems
    if problems:
        raise BadInput(problems)
    return runs


def _chosen(
    plugin: str | None, paths: Sequence[Path]
) -> list[tuple[LoadedHub, tuple[Case, ...]]]:
    """Return the hubs and their cases that the user asked for."""
    from hubflow.kit.cases.cases import cases_of, paths_in, read_case
    from hubflow.model.files import CASES
    from hubflow.model.input_problems import one_problem
    from hubflow.plugins.manager import load_hub

    if not paths:
        hub = load_hub(plugin)
        cases = cases_of(hub)
        if not cases:
            raise one_problem(str(hub.methodology.file.path.parent / CASES),
                              say("kit.has_no_cases", hub=hub.id), say("kit.a_case_is_a_file"))
        return [(hub, cases)]
    files = [file for path in paths for file in paths_in(path)]
    if plugin is not None:
        return [(load_hub(plugin), tuple(map(read_case, files)))]
    by_folder: dict[Path, list[Path]] = {}
    for file in dict.fromkeys(files):
        by_folder.setdefault(file.resolve().parent.parent, []).append(file)
    return [(load_hub(folder), tuple(map(read_case, of_hub)))
            for folder, of_hub in by_folder.items()]


def _agreed(differing: Sequence[CaseRun], *, yes: bool) -> bool:
    """Return whether to write; ask on a terminal, once the differences are shown."""
    if yes:
        return True
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        click.echo(say("kit.nothing_written_add_yes"), err=True)
        return False
    count = sum(len(run.differences) for run in differing)
    return click.confirm(say("kit.write_expectations", n=count), default=False)


def _write(differing: Sequence[CaseRun]) -> list[str]:
    """Write the new expectations, for all files of a folder or for none."""
    from hubflow.cli.file_writing import write_whole
    from hubflow.kit.cases.new_expectations import with_new_expectations

    files: dict[Path, dict[str, bytes]] = {}
    for run in differing:
        path = run.case.path
        assert run.case.file is not None
        text = with_new_expectations(run.case.file, run.differences)
        files.setdefault(path.parent, {})[path.name] = text
    for folder, contents in files.items():
        write_whole(folder, contents, instead=say("kit.run_a_copy"))
    return [run.case.file.name for run in differing if run.case.file is not None]


def _json(runs: Sequence[tuple[LoadedHub, Sequence[CaseRun]]], written: Sequence[str]) -> str:
    from hubflow.cli.to_json import as_data

    cases = [
        {
            "hub": hub.id, "edition": hub.methodology.methodology.hub.edition,
            "case": run.case.name, "file": run.case.file.name,
            "says": run.case.said.says, "as_of": run.case.said.as_of.isoformat(),
            "differences": [as_data(difference) for difference in run.differences],
        }
        for hub, of_hub in runs for run in of_hub
        if run.case.file is not None and run.case.said is not None
    ]
    return json.dumps({"cases": cases, "run": len(cases),
                       "as_expected": sum(not case["differences"] for case in cases),
                       "written": list(written)}, ensure_ascii=False, indent=2)
