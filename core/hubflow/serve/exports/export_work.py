"""An export on its way into the register: its file, its answers, its map, and what is wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from hubflow.engine.method.compiled import Compiled
from hubflow.engine.method.prepared_method import compiled_method
from hubflow.intake.drafting.draft_map import likely_keys
from hubflow.intake.intake import AnswersRead, answers_read
from hubflow.intake.intake_map import LoadedMap
from hubflow.model.input_problems import BadInput, Problem
from hubflow.plugins.manager import LoadedHub
from hubflow.plugins.workbench.workbench_page import PageRequest
from hubflow.reading.json_file import plain_json
from hubflow.reading.toml.source import parse_toml
from hubflow.register.office.updates import challenges_in
from hubflow.serve.entrance.kept_files import KeptFile
from hubflow.serve.exports.export_reading import ReadExport, read_export
from hubflow.serve.exports.intake_review import NOWHERE
from hubflow.serve.exports.map_fields import MAP_FILE, loaded_map
from hubflow.serve.screen_parts import command_line


@attrs.frozen(eq=False, repr=False)
class ExportWork:
    """An export on its way: its file, the hub with its method, its answers, the saved map."""

    kept: KeptFile
    hub: LoadedHub
    compiled: Compiled
    data: Mapping[str, Any]
    export: ReadExport

    @property
    def command(self) -> str:
        """The command that does the same with the map as it stands."""
        return command_line("hubflow", "intake", self.kept.name, "--map", MAP_FILE, "--out",
                            "dossiers", "--register", "-p", self.hub.id)


def export_work(request: PageRequest) -> ExportWork | None:
    """Return the export in the address; None if it is not here. Raise :class:`BadInput`."""
    kept = request.kept_files.find(request.hub, request.path["export"])
    with request.register.reading() as journal:
        hub = request.register.method_of(journal, request.hub)
    if kept is None or hub is None:
        return None
    data = parse_toml(kept.note(MAP_FILE), MAP_FILE).data
    try:
        export = read_export(kept, data)
    except BadInput:
        export = read_export(kept, {})  # the map names a sheet that is not there: say so beside it
    return ExportWork(kept, hub, compiled_method(hub), data, export)


def likely_of(work: ExportWork) -> Mapping[int, str]:
    """Return by column the key that it may go to; computed once for each table of an export."""
    headings = json.dumps(list(work.export.table.headings.items()))
    note = f"likely-{hashlib.sha256(headings.encode()).hexdigest()[:16]}.json"
    found = work.kept.note(note)
    if not found:
        found = json.dumps(list(likely_keys(work.export.table, work.compiled).items()))
        work.kept.set_note(note, found)
    return dict(plain_json(found))


def answers_of(
    request: PageRequest, work: ExportWork
) -> tuple[LoadedMap | None, AnswersRead | None, Sequence[Problem]]:
    """Return the map and the answers as it reads them, with all that is wrong."""
    try:
        loaded = loaded_map(work.data)
    except BadInput as bad:
        return None, None, bad.problems
    named = work.data.get("dossier", {}).get("challenge")
    with request.register.reading() as journal:
        above = challenges_in(journal, request.hub, [str(named)] if named else [])
    try:
        read = answers_read(work.export.table, loaded, NOWHERE, work.compiled.methodology,
                            list(above.values()))
    except BadInput as bad:
        return loaded, None, bad.problems
    # what is wrong is said in the language of the visitor, not of the hub
    places = attrs.evolve(read.places, language=request.language)
    return loaded, attrs.evolve(read, places=places), read.problems


def in_sentences(bad: BadInput) -> str:
    """Return what is wrong as text, without the files: there is one."""
    return " ".join(f"{': '.join(filter(None, (one.key, one.what)))}. {one.to_do}".strip()
                    for one in bad.problems)
