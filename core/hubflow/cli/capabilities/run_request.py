"""Hold what `hubflow run` is asked to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hubflow.model.plain_record import PlainRecord
from hubflow.model.rates import Rate

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub


class RunRequest(PlainRecord):
    """The arguments of `hubflow run`.

    ``hub`` is the one that -p names; None where a register says the method. ``in_files`` tells
    whether ``paths`` are meant or ids in a register. ``sheets`` are the jury's, those in folders
    among them. ``more`` are the options that capabilities added.
    """

    hub: LoadedHub | None
    paths: Sequence[Path]
    in_files: bool
    call: str | None
    panel: Sequence[Path]
    sheets: Sequence[Path]
    author: str | None
    as_of: dt.date | None
    rates: Mapping[str, Rate]
    out: Path | None
    language: str | None
    as_json: bool
    more: Mapping[str, Any]
