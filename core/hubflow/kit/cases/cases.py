"""Read a hub's cases from ``cases/*.toml`` beside its methodology, and run them.

>>> from hubflow import load_hub
>>> hub = load_hub("porto")
>>> [str(difference) for case in cases_of(hub) for difference in run_case(hub, case)]
[]
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

import attrs

from hubflow.engine.method.prepared_method import prepare_method
from hubflow.engine.pipeline.prepare import Prepared, prepare
from hubflow.engine.pipeline.run import recommend, run_table
from hubflow.kit.cases.case_checks import case_problems
from hubflow.kit.cases.case_records import CaseFile
from hubflow.kit.cases.difference import Difference, differences_of
from hubflow.model.files import CASES, METHODOLOGY, is_case
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.model.methodology import Methodology
from hubflow.model.results import RunResult
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.importers import dossier_reader
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.dossiers.file_kind import kind_of_file
from hubflow.reading.dossiers.load import Inputs, read_inputs
from hubflow.reading.records.structuring import attempt, copy_data, problems_of, salvage
from hubflow.reading.toml.source import TomlFile, is_folder, read_toml, short_path
from hubflow.text.spoken import say

_PLACEHOLDERS = {"says": "…", "as_of": dt.date(2000, 1, 1)}
"""What stands in for what every case needs, so that the rest of a case is still checked."""


@attrs.frozen(eq=False, repr=False)
class Case:
    """One case file. A case with ``problems`` is not run.

    ``file`` and ``said`` are None where it cannot be read at all.
    """

    path: Path
    file: TomlFile | None
    said: CaseFile | None
    problems: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem


@attrs.frozen(eq=False, repr=False)
class CaseRun:
    """A case that was run: the results, and their differences from its expectations."""

    case: Case
    result: RunResult
    differences: tuple[Difference, ...]


def case_paths(folder: Path) -> list[Path]:
    """Return the case files of a hub's folder, by name, without those that begin with _ or ."""
    return sorted(path for path in (folder / CASES).glob("*.toml")
                  if is_case(path) and path.is_file())


def paths_in(path: Path) -> list[Path]:
    """Return the case files that a path names: itself, or those of a hub's folder or ``cases``.

    Raises :class:`BadInput` where a folder holds none.
    """
    if not is_folder(path):
        return [path]
    is_cases = path.resolve().name == CASES and not (path / METHODOLOGY).is_file()
    found = case_paths(path / ".." if is_cases else path)
    if not found:
        raise one_problem(str(path), say("kit.no_cases_in_folder"),
                          say("kit.cases_lie_in", folder=CASES, file=METHODOLOGY))
    return found


def read_cases(folder: Path) -> tuple[Case, ...]:
    """Return the cases beside the methodology in a hub's folder.

    Raises nothing: what is wrong in a case stands in its ``problems``, and running it tells it.
    """
    return tuple(read_case(path) for path in case_paths(folder))


def cases_of(hub: LoadedHub) -> tuple[Case, ...]:
    """Return the cases beside a hub's methodology; ``problems`` as in :func:`read_cases`."""
    return read_cases(hub.methodology.file.path.parent)


def read_case(path: Path) -> Case:
    """Return one case; what is wrong in it stands in its ``problems``."""
    try:
        file = read_toml(short_path(path))
    except BadInput as bad:
        return Case(path, None, None, bad.problems)
    if "expect" not in file.data and kind_of_file(file) == "venture":
        problem = file.problem((), say("kit.dossier_not_case"),
                               say("kit.put_into_a_folder", folder=CASES))
        return Case(path, file, None, (problem,))
    data = copy_data(file.data)
    said, flaws = attempt(data, CaseFile)
    if said is None:
        said = salvage(data, CaseFile, flaws, placeholders=_PLACEHOLDERS)
    return Case(path, file, said, tuple(problems_of(file, flaws)))


def run_case(hub: LoadedHub, case: Case) -> tuple[Difference, ...]:
    """Return how a hub's results differ from what a case expects.

    Raises :class:`BadInput` with all problems of case, dossiers and methodology, and
    :class:`hubflow.plugins.manager.PluginCrash` where a hook fails.
    """
    return try_case(hub, case).differences


def run_cases(hub: LoadedHub, cases: Iterable[Case]) -> tuple[CaseRun, ...]:
    """Run every case; raise :class:`BadInput` with the problems of all of them."""
    runs: list[CaseRun] = []
    problems: list[Problem] = []
    for case in cases:
        try:
            runs.append(try_case(hub, case))
        except BadInput as bad:
            problems += bad.problems
    if problems:
        raise BadInput(problems)
    return tuple(runs)


def try_case(hub: LoadedHub, case: Case) -> CaseRun:
    """Run a case like :func:`run_case` and return its results too; observers do not hear of it."""
    if case.file is None or case.said is None:
        raise BadInput(case.problems)
    inputs = _inputs(case.file, case.said)
    problems = list(case.problems)
    prepared: Prepared | None = None
    try:
        prepared = prepare(hub, inputs, panel=_beside(case.file, case.said.panel),
                           as_of=case.said.as_of, rates=case.said.rates)
    except BadInput as bad:
        problems += bad.problems
    methodology = prepared.methodology if prepared is not None else _as_amended(hub)
    problems += case_problems(case.file, case.said, methodology, inputs)
    if problems or prepared is None:
        raise BadInput(problems)
    result = recommend(prepared, run_table(prepared))
    return CaseRun(case, result, tuple(differences_of(case.file, result)))


def _as_amended(hub: LoadedHub) -> Methodology:
    """Return a methodology for finding further problems in a case that could not be run."""
    try:
        return prepare_method(hub).methodology
    except PluginCrash:
        return hub.methodology.methodology


def _inputs(file: TomlFile, said: CaseFile) -> Inputs:
    """Return the dossiers of a case: those that it names, and those that it contains."""
    inline = file.data.get("dossier")
    more: Sequence[TomlFile] = ()
    if isinstance(inline, dict):
        more = [file.part("dossier")]
    elif isinstance(inline, list):
        more = [file.part("dossier", n) for n, one in enumerate(inline) if isinstance(one, dict)]
    if not more and not said.dossiers and not {"dossier", "dossiers"} & file.data.keys():
        raise one_problem(file.name, say("kit.case_without_dossier"), say("kit.name_or_write_one"))
    return read_inputs(_beside(file, said.dossiers), more, read_file=dossier_reader(),
                       whole_calls=True)


def _beside(file: TomlFile, named: Iterable[str]) -> list[Path]:
    """Return paths relative to the case, as paths from the working directory."""
    return [short_path(file.path.parent / name) for name in named]
