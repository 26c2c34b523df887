"""The sources of a dossier as rows of a form, and its attachments by name and digest."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from hubflow.plugins.workbench.workbench_page import SentFile
from hubflow.reading.records.structuring import copy_data
from hubflow.reading.values.normal_text import id_of
from hubflow.serve.forms.key_menu import covered_part, covered_parts
from hubflow.serve.forms.known_names import KnownNames

FIELDS = ("title", "url", "status", "date", "covers", "note")
"""What the form asks of each source."""

_DIGEST = re.compile(r"\bsha256 ([0-9a-f]{64})\b")

Data = Mapping[str, Any]


@attrs.frozen
class Attachment:
    """A file that came with a dossier: its name, and its digest (sha256) where it is noted."""

    name: str
    digest: str


def attachments_in(data: Data) -> list[Attachment]:
    """Return the attachments that a dossier names. Their digests stand in sources of their name."""
    digests = {str(one.get("title")): found[1] for one in data.get("sources", ())
               if (found := _DIGEST.search(str(one.get("note", ""))))}
    names = data.get("incubate", {}).get("attachments", ())
    return [Attachment(str(name), digests.get(str(name), "")) for name in names]


def rows_of(data: Data) -> list[dict[str, str]]:
    """Return the rows of the form that show a dossier's sources."""
    return [{"id": str(one.get("id", "")), **{key: _text(one.get(key)) for key in FIELDS}}
            for one in data.get("sources", ())]


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)


def typed_rows(form: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the rows of a form that was sent, without those in which nothing was typed."""
    numbers = sorted({int(name[6:]) for name in form if re.fullmatch(r"title-[0-9]{1,3}", name)})
    rows = [{key: form.get(f"{key}-{number}", "").strip() for key in ("id", *FIELDS)}
            for number in numbers]
    return [row for row in rows if any(row[key] for key in FIELDS if key != "status")]


def with_keys(rows: Sequence[Mapping[str, str]], language: str) -> list[dict[str, str]]:
    """Return rows whose sources cover keys of a dossier, where they name what these ask.

    What names nothing stays: the check of the dossier says so.
    """
    known = covered_parts(language)
    found = []
    for row in rows:
        ids, unknown = known.find_all(row["covers"])
        found.append({**row, "covers": "\n".join([*ids, *unknown])})
    return found


def covers_shown(
    rows: Sequence[Mapping[str, str]], before: Data, language: str
) -> Sequence[tuple[Mapping[str, str], Sequence[tuple[str, str]]]]:
    """Return rows, each with what its source covers: by key in words; what names nothing is left.

    What a source covered ``before`` is known, too: a fact, or a part of a dossier.
    """
    known = covered_parts(language)
    earlier = {key for one in before.get("sources", ()) for key in one.get("covers", ())}
    names = KnownNames({**{key: covered_part(key, language) for key in earlier}, **known.labels})
    found = []
    for row in rows:
        ids, unknown = names.find_all(row["covers"])
        found.append(({**row, "covers": "\n".join(unknown)}, names.shown(ids)))
    return found


def with_sources(data: Data, rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Return a dossier with the sources of rows; what the form does not ask stays."""
    known = {str(one.get("id")): one for one in data.get("sources", ())}
    found: dict[str, Any] = copy_data(dict(data))
    ids = {row["id"] for row in rows}
    made = []
    for row in rows:
        id = row["id"] or _new_id(row["title"], ids)
        ids.add(id)
        source: dict[str, Any] = {**known.get(id, {}), "id": id}
        for key in FIELDS:
            value = _value(key, row[key])
            if value:
                source[key] = value
            else:
                source.pop(key, None)
        made.append(source)
    if made:
        found["sources"] = made
    else:
        found.pop("sources", None)
    return found


def _value(key: str, text: str) -> Any:
    if key == "covers":
        return list(filter(None, text.split("\n")))
    if key == "date":
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return text  # the check of the dossier says what is wrong with it
    return text


def _new_id(title: str, taken: Iterable[str]) -> str:
    base = id_of(title) or "source"
    return next(id for number in range(1, 10_000)
                if (id := base if number == 1 else f"{base}-{number}") not in taken)


def with_attachment(data: Data, file: SentFile, on: dt.date) -> dict[str, Any]:
    """Return a dossier that names a file that came with it, with its digest among the sources.

    A file of the same name takes the place of the one before.
    """
    name = " ".join(re.split(r"[/\\]", file.name)[-1].split())[:200]
    found: dict[str, Any] = copy_data(dict(data))
    incubate = found.setdefault("incubate", {})
    incubate["attachments"] = list(dict.fromkeys([*incubate.get("attachments", ()), name]))
    note = f"sha256 {digest_of(file)}"
    sources = found.setdefault("sources", [])
    own = next((one for one in sources if one.get("title") == name
                and _DIGEST.search(str(one.get("note", "")))), None)
    if own is None:
        sources.append({"id": _new_id(name, {str(one.get("id")) for one in sources}),
                        "title": name, "status": "own record", "date": on, "note": note})
    elif note not in own["note"]:
        own |= {"date": on, "note": _DIGEST.sub(note, own["note"])}
    return found


def digest_of(file: SentFile) -> str:
    """Return the digest (sha256) of a file."""
    return hashlib.sha256(file.content).hexdigest()
