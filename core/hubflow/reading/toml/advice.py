"""Explain TOML errors: guess what the author meant where the parser only says where it stopped."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator

import attrs
import tomli

from hubflow.text.locales import locales
from hubflow.text.spoken import say

_KINDS = {
    "Invalid statement": "invalid_statement",
    "Expected newline or end of document after a statement": "more_on_the_line",
    "Expected ']": "heading_not_closed",
    "Expected '=' after a key": "no_equals",
    "Expected ": "expected",
    "Found invalid character": "invalid_character",
    "Illegal character": "invalid_character",
    "Invalid initial character for a key part": "no_key",
    "Unclosed array": "list_not_closed",
    "Unclosed inline table": "table_not_closed",
    "Invalid hex value": "escape",
    "Escaped character is not": "escape",
    "Unterminated string": "text_not_closed",
    "Invalid date or datetime": "no_date",
    "Invalid value": "no_value",
    "Cannot ": "stated_twice",
}
"""How the parser's messages begin, and the words' keys that say the same; the first counts."""

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


def in_words(error: tomli.TOMLDecodeError) -> str:
    """Return the parser's message with its column in the spoken language, if its kind is known."""
    kind = next((kind for begin, kind in _KINDS.items() if error.msg.startswith(begin)), "")
    part = error.msg.partition("'")[2].rpartition("'")[0]
    what = say(f"reading-problems.toml_{kind}", expected=part, character=part) if kind else (
        error.msg)
    return say("reading-problems.toml_at_column", what=what, column=error.colno)


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
        return _advice("twice_in_braces", "keep_one", key)
    if error.msg.startswith("Illegal character '\\n'"):
        return _advice("text_on_its_line", "close_the_text", _key_before(line, at))
    if error.msg.startswith("Unescaped '\\'"):
        return _advice("backslash", "single_quotes", _key_before(line, at))
    found = _value(line, at, starts_here=error.msg == "Invalid value")
    if found is not None:
        return attrs.evolve(found, key=_key_before(line, at))
    if error.msg.startswith("Expected '=' after a key"):
        return _no_equals(line, at)
    if error.msg == "Unclosed array":
        return _advice("list_not_closed", "end_the_list")
    return None


def _advice(what: str, to_do: str, at: str = "", /, **values: object) -> Advice:
    """Return advice on the key ``at`` by the keys of its words."""
    return Advice(at, *(say(f"reading-problems.toml_{each}", **values) for each in (what, to_do)))


def _value(line: str, at: int, *, starts_here: bool) -> Advice | None:
    """Return advice on the value after the last ``=``, or on the one that begins at ``at``."""
    equals = line.rfind("=", 0, at)
    if equals < 0 and not starts_here:
        return None
    value = line[at if starts_here else equals + 1 :].strip()
    if starts_here and (not value or value[0] in "#,]}"):
        return _advice("nothing_after_equals", "write_one")
    if value[:1] in tuple("“”„‟‘’‚«»"):
        return _advice("curly_quotes", "straight_quotes")
    if (date := _DATE.match(value)) and not _is_date(date.group()):
        return _advice("is_no_date", "how_dates", text=date.group())
    if zero := _LEADING_ZERO.match(value):
        return _advice("begins_with_0", "without_the_0", text=zero.group())
    number = _NUMBER.match(value) or _NUMBER.match(value.partition("}")[0])
    if number and not re.fullmatch(r"[+-]?(0|[1-9]\d*)(\.\d+)?", number.group()):
        return _advice("is_no_number", "how_numbers", text=number.group())
    if unit := _WITH_UNIT.match(value):
        return _advice("is_no_number", "no_unit", text=unit.group())
    if not starts_here:
        return None
    if word := _yes_or_no().match(value):
        return _advice("means_nothing", "yes_is_true", text=word.group())
    if words := _WORDS.match(value):
        words_found = words.group().strip()
        shown = words_found if len(words_found) <= 40 else words_found[:39] + "…"
        return _advice("means_nothing", "text_in_quotes", text=shown)
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
                return _advice("heading_twice", "put_beneath", name, heading=shown,
                               line=earlier + 1)
            return _advice("cannot_both", "double_brackets", name, heading=shown, name=name,
                           other=_header(*other.groups()), line=earlier + 1)
        return _advice("has_a_value", "keep_that_or", name, name=name, heading=shown)
    key = _KEY.match(lines[number])
    if key is None:
        return None
    name = key.group().strip()
    for earlier in range(number - 1, -1, -1):
        if _HEADER.match(lines[earlier]):
            break
        other_key = _KEY.match(lines[earlier])
        if other_key is not None and other_key.group().strip() == name:
            return _advice("key_twice", "keep_one", name, line=earlier + 1)
    return _advice("key_has_a_value", "keep_one", name)


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
            return _advice("colon", "write_equals")
        return _advice("no_key_with_value", "write_key_value")
    key = line.partition("=")[0].strip()
    if at <= line.index("=") and not re.fullmatch(r"[A-Za-z0-9_.-]*", key) and '"' not in key:
        return _advice("cannot_be_a_key", "keys_have", key=key)
    return None


def _key_before(line: str, at: int) -> str:
    """Return the key whose value stands at ``at``: the last key before it."""
    found = re.findall(r"""([\w-]+(?:\.[\w-]+)*|"[^"]*"|'[^']*')\s*=(?!=)""", line[:at])
    return str(found[-1]).strip("\"'") if found else ""
