"""Read a hub's methodology from its ``methodology.toml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import attrs

from hubflow.model.files import METHODOLOGY
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.methodology import API, Methodology
from hubflow.reading.method.methodology_checks import methodology_flaws
from hubflow.reading.method.shape import ShapedMethodology, any_source, to_model_shape
from hubflow.reading.records.flaws import RecordFlaw
from hubflow.reading.records.legal import shown
from hubflow.reading.records.structuring import attempt, problems_of, salvage
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.raw_tables import table
from hubflow.reading.toml.source import TomlFile, is_folder, read_bytes, toml_of_bytes
from hubflow.text.spoken import say


@attrs.frozen(eq=False, repr=False)
class LoadedMethodology:
    """A methodology and its file.

    ``problems`` is empty unless it was read with :func:`read_methodology`; then the methodology
    holds what is sound and is only good for finding further problems.
    """

    methodology: Methodology
    file: TomlFile
    shape: ShapedMethodology = attrs.field(repr=False)
    problems: tuple[Problem, ...] = ()

    def where(self, *model_path: str | int) -> KeyPath:
        """Return the key path in the file for a part of the methodology.

        ``where("phases", 3, "criteria", 1)`` may give
        ``("stages", "test", "phases", 0, "criteria", 1)``.
        """
        return self.shape.where(model_path)

    def problem(self, model_path: Sequence[str | int], what: str, to_do: str = "") -> Problem:
        """Return a problem with one part of the methodology, with its line in the file."""
        return self.file.problem(self.where(*model_path), what, to_do)


def load_methodology(path: Path) -> LoadedMethodology:
    """Return the methodology in a file, or in a folder's ``methodology.toml``.

    Raises :class:`BadInput` with every structural problem; what expressions, concepts and gates
    name is checked when the methodology is compiled.
    """
    loaded = read_methodology(path)
    if loaded.problems:
        raise BadInput(loaded.problems)
    return loaded


def read_methodology(path: Path) -> LoadedMethodology:
    """Return what :func:`load_methodology` returns, with problems, if any part is sound.

    So compiling can tell its problems together with these. Raises :class:`BadInput` where there
    is no methodology to speak of.
    """
    file = path / METHODOLOGY if is_folder(path) else path
    raw = read_bytes(file)
    kept = _SOUND.pop((file, raw), None)
    found = kept or methodology_of_file(toml_of_bytes(raw, file))
    if not found.problems and "look" not in table(found.file.data, "hub"):
        _SOUND[file, raw] = found
        while len(_SOUND) > _MOST:
            _SOUND.pop(next(iter(_SOUND)), None)
    return found


_MOST = 8
_SOUND: dict[tuple[Path, bytes], LoadedMethodology] = {}
"""The methodologies read last, by their file and its bytes: what is read anew is compiled anew.

One with a look is left out, for the look's logo is a file of its own.
"""


def methodology_of_file(file: TomlFile) -> LoadedMethodology:
    """Return what :func:`read_methodology` returns, for a file that is already read."""
    _check_api(file)
    shape = to_model_shape(file.data)
    problems = [*problems_of(file, shape.flaws),
                *problems_of(file, methodology_flaws(shape.data), shape.where)]
    problems += problems_of(file, _look_flaws(file))
    language = _language(file)
    methodology, unsound = attempt(shape.data, Methodology, language)
    problems += problems_of(file, unsound, shape.where)
    if methodology is None:
        methodology = salvage(shape.data, Methodology, unsound, language, _placeholders(shape))
    if methodology is None:
        raise BadInput(problems)
    return LoadedMethodology(methodology, file, shape, tuple(sorted(set(problems))))


def _look_flaws(file: TomlFile) -> list[RecordFlaw]:
    look = table(file.data, "hub").get("look")
    if not isinstance(look, dict):
        return []
    from hubflow.reading.method.look_checks import look_flaws

    return list(look_flaws(look, file.path.parent))


def _check_api(file: TomlFile) -> None:
    """Raise :class:`BadInput` for a file in a newer format than this version reads."""
    api = file.data.get("api")
    if isinstance(api, int) and not isinstance(api, bool) and api != API:
        to_do = (say("method-checks.newer_hubflow")
                 if api > API else say("method-checks.write_api", api=API))
        raise BadInput([file.problem(("api",),
                                     say("method-checks.other_format", format=shown(api), api=API),
                                     to_do)])


def _language(file: TomlFile) -> str:
    """Return the language of texts without one: the hub's."""
    language = table(file.data, "hub").get("language")
    return language if isinstance(language, str) and re.fullmatch("[a-z]{2}", language) else "en"


def _placeholders(shape: ShapedMethodology) -> dict[str, str]:
    """Return stand-ins for missing values, so that the rest of a rule is still checked."""
    words = dict.fromkeys(("title", "says", "name", "heading", "description"), "…")
    words["concept"] = "local:unstated"
    source = any_source(shape.data)
    return words if source is None else {**words, "source": source}
