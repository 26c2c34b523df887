"""Read DER (ITU-T X.690): values with a tag, a length and a content."""

from __future__ import annotations

import attrs

SEQUENCE, SET, INTEGER, OCTETS, OID, TIME = 0x30, 0x31, 0x02, 0x04, 0x06, 0x18
FIRST = 0xA0
"""The tag of an explicit [0]."""

_LONG = 0x80
_MOST_LENGTH_BYTES = 4
_MOST_BYTES = 128
"""Bytes of a number or an object identifier: the time to read one grows with their square."""


class NotDer(ValueError):
    """The bytes are no DER, or not the value that is looked for."""


@attrs.frozen
class DerValue:
    """A value: its tag, and its content's bytes."""

    tag: int
    content: bytes

    def inside(self, tag: int) -> list[DerValue]:
        """Return the values in a value of this tag."""
        return values_in(self.of(tag))

    def of(self, tag: int) -> bytes:
        """Return the content of a value of this tag."""
        if self.tag != tag:
            raise NotDer(f"a value with the tag {tag:#04x} is missing")
        return self.content


def values_in(data: bytes) -> list[DerValue]:
    """Return the values that stand one after the other, to the last byte."""
    found, at = [], 0
    while at < len(data):
        value, at = _value(data, at)
        found.append(value)
    return found


def value_at(values: list[DerValue], position: int) -> DerValue:
    """Return the value at a position."""
    if position >= len(values):
        raise NotDer("a value is missing")
    return values[position]


def _value(data: bytes, at: int) -> tuple[DerValue, int]:
    if at + 2 > len(data):
        raise NotDer("it ends within a value")
    tag, length = data[at], data[at + 1]
    if tag & 0x1F == 0x1F:
        raise NotDer("a tag of several bytes, which no time stamp has")
    at += 2
    if length >= _LONG:
        count = length - _LONG
        digits = data[at:at + count]
        length = int.from_bytes(digits, "big")
        # DER has one way to write each length, and none that is not known beforehand
        if (not 0 < count <= _MOST_LENGTH_BYTES or len(digits) < count or not digits[0]
                or length < _LONG):
            raise NotDer("a length that DER does not know")
        at += count
    if at + length > len(data):
        raise NotDer("it ends within a value")
    return DerValue(tag, data[at:at + length]), at + length


def number_of(value: DerValue) -> int:
    """Return a whole number."""
    return int.from_bytes(_short(value.of(INTEGER)), "big", signed=True)


def _short(content: bytes) -> bytes:
    if len(content) > _MOST_BYTES:
        raise NotDer(f"a number of {len(content):,} bytes")
    return content


def oid_of(value: DerValue) -> str:
    """Return an object identifier as numbers with dots."""
    content = _short(value.of(OID))
    if not content or content[-1] & _LONG:
        raise NotDer("an object identifier that ends too early")
    numbers: list[int] = []
    number = 0
    for byte in content:
        number = number << 7 | byte & 0x7F
        if not byte & _LONG:
            numbers.append(number)
            number = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:])))
