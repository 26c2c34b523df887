"""Read dossiers and judgements from files, by whichever plugin knows their kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hubflow.model.input_problems import BadInput, NoDossierError, Problem, one_problem
from hubflow.model.judgements import Judgement, SheetCount
from hubflow.model.methodology import Methodology
from hubflow.model.plain_record import PlainRecord
from hubflow.plugins.built_in import own_plugins
from hubflow.plugins.calling import (
    CallContext,
    Read,
    UnusableAnswer,
    call_hook,
    instance_of,
)
from hubflow.reading.dossiers.file_store import ReadFile
from hubflow.reading.dossiers.load import Inputs, read_inputs
from hubflow.reading.panel.assessor_names import NOBODY, AssessorNames, one_name_each
from hubflow.reading.panel.judgement_checks import JudgementRules, place_of
from hubflow.reading.panel.panel_files import assessors_of, panel_files
from hubflow.reading.toml.source import TomlFile, file_of_record, gated, resolved_path
from hubflow.reading.values.workbook_names import is_workbook, refuse_other_spreadsheets
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub
    from hubflow.reading.file_description import DescribedKind
    from hubflow.reading.panel.assessors_file import FoundAssessors
    from hubflow.reading.panel.judgement_sheets import JudgementSheet

DOSSIERS, JUDGEMENTS = "hubflow_import", "hubflow_import_judgements"
"""The hooks that read files."""


def load_inputs(paths: Sequence[Path], hub: LoadedHub | None = None) -> Inputs:
    """Return the dossiers and challenges in the given files and folders.

    A folder gives its own dossiers, sorted by file name; or its challenges, where it holds nothing
    else. With ``hub`` its plugins read files of other kinds. Raises :class:`BadInput` with all
    problems of all files.
    """
    inputs = read_inputs(paths, read_file=dossier_reader(hub))
    if inputs.problems:
        raise BadInput(inputs.problems)
    return inputs


def dossier_reader(hub: LoadedHub | None = None) -> ReadFile:
    """Return the reader of dossiers by whichever plugin knows a file.

    Without ``hub`` hubflow's own plugins alone are asked.
    """

    def read(path: Path) -> Sequence[TomlFile]:
        try:
            found = _answer(DOSSIERS, path, hub, _dossiers)
        except NoDossierError as bad:
            raise misplaced(path, ["dossier"], hub) or bad from None
        if found is None:
            other = misplaced(path, ["dossier", "challenge"], hub)
            if other is not None:
                raise other
            refuse_other_spreadsheets(path)
            raise one_problem(str(path), say("plugin-problems.no_toml_no_plugin"),
                              say("plugin-problems.what_dossiers_are"))
        return tuple(
            each if isinstance(each, TomlFile) and each.text  # which the reader of TOML let in
            else gated(each if isinstance(each, TomlFile)
                       else file_of_record(dict(each), path, number))
            for number, each in enumerate(found, start=1))

    return read


def misplaced(
    path: Path, needed: Collection[str], hub: LoadedHub | None = None
) -> BadInput | None:
    """Return the one problem of a file that is of another kind than those needed; else None."""
    from hubflow.reading.file_description import as_misplaced

    kind = _kind_given(path, hub)
    return None if kind is None or kind in needed else as_misplaced(path, kind)


def refuse_misplaced(paths: Iterable[Path], needed: Collection[str]) -> None:
    """Raise :class:`BadInput` for files of other kinds than those needed."""
    wrong = [found for path in paths if (found := misplaced(path, needed)) is not None]
    if wrong:
        raise BadInput([problem for each in wrong for problem in each.problems])


def _kind_given(path: Path, hub: LoadedHub | None) -> DescribedKind | None:
    """Return what a file is, as far as it or a plugin that reads it shows."""
    try:
        return "dossier" if is_workbook(path) and _answer(
            DOSSIERS, path, hub, _dossiers) else _kind(path, hub)
    except NoDossierError:
        return _kind(path, hub)
    except BadInput:
        return "dossier" if _is_readable(path) else None


def _kind(path: Path, hub: LoadedHub | None) -> DescribedKind | None:
    """Return what a file is that is no dossier's workbook."""
    from hubflow.reading.file_description import kind_of_path
    from hubflow.reading.panel.judgement_sheets import JudgementTable

    if not is_workbook(path):
        return kind_of_path(path)
    try:
        marked = not isinstance(imported_sheet(path, hub), JudgementTable)
    except BadInput:
        return None
    return "jury" if marked else kind_of_path(path)


def _is_readable(path: Path) -> bool:
    """Return whether a workbook can be opened at all."""
    from hubflow.reading.values.workbook_file import read_workbook

    try:
        read_workbook(path)
    except BadInput:
        return False
    return True


def unused_in(lists: Iterable[FoundAssessors]) -> Iterator[SheetCount]:
    """Yield for each list of assessors the headings of its table that were not used."""
    for each in lists:
        if each.unused:
            yield SheetCount(str(each.file.path), "", 0, 0, (), unused=each.unused)


def _answer(hook: str, path: Path, hub: LoadedHub | None, read: Read) -> Any:
    """Return what the first plugin that knows a file reads; None where none does."""
    if hub is not None:
        answers = hub.ask(hook, {"path": path}, read=read)
    else:
        answers = call_hook(own_plugins(hook), CallContext(hook, read), {"path": path})
    return answers[0].value if answers else None


def _dossiers(found: Any) -> list[TomlFile | Mapping[str, Any]]:
    records = list(instance_of(Iterable)(found))
    for record in records:
        if not isinstance(record, Mapping | TomlFile):
            raise UnusableAnswer(f"gave {type(record).__name__}, not a mapping")
    return records


def imported_sheet(path: Path, hub: LoadedHub | None = None) -> JudgementSheet:
    """Return a jury's sheet as the first plugin reads it that knows the file.

    Without ``hub`` hubflow's own plugins alone are asked.
    """
    from hubflow.reading.panel.judgement_sheets import JudgementRecords, JudgementSheet

    found = _answer(JUDGEMENTS, path, hub, _judgements)
    if isinstance(found, JudgementSheet):
        return found
    return JudgementRecords(path, [gated(file_of_record(dict(each), path, number)).data
                                   for number, each in enumerate(found, start=1)])


def _judgements(found: Any) -> JudgementSheet | list[Mapping[str, Any]]:
    from hubflow.reading.panel.judgement_sheets import JudgementSheet

    if isinstance(found, JudgementSheet):
        return found
    records = list(instance_of(Iterable)(found))
    for record in records:
        instance_of(Mapping)(record)
        if any(isinstance(value, Mapping | list | tuple) for value in record.values()):
            raise UnusableAnswer("gave a judgement with a value that is no text, number or date")
    return records


class PanelReading(PlainRecord):
    """The content of a jury's sheets.

    ``counts`` tells how far each scoring sheet is filled in. ``names`` are those of the lists of
    assessors beside the sheets, whose conflicts of interest are among the judgements.
    """

    judgements: tuple[Judgement, ...]
    counts: tuple[SheetCount, ...]
    names: AssessorNames = NOBODY


def load_panel(
    paths: Sequence[Path], hub_id: str, *, methodology: Methodology | None = None,
    ventures: Collection[str] = (), hub: LoadedHub | None = None,
    only: Collection[str] | None = None,
) -> tuple[Judgement, ...]:
    """Return the judgements in jury sheets, without the other results of :func:`read_panel`."""
    return read_panel(paths, hub_id, methodology=methodology, ventures=ventures, hub=hub,
                      only=only).judgements


def read_panel(
    paths: Sequence[Path], hub_id: str, *, methodology: Methodology | None = None,
    ventures: Collection[str] = (), hub: LoadedHub | None = None,
    only: Collection[str] | None = None,
) -> PanelReading:
    """Return the judgements in jury sheets for this hub, without other hubs' rows.

    A sheet is CSV, its cells divided by comma, semicolon or tab, with the headings venture, phase,
    criterion, assessor and score, and if wanted note, conflict, date, hub and (where the panel has
    groups) group, in any order; or the first sheet of an Excel workbook (.xlsx), Parquet or NDJSON
    with them; or a filled scoring sheet of a jury's pack; or a file that a plugin of ``hub`` reads.
    A folder stands for the sheets in it, a pattern for those that fit it. With ``methodology`` a
    score is read as its criterion's scale says; without it a number, yes/no, or label is told by
    its look. ``ventures`` are those that the codes of a blind pack may stand for; with ``only`` the
    methodology is that of these alone. An assessors.toml in the folder of a sheet says who its
    assessors are: one person has one name. Raises :class:`BadInput` with all problems of all
    sheets.
    """
    rules = JudgementRules.of(methodology, only) if methodology else None
    judgements: list[Judgement] = []
    counts: list[SheetCount] = []
    problems: list[Problem] = []
    lists: list[FoundAssessors] = []
    try:
        lists = assessors_of(paths)
    except BadInput as bad:
        problems += bad.problems
    for path in {resolved_path(path): path for path in reversed(panel_files(paths))}.values():
        try:
            scores = imported_sheet(path, hub).scores(hub_id, rules, ventures)
        except BadInput as bad:
            problems += (misplaced(path, ["jury"], hub) or bad).problems
            continue
        judgements += scores.judgements
        problems += scores.problems
        counts += scores.counts
    judgements += [said for each in lists for said in each.conflicts()]
    counts += unused_in(lists)
    if rules is not None:
        problems += [flaw for each in lists for flaw in each.unknown_groups(rules.groups)]
    if problems:
        raise BadInput(problems)
    names = NOBODY.joined(each.names for each in lists)
    return PanelReading(
        tuple(one_name_each(sorted(judgements, key=place_of), lambda _: names)),
        tuple(sorted(counts, key=lambda count: count.file)), names)
