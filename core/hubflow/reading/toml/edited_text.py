"""Edit a TOML file, and keep what the edit does not mean to change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from hubflow.model.input_problems import BadInput, one_problem
from hubflow.reading.records.structuring import copy_data
from hubflow.reading.toml.source import TomlFile, parse_toml
from hubflow.text.spoken import say

Edit = Callable[[Any, Callable[[], Any]], None]
"""Changes a document; the function makes the tables that it lacks."""


def edited_text(
    file: TomlFile, edit: Edit, edit_data: Edit, *, table: Callable[[], Any], what: str, to_do: str
) -> str:
    """Return a file's text after an edit; comments and order stay.

    ``edit_data`` does the same to plain data, and the text must come to them. Where the file is
    written in a form that cannot be edited in place, raises :class:`BadInput` that says ``what``
    is in vain and what ``to_do``. ``table`` makes tables that the document lacks.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    wanted = copy_data(file.data)
    try:
        document = tomlkit.parse(file.text)
        edit(document, table)
        edit_data(wanted, dict)
        text = as_before(tomlkit.dumps(document), file.text)
        sound = parse_toml(text, file.name).data == wanted
    except (TOMLKitError, BadInput, KeyError, TypeError, ValueError):
        sound = False
    if not sound:
        raise one_problem(file.name, say("reading-problems.form_cannot_be_kept", what=what), to_do)
    return text


def table_at(document: Any, path: Iterable[str | int], table: Callable[[], Any]) -> Any:
    """Return the table or list at a key path; ``table`` makes tables that are missing."""
    for key in path:
        if isinstance(document, dict) and key not in document:
            document[key] = table()
        document = document[key]
    return document


def as_before(text: str, before: str) -> str:
    """Return an edited text with line ends, and lines that differ by spaces alone, as before.

    Libraries that edit TOML write ``{ to = 2021-09-22 }`` as ``{ to = 2021-09-22}``.
    """
    known = {_without_spaces(line): line for line in before.splitlines()}
    lines = [known.get(_without_spaces(line), line) for line in text.splitlines()]
    end = "\r\n" if "\r\n" in before else "\n"
    return end.join(lines) + (end if text.endswith("\n") else "")


def _without_spaces(line: str) -> str:
    return re.sub(r"\s", "", line)
