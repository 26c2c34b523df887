"""Records that attrs makes when they are first used: many commands do without them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import attrs

__all__ = ["frozen_at_use", "is_record"]

if TYPE_CHECKING:
    from attrs import frozen as frozen_at_use
else:
    def frozen_at_use(**options: Any) -> Any:
        """Return a decorator that does what ``attrs.frozen`` does, when the class is first used.

        That is when a record is made or attrs is asked about its fields. attrs compiles methods
        for each class, which takes longer than most of what a short run does with its records; so
        the rare ones wait. They have no slots, so it is not for records that come by the thousand.
        Nor is it for a class that has a base or is one, or has methods of records, such as
        ``__eq__``, of its own.
        """
        return lambda record: _Waiting(record, options).record

_FIELDS = "__attrs_attrs__"
_MAKING = threading.RLock()


def is_record(kind: Any) -> bool:
    """Return what ``attrs.has`` says of a class, which stays as unmade as it was.

    >>> is_record(_Waiting), is_record(int), is_record(None)
    (False, False, False)
    """
    return isinstance(kind, type) and any(_FIELDS in vars(each) for each in kind.__mro__)


class _Waiting:
    """The fields of a class that attrs has not made into a record yet."""

    def __init__(self, record: Any, options: dict[str, Any]) -> None:
        assert record.__bases__ == (object,), "what a base has in slots is not in a record's state"
        self.record, self._options = record, options
        setattr(record, _FIELDS, self)

        def start(made: Any, *values: Any, **named: Any) -> None:
            self._make()
            made.__init__(*values, **named)

        def revive(made: Any, values: dict[str, Any]) -> None:
            self._make()
            made.__dict__.update(values)

        record.__init__, record.__setstate__ = start, revive

    def __get__(self, _: object, cls: Any) -> Any:
        """Return the fields, as whoever asks attrs about the class wants them."""
        self._make()
        return getattr(cls, _FIELDS)

    def _make(self) -> None:
        with _MAKING:
            if vars(self.record)[_FIELDS] is self:
                attrs.frozen(self.record, slots=False, auto_detect=False, **self._options)
