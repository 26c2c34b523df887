"""What a dossier or challenge file says by itself, where nothing in it is wrong.

It hangs on the file's content alone, so it can be worked out in another process and kept for the
next run. What hangs on other files (the challenge, the call, ids that two files share) is looked
at afterwards, every time.
"""

from __future__ import annotations

from typing import Any, Literal

import attrs

from hubflow.model.dossier import Challenge, Dossier
from hubflow.reading.dossiers.calls import CALL_FILE
from hubflow.reading.dossiers.checks.dossier_checks import dossier_flaws
from hubflow.reading.dossiers.checks.source_checks import outer_sources, source_flaws, source_ids
from hubflow.reading.records.converter import toml_key
from hubflow.reading.records.structuring import attempt, copied
from hubflow.reading.toml.source import TomlFile

FileKind = Literal["venture", "challenge", "methodology", "call", "unknown"]

_DOSSIER_KEYS = frozenset(toml_key(field) for field in attrs.fields(Dossier))


@attrs.frozen(eq=False, repr=False)
class DossierReading:
    """A sound file's record, and the ids of sources that only its challenge can list."""

    own: Dossier | Challenge
    outer_sources: frozenset[str]

    @property
    def kind(self) -> Literal["venture", "challenge"]:
        """Which of the two it is."""
        return "challenge" if isinstance(self.own, Challenge) else "venture"


@attrs.frozen(eq=False, repr=False)
class SoundFile(TomlFile):
    """A dossier or challenge file in which nothing is wrong, as far as it says itself."""

    reading: DossierReading = attrs.field(kw_only=True)


def kind_of_file(file: TomlFile) -> FileKind:
    """What a file is: it says so in ``kind``, or shows it by its keys."""
    if isinstance(file, SoundFile):
        return file.reading.kind
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


def said(file: TomlFile, key: Literal["id", "challenge"]) -> Any:
    """What a file says under a key that tells it or its challenge from others; else None."""
    if isinstance(file, SoundFile):
        return getattr(file.reading.own, key, None)
    return file.data.get(key)


def listed_sources(file: TomlFile) -> frozenset[str]:
    """The ids of the sources that a file lists."""
    if isinstance(file, SoundFile):
        return frozenset(source.id for source in file.reading.own.sources)
    return source_ids(file.data)


def reading_of(file: TomlFile) -> DossierReading | None:
    """What a file says, or None where it is no dossier or challenge or anything is wrong in it."""
    if isinstance(file, SoundFile):
        return file.reading
    kind = kind_of_file(file)
    if kind not in ("venture", "challenge"):
        return None
    data = without_kind(file)
    own: Dossier | Challenge | None
    own, _ = attempt(data, Challenge) if kind == "challenge" else attempt(data, Dossier)
    wrong = own is None or any(dossier_flaws(data)) or any(source_flaws(data, None))
    return None if own is None or wrong else DossierReading(own, outer_sources(data))


def without_kind(file: TomlFile) -> dict[str, Any]:
    """A copy of a file's data as the model has them: ``kind`` only tells files apart."""
    data: dict[str, Any] = copied(file.data)
    data.pop("kind", None)
    return data
