"""Recognise the kind of a TOML file: dossier, challenge, methodology or call."""

from __future__ import annotations

from typing import Any, Literal

import attrs

from hubflow.model.dossier import Dossier
from hubflow.model.files import CALL_FILE
from hubflow.reading.records.converter import toml_key
from hubflow.reading.toml.source import TomlFile

FileKind = Literal["venture", "challenge", "methodology", "call", "unknown"]

_DOSSIER_KEYS = frozenset(toml_key(field) for field in attrs.fields(Dossier))


def kind_of_file(file: TomlFile) -> FileKind:
    """Return a file's kind: the one in its key ``kind``, or the one that its name and keys show."""
    kind = file.data.get("kind")
    if kind in ("venture", "challenge"):
        return "challenge" if kind == "challenge" else "venture"
    if kind is not None:
        return "unknown"
    if file.path.name == CALL_FILE:
        return "call"
    if "api" in file.data or "stages" in file.data:
        return "methodology"
    return "venture" if _DOSSIER_KEYS & file.data.keys() else "unknown"


def without_kind(file: TomlFile) -> dict[str, Any]:
    """Return a file's data without ``kind``, which is no key of the model.

    What lies below the file's own keys is shared with it.
    """
    return {key: value for key, value in file.data.items() if key != "kind"}
