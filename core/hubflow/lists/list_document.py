"""Write a list as a document, of which PDF, Word and web pages are made, and as CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hubflow.documents.publishing.hub_templates import filled, template_of
from hubflow.documents.safe_markdown import environment, one_line
from hubflow.lists.call_list import CallList, CallListColumn, ListRow
from hubflow.lists.publication import Publication
from hubflow.plugins.document import Document
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.values.csv_output import csv_bytes
from hubflow.text.catalogue import words
from hubflow.text.numbers import day

NAME = "list"
"""The document's name for a hub's templates."""

_MONEY = ("asked", "amount", "running", "left")
_ACROSS = 8
"""So many columns of criteria go beside rank and name on a page."""


def list_document(hub: LoadedHub, found: CallList, publication: Publication) -> Document:
    """Return a list as a document, by the hub's own template if it brings one."""
    language = found.hub.language
    texts = list_words(language)
    template = template_of(hub, NAME, "md")
    edition = texts["edition"].format(edition=found.hub.edition)
    markdown = _markdown(found, publication, texts) if template is None else filled(
        template, {"list": found, "hub": found.hub, "publication": publication})
    return Document(
        name=NAME, title=one_line(found.title), markdown=markdown, language=language,
        about=f"{found.hub.name} · {edition}",
        draft=texts["preliminary_mark"] if found.kind == "preliminary" else "")


def list_words(language: str) -> Mapping[str, str]:
    """Return the words of a list in a language."""
    return {**words(language), **words(language, "lists")}


def _markdown(found: CallList, publication: Publication, texts: Mapping[str, str]) -> str:
    money = [each for each in found.columns if each.key in _MONEY]
    who = [each for each in found.columns if each.key in ("rank", "name")]
    return environment().get_template("list.md.j2").render(
        l=found, p=publication, w=texts, text=_text,
        as_of=day(dt.date.fromisoformat(found.as_of), found.hub.language),
        columns=[each for each in found.columns if each.key not in _MONEY],
        money=[*who, *money] if money else [],
        scores=[[*who, *found.scores[at:at + _ACROSS]]
                for at in range(0, len(found.scores), _ACROSS)] if found.rows else [])


def _text(row: ListRow, column: CallListColumn) -> str:
    cell = row.cells.get(column.key)
    return cell.text if cell is not None else ""


def list_rows(found: CallList, *, ids: bool = False) -> Iterator[list[Any]]:
    """Yield a list as rows of a table, its headings first; who has no rank comes last.

    ``ids``: for programs, the ventures' ids in a last column, unless the list is anonymous.
    """
    texts = list_words(found.hub.language)
    columns = [*found.columns, *found.scores]
    ids = ids and not found.anonymous
    yield [*(each.title for each in columns), texts["reasons_heading"],
           *([texts["venture_id"]] if ids else [])]
    for row in (*found.rows, *found.left_out):
        yield [*(_value(row, each) for each in columns), " ".join(row.reasons),
               *([row.id] if ids else [])]


def _value(row: ListRow, column: CallListColumn) -> str | float | None:
    cell = row.cells.get(column.key)
    if cell is None:
        return None
    if cell.value is None:
        return cell.text
    return int(cell.value) if cell.value == int(cell.value) else cell.value


def list_csv(found: CallList, publication: Publication) -> bytes:
    """Return a list as CSV that spreadsheet programs open, with what stands around it below."""
    rows: list[Sequence[Any]] = list(list_rows(found, ids=True))
    rows += [[], *around(found, publication)]
    return csv_bytes(rows, for_spreadsheets=True)


def around(found: CallList, publication: Publication) -> Iterator[tuple[str, str]]:
    """Yield what a document says around the table: headings with their texts."""
    texts = list_words(found.hub.language)
    about = " · ".join(filter(None, (found.hub.name, texts["edition"].format(
        edition=found.hub.edition), texts["as_of"].format(
            date=day(dt.date.fromisoformat(found.as_of), found.hub.language)))))
    yield found.title, about
    for note in found.notes:
        yield "", note
    for change in found.changes:
        yield "", change
    if found.rule:
        yield texts["rule"], found.rule
    if found.anonymous:
        yield "", texts["codes_note"]
    for tie in found.ties:
        yield texts["ties"], tie
    for complaint in found.complaints:
        yield texts["complaints"], complaint
    yield texts["published_at"], publication.place
    yield texts["published_on"], publication.day
    yield texts["complaints_until"], publication.until
    if publication.complaints:
        yield texts["complaints_to"], publication.complaints
    for signer in publication.signers:
        yield texts["signed_by"], signer
