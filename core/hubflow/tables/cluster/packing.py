"""Objects on their way between processes: pickled, but for a hub's hooks."""

from __future__ import annotations

import io
import pickle
from typing import Any

from hubflow.engine.pipeline.hooks import HubHooks

_HOOKS = "hooks"


class _Packer(pickle.Pickler):
    def persistent_id(self, obj: Any) -> str | None:
        """A hub's hooks stay where they are: whoever unpacks has its own."""
        return _HOOKS if isinstance(obj, HubHooks) else None


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
