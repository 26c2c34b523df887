"""The map of an export as the fields of a form, and the fields as a map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hubflow.intake.intake_map import LoadedMap, map_in
from hubflow.intake.intake_targets import Headings, content_of_key
from hubflow.model.methodology import Methodology
from hubflow.model.values import Kind
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.records.model_keys import content_at
from hubflow.reading.toml.key_paths import key_parts
from hubflow.reading.toml.source import parse_toml
from hubflow.reading.toml.toml_output import toml_text
from hubflow.reading.values.cell_table import CellTable
from hubflow.serve.exports.same_fields import OWN_FIELDS, list_at, same_in_rows, same_rows
from hubflow.serve.exports.value_words import meaning, meaning_text

MAP_FILE = "intake.toml"
LEFT_OUT = "-"
"""What stands in place of a key where a column is left out on purpose."""

_TEXTS = ("id", "time_zone", "sheet", "venture_column", "delimiter", "encoding", "dates", "decimal")
_LISTS = ("received", "repeats", "blanks")
_OF_COLUMN = ("dates", "decimal", "months", "separator", "prefix", "adds")

Data = Mapping[str, Any]
"""The data of a map."""


def loaded_map(data: Data) -> LoadedMap:
    """Return a map with its text, for messages; raises :class:`BadInput` with all problems."""
    return map_in(parse_toml(toml_text(data), MAP_FILE))


def columns_by_number(data: Data, table: CellTable) -> Mapping[int, int]:
    """Return by column of the table the position of what the map says of it."""
    headings = Headings(table)
    found: dict[int, int] = {}
    for position, column in enumerate(data.get("columns", ())):
        numbers = headings.called(str(column.get("heading", ""))) or (
            headings.called(str(column["code"])) if "code" in column else ())
        for number in numbers[:1]:
            found.setdefault(number, position)
    return found


def fields_of(data: Data, table: CellTable, method: Methodology | None) -> dict[str, str]:
    """Return the fields of the form that show a map."""
    same = data.get("dossier", {})
    fields = {f"map-{key}": str(data.get(key, "")) for key in _TEXTS}
    fields |= {f"map-{key}": "\n".join(map(str, data.get(key, ()))) for key in _LISTS}
    fields["map-received"] = _received(data, table)
    fields |= {f"same-{key}": str(same.get(key, "")) for key in OWN_FIELDS}
    fields["same-place"] = str(_table(same.get("place")).get("name", ""))
    fields |= same_rows(same, method)
    at = columns_by_number(data, table)
    headings = Headings(table)
    left_out = {number for name in data.get("left_out", ()) for number in headings.called(name)}
    for number in table.headings:
        column = data["columns"][at[number]] if number in at else {}
        fields |= _column_fields(number, column, left_out=number in left_out)
    return fields


def _received(data: Data, table: CellTable) -> str:
    """Return the heading of the column that says when answers came in, as the intake finds it.

    A map may name it in several ways. If none of them is in the table, it is the first.
    """
    names = [str(name) for name in data.get("received", ())]
    headings = Headings(table)
    found = (numbers[0] for name in names if (numbers := headings.called(name)))
    return next((table.headings[number] for number in found), *names[:1] or [""])


def _table(value: Any) -> dict[str, Any]:
    """Return a copy of a table; an empty one for what is none."""
    return dict(value) if isinstance(value, Mapping) else {}


def _column_fields(number: int, column: Data, *, left_out: bool) -> dict[str, str]:
    key, entry = without_number(str(column.get("key", "")))
    fields = {f"key-{number}": key or (LEFT_OUT if left_out else ""), f"entry-{number}": entry}
    fields |= {f"{each}-{number}": str(column.get(each, "")) for each in _OF_COLUMN}
    fields[f"constants-{number}"] = "\n".join(
        f"{name} = {value}" for name, value in column.get("entry", {}).items())
    for at, (word, value) in enumerate(column.get("means", {}).items()):
        fields[f"word-{number}-{at}"] = str(word)
        fields[f"means-{number}-{at}"] = meaning_text(value)
    return fields


def without_number(key: str) -> tuple[str, str]:
    """Return a key without the number of a list's entry, and the number; unchanged with several.

    >>> without_number("identify.problems.2.statement"), without_number("name")
    (('identify.problems.statement', '2'), ('name', ''))
    """
    parts = key.split(".")
    numbers = [part for part in parts if part.isdecimal()]
    if len(numbers) != 1:
        return key, ""
    return ".".join(part for part in parts if not part.isdecimal()), numbers[0]


def with_number(key: str, number: str) -> str:
    """Return a key with the number of an entry after the list that it lies in.

    >>> with_number("identify.problems.statement", "2"), with_number("name", "2")
    ('identify.problems.2.statement', 'name')
    """
    parts = key_parts(key)
    at = list_at(key)
    return ".".join((*parts[:at], number, *parts[at:])) if at and number else key


def still_meant(typed: Mapping[str, str], shown: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed without the words of columns whose key is another than was shown."""
    other = {name.partition("-")[2] for name in typed
             if name.startswith("key-") and typed[name] != shown.get(name)}
    return {name: text for name, text in typed.items() if not (
        name.startswith(("word-", "means-")) and name.split("-")[1] in other)}


def data_of(
    fields: Mapping[str, str], table: CellTable, before: Data, method: Methodology | None
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the map that the fields of a form say, and by field what cannot be one.

    What the form does not show stays as it was ``before``.
    """
    problems: dict[str, str] = {}
    data = dict(before)
    for key in _TEXTS:
        _put(data, key, fields.get(f"map-{key}", str(before.get(key, ""))).strip())
    for key in _LISTS:
        if f"map-{key}" in fields and not (
                key == "received" and fields["map-received"] == _received(before, table)):
            _put(data, key, _lines(fields[f"map-{key}"]))
    data["dossier"] = _same(fields, before.get("dossier", {}), method, problems)
    at = columns_by_number(before, table)
    columns: list[Any] = list(before.get("columns", ()))
    left_out = [name for name in before.get("left_out", ())
                if not Headings(table).called(name)]
    for number, heading in table.headings.items():
        key = fields.get(f"key-{number}", "")
        known = columns[at[number]] if number in at else {}
        if key == LEFT_OUT:
            left_out.append(heading)
        made = None if key in ("", LEFT_OUT) else _column(
            number, heading, known, fields, method, problems)
        if number in at:
            columns[at[number]] = made
        elif made is not None:
            columns.append(made)
    data["columns"] = [column for column in columns if column is not None]
    data["left_out"] = left_out
    return data, problems


def _put(data: dict[str, Any], key: str, value: Any) -> None:
    if value:
        data[key] = value
    else:
        data.pop(key, None)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _same(
    fields: Mapping[str, str], before: Data, method: Methodology | None, problems: dict[str, str]
) -> dict[str, Any]:
    """Return what is the same in all dossiers."""
    found = same_in_rows(fields, before, method, problems)
    for key in OWN_FIELDS:
        if f"same-{key}" in fields:
            _put(found, key, fields[f"same-{key}"].strip())
    place = _table(found.get("place"))
    if "same-place" in fields:
        _put(place, "name", fields["same-place"].strip())
    _put(found, "place", place)
    return found


def _column(
    number: int, heading: str, before: Data, fields: Mapping[str, str],
    method: Methodology | None, problems: dict[str, str],
) -> dict[str, Any]:
    key = with_number(fields[f"key-{number}"], fields.get(f"entry-{number}", "").strip())
    was, _ = without_number(str(before.get("key", "")))
    same_key = was == fields[f"key-{number}"]
    column = {"heading": heading, **(before if same_key else {}), "key": key}
    for each in _OF_COLUMN:
        _put(column, each, fields.get(f"{each}-{number}", "").strip())
    constants = fields.get(f"constants-{number}", "") if list_at(key) else ""
    _put(column, "entry", _constants(number, key, constants, problems))
    content = content_of_key(key, method)
    if same_key and content is not None and content.kind is not None:
        said = dict(_meanings(number, fields, content.kind, problems))
        shown = {fields[name] for name in fields if name.startswith(f"word-{number}-")}
        kept = {word: value for word, value in before.get("means", {}).items()
                if word not in shown}
        _put(column, "means", {**kept, **said})
    else:
        column.pop("means", None)
    return column


def _meanings(
    number: int, fields: Mapping[str, str], kind: Kind, problems: dict[str, str]
) -> Iterator[tuple[str, Any]]:
    """Yield the words of a column's own with what they mean."""
    for name, word in fields.items():
        if not name.startswith(f"word-{number}-"):
            continue
        field = name.replace("word", "means", 1)
        text = fields.get(field, "").strip()
        if not text:
            continue
        try:
            yield word, meaning(kind, text)
        except RefusedError as refused:
            problems[field] = refused.words()


def _constants(
    number: int, key: str, text: str, problems: dict[str, str]
) -> dict[str, Any]:
    """Return what else stands in the same entry, from lines such as ``role = leader``."""
    found: dict[str, Any] = {}
    above = tuple(part for part in key_parts(key)[:list_at(key)] if not part.isdecimal())
    for line in _lines(text):
        name, mark, value = (part.strip() for part in line.partition("="))
        content = content_at((*above, name))
        kind = content.kind if content is not None else None
        try:
            found[name] = meaning(kind, value) if mark and kind is not None else value
        except RefusedError as refused:
            problems[f"constants-{number}"] = f"{name}: {refused.words()}"
    return found
