"""Read the inputs of a command: files, folders, and formats that a plugin imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hubflow.model.input_problems import one_problem
from hubflow.plugins.calling import Speaker, UnusableAnswer, instance_of
from hubflow.plugins.crash import PluginCrash
from hubflow.reading.dossiers.load import Inputs, read_inputs
from hubflow.reading.table_names import is_table, part_files
from hubflow.reading.toml.source import TomlFile, file_of_record
from hubflow.reading.values.workbook_file import is_workbook, refuse_other_spreadsheets

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub

HOOK = "hubflow_import"

def only_tables(hub: LoadedHub, paths: Sequence[Path]) -> bool:
    """Return whether the inputs are tables of ventures, and none is for a plugin's import hook.

    Raises :class:`hubflow.model.input_problems.BadInput` where dossiers stand beside tables.
    """
    tables = [path for path in paths if is_table(path) or part_files(path)]
    if not tables or (hub.implements(HOOK) and any(_read_by(hub, path) for path in tables)):
        return False
    if len(tables) < len(paths):
        from hubflow.tables.input.object_storage import path_or_address

        raise one_problem(
            str(path_or_address(tables[0])), "a table of ventures stands beside dossiers",
            "Run them one after the other.")
    return True


def _read_by(hub: LoadedHub, path: Path) -> bool:
    """Return whether a plugin knows the file; its failure is reported when the file is read."""
    try:
        return path.is_file() and bool(
            hub.ask_first(HOOK, {"path": path}, only=Speaker.is_guest))
    except PluginCrash:
        return True


def read_any(
    hub: LoadedHub, paths: Sequence[Path], *, whole_calls: bool = False
) -> Inputs:
    """Return the dossiers in ``paths``; files that are not TOML go to the import hooks first.

    Workbooks that it does not know are read as hubflow's own. With ``whole_calls`` each dossier
    brings in those that compete with it.
    """
    own = [path for path in paths if not path.is_file() or path.suffix == ".toml"]
    found: list[TomlFile] = []
    for path in paths:
        if path not in own:
            records = _imported(hub, path)
            if records is None:
                own.append(path)
            else:
                found += records
    return read_inputs([path for path in paths if path in own], found, whole_calls=whole_calls)


def _imported(hub: LoadedHub, path: Path) -> list[TomlFile] | None:
    """Return the records read by the first plugin that knows the file; None for other workbooks."""
    found = hub.ask_first(HOOK, {"path": path}, read=_records, only=Speaker.is_guest)
    if found is None and is_workbook(path):
        return None
    if found is None:
        refuse_other_spreadsheets(path)
        raise one_problem(str(path), "this is not a TOML file, and no plugin reads it",
                          "Dossiers and challenges are .toml or .xlsx files.")
    return [file_of_record(dict(record), path, number)
            for number, record in enumerate(found.value, start=1)]


def _records(found: Any) -> list[Mapping[str, Any]]:
    records = list(instance_of(Iterable)(found))
    for record in records:
        if not isinstance(record, Mapping):
            raise UnusableAnswer(f"gave {type(record).__name__}, not a mapping")
    return records
