"""Explain TOML errors: guess what the author meant where the parser only says where it stopped."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator

import attrs
import tomli

from hubflow.text.locales import locales

_KEY = re.compile(r"""\s*([\w-]+|"[^"]*"|'[^']*')(\s*\.\s*([\w-]+|"[^"]*"|'[^']*'))*(?=\s*=)""")
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?![\d.,])")
_NUMBER = re.compile(r"[+-]?\d[\d.,' \u00a0\u202f]*\d(?=\s*([#\]}%€£$]|$))")
_WITH_UNIT = re.compile(r"[+-]?[\d.,]+\s*([%€£$]|EUR\b|GBP\b|USD\b)|[€£$]\s*\d", re.I)
_LEADING_ZERO = re.compile(r"[+-]?0\d+(?=\s*([,#\]}]|$))")
_WORDS = re.compile(r"[^\W\d_][^,#\]}\"']*")


@attrs.frozen
class Advice:
    """The wrong key (empty where it is not one key), what is wrong, what to do."""

    key: str
    what: str
    to_do: str


def advice(text: str, error: tomli.TOMLDecodeError) -> Advice | None:
    """Return advice on a TOML error in ``text``; None where the parser's message is the best.

    The line that the parser names shows what the author meant.

    It looks at what stands on the line that the parser names.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    number = error.lineno - 1
    line = lines[number] if number < len(lines) else ""
    at = error.colno - 1
    if error.msg.startswith(("Cannot declare", "Cannot overwrite", "Cannot mutate")):
        return _duplicate(lines, number)
    if error.msg.startswith("Duplicate inline table key"):
        key = error.msg.partition("'")[2].rstrip("'")
        return Advice(key, "this key is there twice between the same { }", "Keep one of them.")
    if error.msg.startswith("Illegal character '\\n'"):
        return Advice(_key_before(line, at), "a text is not closed on its line",
                      'Close it with its quote; between """ and """ it may have several lines.')
    if error.msg.startswith("Unescaped '\\'"):
        return Advice(_key_before(line, at), "in double quotes a \\ has a meaning of its own",
                      "Put the text in single quotes, or write \\\\ for each \\.")
    found = _value(line, at, starts_here=error.msg == "Invalid value")
    if found is not None:
        return attrs.evolve(found, key=_key_before(line, at))
    if error.msg.startswith("Expected '=' after a key"):
        return _no_equals(line, at)
    if error.msg == "Unclosed array":
        return Advice("", "a list is not closed", "Put a comma between entries, and ] at the end.")
    return None


def _value(line: str, at: int, *, starts_here: bool) -> Advice | None:
    """Return advice on the value after the last ``=``, or on the one that begins at ``at``."""
    equals = line.rfind("=", 0, at)
    if equals < 0 and not starts_here:
        return None
    value = line[at if starts_here else equals + 1 :].strip()
    if starts_here and (not value or value[0] in "#,]}"):
        return Advice("", "no value stands after the =",
                      "Write one, or put # before the key to leave it open.")
    if value[:1] in tuple("“”„‟‘’‚«»"):
        return Advice("", "curly quotes do not mark a text", 'Write straight ones: "…".')
    if (date := _DATE.match(value)) and not _is_date(date.group()):
        return Advice("", f"{date.group()} is not a date", "Dates are written year-month-day, "
                      "as 2026-12-31.")
    if zero := _LEADING_ZERO.match(value):
        return Advice("", f"{zero.group()} is not a number, as it begins with 0",
                      f'Without the 0 it is a number; in quotes ("{zero.group()}") a text.')
    number = _NUMBER.match(value) or _NUMBER.match(value.partition("}")[0])
    if number and not re.fullmatch(r"[+-]?(0|[1-9]\d*)(\.\d+)?", number.group()):
        return Advice("", f"{number.group()} is not a number",
                      "Decimals take a point (2.5), thousands nothing between them (12500).")
    if unit := _WITH_UNIT.match(value):
        return Advice("", f"{unit.group()} is not a number",
                      "A number stands alone, without % or currency.")
    if not starts_here:
        return None
    if word := _yes_or_no().match(value):
        return Advice("", f"{word.group()} without quotes means nothing", "Yes is written true and "
                      f'no is written false, in small letters; a text stands in quotes: '
                      f'"{word.group()}".')
    if words := _WORDS.match(value):
        words_found = words.group().strip()
        shown = words_found if len(words_found) <= 40 else words_found[:39] + "…"
        return Advice("", f"{shown} without quotes means nothing",
                      f'A text stands in quotes: "{shown}".')
    return None


@functools.cache
def _yes_or_no() -> re.Pattern[str]:
    """Return a pattern for yes or no at a value's place, in any language."""
    words = {word for own in locales().values() for word in (*own.yes, *own.no) if len(word) > 1}
    return re.compile(rf"({'|'.join(sorted(words))})(?=\s*([,#\]}}]|$))", re.IGNORECASE)


def _is_date(text: str) -> bool:
    try:
        return bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def _duplicate(lines: list[str], number: int) -> Advice | None:
    """Return advice on a header or key that an earlier line has already."""
    header = _HEADER.match(lines[number])
    if header is not None:
        brackets, name = header.groups()
        shown = _header(brackets, name)
        for earlier, other in _headers(lines[:number]):
            if other.group(2) != name:
                continue
            if other.group(1) == brackets:
                return Advice(name, f"{shown} is there twice, first on line {earlier + 1}",
                              "Keep one, and put what stands below both beneath it.")
            return Advice(name, f"{shown} here and {_header(*other.groups())} on line "
                          f"{earlier + 1} cannot both be", f"Write [[{name}]] each time: double "
                          "brackets begin an entry of a list.")
        return Advice(name, f"{name} has a value already", f"Keep that or {shown}.")
    key = _KEY.match(lines[number])
    if key is None:
        return None
    name = key.group().strip()
    for earlier in range(number - 1, -1, -1):
        if _HEADER.match(lines[earlier]):
            break
        other_key = _KEY.match(lines[earlier])
        if other_key is not None and other_key.group().strip() == name:
            return Advice(name, f"this key is there twice, first on line {earlier + 1}",
                          "Keep one of them.")
    return Advice(name, "this key has a value already", "Keep one of them.")


def _headers(lines: list[str]) -> Iterator[tuple[int, re.Match[str]]]:
    for number, line in enumerate(lines):
        found = _HEADER.match(line)
        if found is not None:
            yield number, found


def _header(brackets: str, name: str) -> str:
    return f"[[{name}]]" if brackets == "[[" else f"[{name}]"


def _no_equals(line: str, at: int) -> Advice | None:
    if "=" not in line:
        if re.match(r"\s*[\w-]+\s*:", line):
            return Advice("", "a colon does not join a key and its value",
                          "Write = in place of the colon.")
        return Advice("", "this line is no key with a value",
                      "Write key = value, or put # before what is only for people to read.")
    key = line.partition("=")[0].strip()
    if at <= line.index("=") and not re.fullmatch(r"[A-Za-z0-9_.-]*", key) and '"' not in key:
        return Advice("", f"{key} cannot be a key as it stands", "A key has letters without "
                      "accents, digits, - and _; others stand in quotes.")
    return None


def _key_before(line: str, at: int) -> str:
    """Return the key whose value stands at ``at``: the last key before it."""
    found = re.findall(r"""([\w-]+(?:\.[\w-]+)*|"[^"]*"|'[^']*')\s*=(?!=)""", line[:at])
    return str(found[-1]).strip("\"'") if found else ""
