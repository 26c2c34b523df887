"""Records that hold what they are made with, and nothing else."""

from __future__ import annotations

import functools
from collections.abc import Callable
from inspect import get_annotations
from typing import Any, ClassVar, Self, TypeVar, dataclass_transform
from weakref import WeakKeyDictionary


@dataclass_transform(frozen_default=True, eq_default=False)
class PlainRecord:
    """A record of named values that stay as they are: a class of it names them by annotations.

    It stands beside attrs for records that nobody compares, prints or reads from a file. attrs
    compiles methods for each class; the hundred classes of a short run would wait for that longer
    than for their work.

    >>> class Place(PlainRecord):
    ...     name: str
    ...     people: int = 0
    >>> Place("Porto").replace(people=231_800).people
    231800
    """

    _names: ClassVar[tuple[str, ...]] = ()
    _in_order: ClassVar[tuple[str, ...]] = ()
    """The names whose values may be passed without them."""
    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls, *, kw_only: bool = False) -> None:
        super().__init_subclass__()
        own = [name for name, annotation in get_annotations(cls).items()
               if "ClassVar" not in str(annotation)]
        cls._names = (*cls._names, *own)
        if not kw_only:
            cls._in_order = (*cls._in_order, *own)
        cls._defaults = cls._defaults | {name: cls.__dict__[name] for name in own
                                         if name in cls.__dict__}

    def __init__(self, *values: Any, **named: Any) -> None:
        found = self.__dict__
        found.update(self._defaults)
        found.update(zip(self._in_order, values, strict=False), **named)
        if len(found) != len(self._names) or len(values) > len(self._in_order):
            raise TypeError(f"{type(self).__name__} is made of {', '.join(self._names)}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{name} of {type(self).__name__} stays as it is")

    def replace(self, **changes: Any) -> Self:
        """Return the record with other values in some places."""
        return type(self)(**{name: getattr(self, name) for name in self._names} | changes)


Record = TypeVar("Record", bound=PlainRecord)
Made = TypeVar("Made")


def once_for_each(make: Callable[[Record], Made]) -> Callable[[Record], Made]:
    """Return a function that works out once for each record what follows from it alone.

    It is kept as long as the record is in use, so it must not hold the record.
    """
    kept: WeakKeyDictionary[Record, Made] = WeakKeyDictionary()

    @functools.wraps(make)
    def find(record: Record) -> Made:
        found = kept.get(record)
        if found is None:
            found = kept[record] = make(record)
        return found

    return find
