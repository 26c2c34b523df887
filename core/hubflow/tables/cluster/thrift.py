"""Structs in Thrift's compact protocol, in which Parquet files tell what is in them.

The protocol: https://github.com/apache/thrift, doc/specs/thrift-compact-protocol.md. What is read
and written again is the same, byte by byte, whatever its fields mean.
"""

from __future__ import annotations

from typing import Any

# types of the compact protocol
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, LIST, _SET, _MAP, STRUCT = 1, 2, 3, 7, 8, 9, 10, 11, 12

Fields = dict[int, tuple[int, Any]]
"""A struct: what stands under each field's number, with its type."""


def read_struct(data: bytes) -> Fields:
    """A struct from the bytes that it was written to."""
    return _Reader(data).struct()


class _Reader:
    """Reads the compact protocol."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def struct(self) -> Fields:
        fields: Fields = {}
        number = 0
        while head := self._byte():
            type, delta = head & 15, head >> 4
            number = number + delta if delta else self._zigzag()
            fields[number] = type, self._value(type)
        return fields

    def _value(self, type: int, *, inside: bool = False) -> Any:
        if type in (_TRUE, _FALSE):
            # in a list a truth takes a byte; as a field its type says it all
            return self._byte() if inside else None
        if type == _BYTE:
            return self._byte()
        if type == _DOUBLE:
            return self._take(8)
        if type == _BINARY:
            return self._take(self._varint())
        if type in (LIST, _SET):
            head = self._byte()
            count = self._varint() if head >> 4 == 15 else head >> 4
            return head & 15, [self._value(head & 15, inside=True) for _ in range(count)]
        if type == _MAP:
            raise ValueError("a Parquet footer holds no map")
        return self.struct() if type == STRUCT else self._zigzag()

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _take(self, count: int) -> bytes:
        self._at += count
        return self._data[self._at - count:self._at]

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)


def written(fields: Fields) -> bytes:
    """The bytes of a struct."""
    parts = []
    before = 0
    for number, (type, value) in fields.items():
        delta = number - before
        parts.append(bytes([delta << 4 | type]) if 0 < delta < 16
                     else bytes([type]) + _zigzag(number))
        parts.append(_written(type, value))
        before = number
    return b"".join(parts) + b"\0"


def _written(type: int, value: Any, *, inside: bool = False) -> bytes:
    if type in (_TRUE, _FALSE):
        return bytes([value]) if inside else b""
    if type == _BYTE:
        return bytes([value])
    if type == _DOUBLE:
        return bytes(value)
    if type == _BINARY:
        return _varint(len(value)) + bytes(value)
    if type in (LIST, _SET):
        kind, items = value
        count = len(items)
        head = bytes([min(count, 15) << 4 | kind]) + (b"" if count < 15 else _varint(count))
        return head + b"".join(_written(kind, item, inside=True) for item in items)
    return written(value) if type == STRUCT else _zigzag(value)


def _varint(value: int) -> bytes:
    made = bytearray()
    while value > 127:
        made.append(value & 127 | 128)
        value >>= 7
    made.append(value)
    return bytes(made)


def _zigzag(value: int) -> bytes:
    return _varint(value << 1 if value >= 0 else (-value << 1) - 1)
