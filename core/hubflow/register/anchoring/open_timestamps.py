"""Read an OpenTimestamps file: what it stamps, and where it says that is attested.

Neither the calendars nor the blocks of Bitcoin are asked: that takes the network, and `ots`.
"""

from __future__ import annotations

import attrs

_MAGIC = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01"
_SHA256 = 0x08
_DIGEST_BYTES = 32
_WITH_BYTES = (0xF0, 0xF1)
_ALONE = (0x02, 0x03, 0x08, 0x67, 0xF2, 0xF3)
_FORK, _ATTESTED = 0xFF, 0x00
_TAG_BYTES = 8
_BITCOIN = bytes.fromhex("0588960d73d71901")
_PENDING = bytes.fromhex("83dfe30d2ef90c8e")


class NotOts(ValueError):
    """The bytes are no proof of OpenTimestamps, or a damaged one."""


@attrs.frozen
class OpenTimestamp:
    """An OpenTimestamps proof: the sha256 that it is of, the Bitcoin blocks, what is pending."""

    imprint: bytes
    blocks: tuple[int, ...]
    pending: int


def is_open_timestamp(data: bytes) -> bool:
    """Return whether a file begins as proofs of OpenTimestamps do."""
    return data.startswith(_MAGIC[:-1])


def read_open_timestamp(data: bytes) -> OpenTimestamp:
    """Return what a proof says of itself. Raise :class:`NotOts` where it cannot be read."""
    if not data.startswith(_MAGIC):
        raise NotOts("it is no proof of OpenTimestamps of version 1")
    proof = _Bytes(data, len(_MAGIC))
    if proof.byte() != _SHA256:
        raise NotOts("it is of another digest than sha256")
    imprint = proof.next(_DIGEST_BYTES)
    blocks, pending = [], 0
    # one path to follow, and one more at each fork
    paths = 1
    while paths:
        step = proof.byte()
        if step == _FORK:
            paths += 1
            step = proof.byte()
            if step == _FORK:
                raise NotOts("a fork that leads nowhere")
        if step in _WITH_BYTES:
            proof.next(proof.number())
        elif step == _ATTESTED:
            paths -= 1
            tag, payload = proof.next(_TAG_BYTES), proof.next(proof.number())
            if tag == _BITCOIN:
                blocks.append(_Bytes(payload, 0).number())
            pending += tag == _PENDING
        elif step not in _ALONE:
            raise NotOts(f"it holds a step {step:#04x}, which is unknown")
    if not proof.ended:
        raise NotOts("something follows at its end")
    return OpenTimestamp(imprint, tuple(blocks), pending)


@attrs.define
class _Bytes:
    data: bytes
    at: int

    @property
    def ended(self) -> bool:
        return self.at == len(self.data)

    def next(self, count: int) -> bytes:
        if self.at + count > len(self.data):
            raise NotOts("it ends too early")
        self.at += count
        return self.data[self.at - count:self.at]

    def byte(self) -> int:
        return self.next(1)[0]

    def number(self) -> int:
        found = shift = 0
        while True:
            byte = self.byte()
            found |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return found
            if shift > 63:
                raise NotOts("a number that is too large")
