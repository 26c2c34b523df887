"""Identify a run by digests of its inputs, so that it can be compared and repeated."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import polars as pl

from hubflow.model.results import Receipt
from hubflow.version import __version__

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub


def digest(parts: Iterable[Any]) -> str:
    """Return the sha256 of the parts' texts, in order."""
    total = hashlib.sha256()
    for part in parts:
        data = str(part).encode()
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()


def make_receipt(inputs: str, hub: LoadedHub) -> Receipt:
    """Return the receipt of a run: the digest of its inputs, the hub's method, all code."""
    versions = {"hubflow": __version__, "polars": pl.__version__}
    return Receipt(inputs=inputs, methodology=hub.methodology.file.digest, hooks=hub.hooks_digest,
                   versions=versions, add_ons=hub.add_ons, left_out=hub.left_out)
