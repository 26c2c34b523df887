"""hubflow's words in each language: one folder of TOML for each, here or in a language pack.

A language of hubflow's own is a folder beside this module. A distribution can bring another one, or
other words for one that is there: it names the package that holds the TOML files in the entry point
group ``hubflow.languages``, under the language's two letters. Packs are found without importing
them, and their words are laid over those that are there already, key by key.
"""

from __future__ import annotations

import functools
import importlib.util
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomli

from hubflow.model.plain_record import PlainRecord
from hubflow.text.entry_points import entry_points

ENGLISH = "en"
"""The language that every text of hubflow is written in first."""

LANGUAGES = "hubflow.languages"
"""The entry point group of language packs: ``es = "package"``, which holds the TOML files."""

OWN = "hubflow"
"""The name of hubflow's own words in messages."""

_HERE = Path(__file__).parent


class LanguageWarning(UserWarning):
    """hubflow lacks words in the language of a text, so English stands in their place."""


class LanguagePack(PlainRecord):
    """A folder of words in one language; ``name`` is what messages call it."""

    language: str
    name: str
    folder: Path | None


@functools.cache
def packs() -> tuple[LanguagePack, ...]:
    """Return all folders of words: hubflow's own, whole languages, then packs that change words."""
    own = [LanguagePack(folder.name, OWN, folder) for folder in sorted(_HERE.iterdir())
           if (folder / "common.toml").is_file()]
    found = [LanguagePack(point.name, point.distribution, _folder_of(point.module))
             for point in entry_points(LANGUAGES)]
    return (*own, *sorted(found, key=lambda pack: (not _is_whole(pack), pack.name, pack.language)))


def _folder_of(package: str) -> Path | None:
    """Return the folder of a package, without importing it; None if there is no such package."""
    top, *inner = package.split(".")
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError):
        return None
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place, *inner)
        if folder.is_dir():
            return folder
    return None


@functools.cache
def languages() -> tuple[str, ...]:
    """Return the languages that hubflow has words in: English, then the others by name."""
    whole = {pack.language for pack in packs() if _is_whole(pack)}
    return (ENGLISH, *sorted(whole - {ENGLISH}))


def _is_whole(pack: LanguagePack) -> bool:
    """Return whether a pack brings a whole language; one with few files changes some words."""
    return pack.name == OWN or 2 * len(_files(pack)) >= len(list((_HERE / ENGLISH).glob("*.toml")))


@functools.cache
def spoken(language: str) -> str:
    """Return the language, or English if hubflow has no words in it.

    Warns once of a language without words, and of each word that a language pack lacks.
    """
    if language not in languages():
        warnings.warn(f"{no_words_in(language)} hubflow's own texts stand in English.",
                      LanguageWarning, stacklevel=2)
        return ENGLISH
    lacking = lacking_words(language)
    if lacking:
        told = "; ".join(f"{of}.toml: {', '.join(keys)}" for of, keys in lacking.items())
        warnings.warn(f"The words of the language {language!r} ({_brought_by(language)}) are not "
                      f"complete. These stand in English: {told}", LanguageWarning, stacklevel=2)
    return language


def no_words_in(language: str) -> str:
    """Return the message that hubflow has no words in a language, and what one can do."""
    empty = [pack.name for pack in packs() if pack.language == language]
    why = (f" {', '.join(empty)} names a package for it that does not bring a whole language."
           if empty else "")
    return (f"hubflow has no words in the language {language!r}.{why} It has words in: "
            f"{', '.join(languages())}. A language pack adds another language: a Python package "
            f"of TOML files, as docs/how-to/language.md shows (entry point {language!r} in the "
            f"group {LANGUAGES!r}).")


def _brought_by(language: str) -> str:
    return ", ".join(dict.fromkeys(p.name for p in packs() if p.language == language))


def lacking_words(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return the keys that a language pack lacks, by file; hubflow's own languages lack none.

    A language has all keys that hubflow's own languages have. English lacks some of them by
    intent: the sentences of facts and keys stand beside what they explain.
    """
    if _is_own(language):
        return {}
    own = [pack for pack in packs() if pack.name == OWN]
    found = {}
    for of in sorted({file.stem for pack in own for file in _files(pack)}):
        wanted = dict.fromkeys(key for pack in own for key in _keys(_read(pack.language, of)))
        there = set(_keys(_read(language, of)))
        lacking = tuple(key for key in wanted if key not in there)
        if lacking:
            found[of] = lacking
    return found


def _is_own(language: str) -> bool:
    """Return whether hubflow itself brings the language, and so every word in it."""
    return any(pack.language == language and pack.name == OWN for pack in packs())


def _files(pack: LanguagePack) -> list[Path]:
    return list(pack.folder.glob("*.toml")) if pack.folder else []


def _keys(entries: Mapping[str, Any], within: str = "") -> Iterator[str]:
    for key, value in entries.items():
        if isinstance(value, dict):
            yield from _keys(value, f"{within}{key}.")
        else:
            yield f"{within}{key}"


def words(language: str, of: str = "common") -> Mapping[str, str]:
    """Return the words of one file by key, in English if hubflow has none in the language.

    ``of`` names the file in the language's folder; without it, the words that all parts share.
    """
    return entries(language, of)


@functools.cache
def entries(language: str, of: str) -> Mapping[str, Any]:
    """Return what one file of a language says, by key.

    The English entries stand in the place of those that a language pack lacks.
    """
    own = spoken(language)
    if _is_own(own):
        return _read(own, of)
    found: dict[str, Any] = {}
    _lay_over(found, _read(ENGLISH, of))
    _lay_over(found, _read(own, of))
    return found


@functools.cache
def texts(of: str, *path: str) -> dict[str, str]:
    """Return one entry of a file in every language that has it, as hubs write texts."""
    found = {}
    for language in languages():
        entry: Any = _read(language, of)
        for key in path:
            entry = entry.get(key, {})
        if isinstance(entry, str):
            found[language] = entry
    return found


@functools.cache
def _read(language: str, of: str) -> Mapping[str, Any]:
    """Return one file of a language, joined over its packs; empty if none of them has it."""
    folders = [pack.folder for pack in packs() if pack.language == language and pack.folder]
    first, *others = [tomli.loads(file.read_text("utf-8")) for folder in folders
                      if (file := folder / f"{of}.toml").is_file()] or [{}]
    for each in others:
        _lay_over(first, each)
    return first


def _lay_over(below: dict[str, Any], above: Mapping[str, Any]) -> None:
    """Put the entries of ``above`` in place of those of ``below``; merge their tables."""
    for key, value in above.items():
        if isinstance(value, dict):
            table = below.get(key)
            below[key] = dict(table) if isinstance(table, dict) else {}
            _lay_over(below[key], value)
        else:
            below[key] = value


def customary_headings(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return the usual headings of forms in a language by what they ask for.

    That is a key of a dossier, the name of an entry of a list, or nothing that has a key (``""``).
    ``{place}`` in a heading is the hub's place; ``[a|b]`` stands for one wording with each.
    """
    return {key: tuple(headings) for key, headings in _read(language, "headings").items()}
