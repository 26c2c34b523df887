"""Archives as somebody would forge them who knows how the chain is made."""

from __future__ import annotations

import json
from typing import Any

from hubflow.register.archives.archive import content_of_row
from hubflow.register.storage.chain import START, canonical, digest_of, seal_of

Files = dict[str, bytes]
"""The files of an archive by name."""


def entry_rows(files: Files) -> list[dict[str, Any]]:
    """Return the entries of an archive."""
    return [json.loads(line) for line in files["entries.jsonl"].decode().splitlines()]


def put_rows(rows: list[dict[str, Any]], files: Files) -> None:
    """Put entries into the archive of a whole register as if its keeper had written them so."""
    previous = START
    for row in rows:
        row["seal"] = seal_of(row["salt"], row["personal"])
        row["previous"] = previous
        previous = row["digest"] = digest_of(previous, content_of_row(row))
    about = json.loads(files["archive.json"])
    about["entries"] = len(rows)
    about["head"] |= {"entry": rows[-1]["seq"] if rows else 0, "digest": previous}
    files["archive.json"] = json.dumps(about).encode()
    lines = "".join(f"{canonical(row)}\n" for row in rows)
    files["entries.jsonl"] = lines.encode("utf-8", "replace")
