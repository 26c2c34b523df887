"""Gather ventures to compare: of dossiers in files, and of a register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from hubflow.cli.shared_options import note_language
from hubflow.model.files import CALL_FILE
from hubflow.model.input_problems import BadInput
from hubflow.plugins.importers import load_inputs
from hubflow.reading.toml.source import read_toml
from hubflow.repeats.likeness import KnownVenture, RepeatedApplicant, known_venture
from hubflow.text.spoken import say

_IN_REGISTER = "hubflow.register.office.recorded_dossiers"
"""What reads the dossiers of a register: loaded where one is named."""


def of_files(paths: Sequence[Path]) -> list[KnownVenture]:
    """Return the ventures of files and folders; raises :class:`BadInput`.

    The command speaks the language of the dossiers, if they are all in one.
    """
    found = [entry for entry in load_inputs(paths).entries if entry.kind == "venture"]
    languages = {str(entry.file.data.get("language", "")) for entry in found}
    note_language(languages.pop() if len(languages) == 1 else None)
    return [known_venture(entry.file.data, str(entry.file.path)) for entry in found]


def of_folder(folder: Path) -> list[KnownVenture]:
    """Return the ventures of a folder's dossiers in TOML; files that cannot be read are none."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        try:
            data = read_toml(path).data
        except BadInput:
            continue
        if "name" in data and data.get("kind") != "challenge" and path.name != CALL_FILE:
            found.append(known_venture(data, str(path)))
    return found


def of_register(url: str, hub: str | None) -> list[KnownVenture]:
    """Return the ventures of a register, by their latest dossiers; raises :class:`BadInput`."""
    recorded: Iterator[tuple[str, Mapping[str, Any]]] = import_module(
        _IN_REGISTER).recorded_dossiers(url, hub)
    return [known_venture(data, say("office.in_register_call", call=call) if call
                          else say("office.in_register"))
            for call, data in recorded]


def told(pair: RepeatedApplicant) -> Iterator[str]:
    """Yield the lines that show a pair, and every sign of it."""
    first, second = (f'{each.id} "{each.name}" ({each.home})'
                     for each in (pair.first, pair.second))
    yield f"{first}"
    yield say("office.pair_and", second=second)
    for sign in pair.signs:
        yield (say("office.texts_alike", value=sign.value) if sign.kind == "texts"
               else say(f"office.sign_{sign.kind.replace(' ', '_')}", value=sign.value))
