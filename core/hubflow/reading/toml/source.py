"""Hold a TOML file: its data, its digest, and the line of each key."""

from __future__ import annotations

import functools
import hashlib
import os
import re
from collections.abc import Mapping
from itertools import repeat
from pathlib import Path
from typing import Any

import tomli

from hubflow.model.characters import is_plain
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.model.plain_record import PlainRecord
from hubflow.reading.limits import FILE_SIZE, TOML_DEPTH, TOML_SIZE, TOML_VALUES, Limit
from hubflow.reading.text_gate import admitted, as_recorded, delete_it, flaws_of, text_flaw
from hubflow.reading.toml.key_paths import KeyPath, shown_key
from hubflow.text.spoken import say

_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_LONG_KEY = (
    rf"""(?a)(?<![\w"'-])(?:{_PART}[ \t]*+\.[ \t]*+){{{TOML_DEPTH.most}}}""")
"""The beginning of a key of very many parts, or of a text that looks like one."""
_REST_OF_KEY = rf"(?a)(?:{_PART}[ \t]*+\.[ \t]*+)*+(?:{_PART}[ \t]*+(?P<key>[=\]])?)?+"


class TomlFile(PlainRecord):
    """One TOML file, or a table inside one; messages call it ``name``, the user's path for it.

    ``within`` is the key path of a table inside a file, ``data`` the content of the table.
    ``text`` is that of the whole file, ``digest`` its sha256.
    """

    path: Path
    name: str
    digest: str
    text: str
    data: dict[str, Any]
    within: KeyPath = ()

    @property
    def folder(self) -> str:
        """The path of the file's folder as text, which is faster to compare than a path."""
        return str(self.path).rpartition(os.sep)[0]

    def line(self, key_path: KeyPath) -> int:
        """Return the line (from 1) of a key, or of the nearest key that encloses it; else 0.

        >>> file = parse_toml('a = 1\\n[b]\\nc = [1, 2]\\n', "x.toml")
        >>> file.line(("b", "c")), file.line(("b", "d")), file.line(("e",))
        (3, 2, 0)
        """
        path = (*self.within, *key_path)
        for length in range(len(path), 0, -1):
            line = self._lines.get(path[:length])
            if line is not None:
                return line
        return 0

    def problem(self, key_path: KeyPath, what: str, to_do: str = "") -> Problem:
        """Return a problem with one key of this file, with its line."""
        key = shown_key((*self.within, *key_path))
        return Problem(self.name, self.line(key_path), key, what, to_do)

    def part(self, *within: str | int) -> TomlFile:
        """Return a table inside this file as a file of its own."""
        data: Any = self.data
        for key in within:
            data = data[key]
        digest = hashlib.sha256(f"{self.digest} {shown_key(within)}".encode()).hexdigest()
        return TomlFile(self.path, self.name, digest, self.text, data, (*self.within, *within))

    @functools.cached_property
    def _lines(self) -> Mapping[KeyPath, int]:
        # Lines are only asked for when something is wrong, so the second parser waits till then.
        from hubflow.reading.toml.lines import key_lines

        return key_lines(self.text)


def _has_long_key(text: str) -> bool:
    """Return whether a key has very many parts: TOML's reader spends the square of their number."""
    if max(map(str.count, text.split("\n"), repeat("."))) < TOML_DEPTH.most:
        return False
    long_key, at = re.compile(_LONG_KEY), 0
    while found := long_key.search(text, at):
        rest = re.compile(_REST_OF_KEY).match(text, found.end())
        assert rest is not None
        if rest["key"]:
            return True
        at = max(rest.end(), found.end())
    return False


def _makes_characters(text: str) -> bool:
    """Return whether an escape may make a character that does not stand in the text.

    Those of quotes, tabs, line breaks and ends of lines make none.
    """
    return "\\" in text and re.search(r"\\[^\s\"\\nt]", text) is not None


def parse_toml(text: str, name: str, path: Path | None = None, digest: str = "") -> TomlFile:
    """Return parsed TOML text; raises :class:`BadInput` with the line of an error."""
    data = _data(text, name)
    digest = digest or hashlib.sha256(text.encode()).hexdigest()
    file = TomlFile(path or Path(name), name, digest, text, data)
    if is_plain(text) and not _makes_characters(text):
        return file
    return gated(file)


def recorded_toml(text: str, name: str = "a recorded text") -> dict[str, Any]:
    """Return the data of TOML text that a register holds or that is installed.

    Each forbidden character in it is replaced. Raises :class:`BadInput` where it is no TOML,
    as what is left of a redacted text may be.
    """
    return dict(as_recorded(_data(text, name)))


def _data(text: str, name: str) -> dict[str, Any]:
    """Return the data of TOML text, not yet gated; raises :class:`BadInput`."""
    TOML_SIZE.check(len(text), name)
    if _has_long_key(text):
        raise TOML_DEPTH.refusal(name)
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise BadInput([_broken(text, name, error)]) from None
    except RecursionError:
        raise TOML_DEPTH.refusal(name) from None
    except ValueError as error:
        # a number of thousands of digits
        raise one_problem(name, say("reading-problems.this_is_not_toml_that_can",
                                    error=error)) from None
    check_nesting(data, name, TOML_DEPTH, TOML_VALUES)
    return data


def gated(file: TomlFile) -> TomlFile:
    """Return a file without the leftovers of other programs in its texts.

    Raises :class:`BadInput` with every text that holds a forbidden character.
    """
    flaws = list(flaws_of(file.data))
    if flaws:
        raise BadInput([file.problem(path, flaw, delete_it()) for path, flaw in flaws])
    return file.replace(data=admitted(file.data))


_NESTS = (dict, list)


def check_nesting(data: Any, name: str, depth: Limit, values: Limit | None = None) -> None:
    """Raise :class:`BadInput` for plain data that nests too deep, or has too many values."""
    level: list[Any] = [data]
    count = deep = 0
    while level:
        depth.check(deep, name)
        level = [value for one in level if isinstance(one, _NESTS)
                 for value in (one.values() if isinstance(one, dict) else one)]
        count += len(level)
        if values is not None:
            values.check(count, name)
        deep += 1


def _broken(text: str, name: str, error: tomli.TOMLDecodeError) -> Problem:
    from hubflow.reading.toml.advice import advice, in_words

    known = advice(text, error)
    if known is None:
        return Problem(name, error.lineno, "", say("reading-problems.this_is_not_valid_toml",
                                                   what=in_words(error)))
    return Problem(name, error.lineno, known.key,
                   say("reading-problems.this_is_not_valid_toml", what=known.what),
                   known.to_do)


def is_file(path: Path) -> bool:
    """Return whether a file of this name exists; False for a name that no file can have."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Return whether a folder of this name exists; False for a name that no file can have."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def short_path(path: Path) -> Path:
    """Return a path for messages: normalised, and relative where it lies below this folder."""
    plain = Path(os.path.normpath(path))
    try:
        return plain.relative_to(Path.cwd())
    except (OSError, ValueError):
        return plain


def resolved_path(path: Path) -> Path:
    """Return the resolved path, or the path itself where it cannot be resolved."""
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):
        return path


def file_of_record(data: dict[str, Any], path: Path, number: int) -> TomlFile:
    """Return plain data as a file: the ``number``-th record of a file of another kind."""
    digest = hashlib.sha256(repr(data).encode()).hexdigest()
    return TomlFile(path, f"{path} (record {number})", digest, "", data)


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; raises :class:`BadInput` where it cannot be read."""
    if flaw := text_flaw(str(path)):
        raise one_problem(str(path), say("reading-problems.name_of_this_file", flaw=flaw),
                          say("reading-problems.give_it_another_name"))
    try:
        with path.open("rb") as file:
            FILE_SIZE.check(os.fstat(file.fileno()).st_size, str(path))
            raw = file.read(FILE_SIZE.most * FILE_SIZE.scale + 1)
        FILE_SIZE.check(len(raw), str(path))
        return raw
    except FileNotFoundError:
        raise one_problem(str(path), say("reading-problems.there_is_no_such_file")) from None
    except IsADirectoryError:
        raise one_problem(str(path), say("reading-problems.this_is_a_folder_not_a")) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise one_problem(str(path),
                          say("reading-problems.this_file_cannot_be_read", reason=reason)) from None


def decode(raw: bytes, name: str) -> str:
    """Return UTF-8 bytes, with or without a byte order mark, as text; else :class:`BadInput`."""
    if b"\0" in raw:
        raise one_problem(name, say("reading-problems.this_is_a_binary_file_not"),
                          say("reading-problems.save_as_utf_8"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise one_problem(name, say("reading-problems.this_is_not_text_in_utf"),
                          say("reading-problems.save_as_utf_8"), line=line) from None


def read_toml(path: Path, name: str = "") -> TomlFile:
    """Return a TOML file; raises :class:`BadInput` if it is missing, binary or broken.

    Messages call it ``name``, or by its path if there is no name.
    """
    return toml_of_bytes(read_bytes(path), path, name)


def toml_of_bytes(raw: bytes, path: Path, name: str = "") -> TomlFile:
    """Return what :func:`read_toml` returns of the bytes of a file."""
    name = name or str(path)
    return parse_toml(decode(raw, name), name, path, hashlib.sha256(raw).hexdigest())
