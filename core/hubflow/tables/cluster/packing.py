"""Objects on their way between processes: pickled, tables as compressed Arrow."""

from __future__ import annotations

import io
import pickle
from typing import Any

import polars as pl

from hubflow.engine.pipeline.hooks import HubHooks

_HOOKS = "hooks"


class _Packer(pickle.Pickler):
    def persistent_id(self, obj: Any) -> str | None:
        """A hub's hooks stay where they are: whoever unpacks has its own."""
        return _HOOKS if isinstance(obj, HubHooks) else None

    def reducer_override(self, obj: Any) -> Any:
        """A table's columns without any value are told by their types alone."""
        if not isinstance(obj, pl.DataFrame):
            return NotImplemented
        full = [name for name in obj.columns if obj[name].null_count() < obj.height]
        arrow = io.BytesIO()
        obj.select(full).write_ipc(arrow, compression="lz4")
        return _table, (obj.schema, obj.height, full, arrow.getvalue())


class _Unpacker(pickle.Unpickler):
    def __init__(self, data: bytes, hooks: HubHooks | None) -> None:
        super().__init__(io.BytesIO(data))
        self._hooks = hooks

    def persistent_load(self, pid: Any) -> HubHooks:
        """The hooks in the place of those that were left behind."""
        if self._hooks is None:
            raise pickle.UnpicklingError(f"there is no {pid} here")
        return self._hooks


def packed(obj: Any) -> bytes:
    """The object as bytes; a hub's hooks in it are left out."""
    data = io.BytesIO()
    _Packer(data, protocol=5).dump(obj)
    return data.getvalue()


def unpacked(data: bytes, hooks: HubHooks | None = None) -> Any:
    """The object again, with ``hooks`` where it had some."""
    return _Unpacker(data, hooks).load()


def _table(
    schema: pl.Schema, height: int, full: list[str], arrow: bytes
) -> pl.DataFrame:
    table = pl.read_ipc(arrow) if full else pl.DataFrame()
    return pl.DataFrame([
        table[name] if name in full else pl.Series(name, [None], dtype=dtype).new_from_index(
            0, height)
        for name, dtype in schema.items()
    ], schema=schema)
