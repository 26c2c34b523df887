"""Pickle objects for other processes, without a hub's hooks."""

from __future__ import annotations

import io
import pickle
from typing import Any

from hubflow.engine.pipeline.hooks import HubHooks

_HOOKS = "hooks"


class _Packer(pickle.Pickler):
    def persistent_id(self, obj: Any) -> str | None:
        """Mark a hub's hooks, which are not pickled: the other process has its own."""
        return _HOOKS if isinstance(obj, HubHooks) else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, data: bytes, hooks: HubHooks | None) -> None:
        super().__init__(io.BytesIO(data))
        self._hooks = hooks

    def persistent_load(self, pid: Any) -> HubHooks:
        """Return the hooks of this process."""
        if self._hooks is None:
            raise pickle.UnpicklingError(f"there is no {pid} here")
        return self._hooks


def pack(obj: Any) -> bytes:
    """Return the object as bytes, without the hub's hooks in it."""
    data = io.BytesIO()
    _Packer(data, protocol=5).dump(obj)
    return data.getvalue()


def unpack(data: bytes, hooks: HubHooks | None = None) -> Any:
    """Return the object, with ``hooks`` in place of those that were left out."""
    return _Unpacker(data, hooks).load()
