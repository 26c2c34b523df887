"""The chain that proves a journal: each entry's digest covers the one before."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from typing import Any

import msgspec

from hubflow.model.input_problems import one_problem
from hubflow.reading.json_file import plain_json
from hubflow.text.spoken import say

START = "0" * 64
"""The digest before the first entry."""

SHORT = 16
"""So many digits of an entry's digest tell it from all others."""

_write = msgspec.json.Encoder(order="deterministic").encode


def canonical(data: Any) -> str:
    """Return plain data as JSON text, the same for the same data.

    The text is what is kept and what digests cover: no digest hangs on how another version writes.
    Raises :class:`BadInput` for a number that is not finite, which JSON cannot hold.
    """
    text = _write(data).decode()
    if "null" in text:
        # which is also how msgspec writes such a number
        _check_finite(data)
    return text


def _check_finite(data: Any, key: str = "") -> None:
    if isinstance(data, float) and not math.isfinite(data):
        raise one_problem(key or str(data),
                          say("register-problems.is_no_number_that_can_be", data=data),
                          say("register-problems.give_a_finite_one"))
    inner = data.items() if isinstance(data, dict) else [(key, value) for value in data] if (
        isinstance(data, list | tuple)) else ()
    for name, value in inner:
        _check_finite(value, str(name))


def seal_of(salt: str, personal: str) -> str:
    """Return the digest that represents an entry's personal fields in the chain.

    It is salted (128 random bits, others for each entry), so that once the salt is
    destroyed nobody can find out by trying names whether a person was named.
    """
    return hashlib.sha256(f"{salt}\n{personal}".encode()).hexdigest()


def redacted_digests(redactions: Iterable[str]) -> dict[int, str]:
    """Return the digest of each redacted entry's texts after its latest redaction.

    ``redactions`` are their bodies, in order. One that cannot be read tells nothing: its own digest
    shows that it was changed.
    """
    found: dict[int, str] = {}
    for body in redactions:
        try:
            found |= {int(seq): str(digest) for seq, digest in plain_json(body)["left"].items()}
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
    return found


def content_of(
    seq: int, kind: str, hub: str, subject: str, on_day: str, at: str, body: str, seal: str
) -> str:
    """Return the digest (sha256) of an entry's content."""
    text = f"{seq}\n{kind}\n{hub}\n{subject}\n{on_day}\n{at}\n{seal}\n{body}"
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of(previous: str, content: str) -> str:
    """Return an entry's digest: of the entry before and of its own content.

    Whoever has the contents' digests alone can follow the chain; so one venture's entries are
    proved to an auditor without showing the others'.
    """
    return hashlib.sha256(f"{previous}{content}".encode()).hexdigest()


def short_digest(digest: str) -> str:
    """Return the digest as letters and lists carry it: its first digits."""
    return digest[:SHORT]


def register_id(body: str) -> str:
    """Return the register's own id from the body of its first entry; empty if it has none."""
    try:
        return str(plain_json(body).get("id", ""))
    except (ValueError, AttributeError):
        return ""
