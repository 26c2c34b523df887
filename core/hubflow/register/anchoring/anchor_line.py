"""The line that anchors a register: its head, to be published, printed, signed or stamped."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterator

import attrs

_LINE = re.compile(
    r"hubflow\s+register\s+(?P<register>[\w-]{1,64}),\s+entry\s+(?P<entry>[1-9]\d{0,17}),"
    r"\s+sha256\s+(?P<digest>[0-9a-fA-F]{64}),\s+(?P<day>\d{4}-\d\d-\d\d)(?!\d)", re.ASCII)


@attrs.frozen
class AnchorLine:
    """The head of a register on a day: which register, the entry's number, its digest."""

    register: str
    entry: int
    digest: str
    day: dt.date

    @property
    def text(self) -> str:
        """The line as it is published."""
        return (f"hubflow register {self.register}, entry {self.entry}, sha256 {self.digest}, "
                f"{self.day}")

    @property
    def file(self) -> bytes:
        """The content of a file with this line alone, which is what a stamp is asked for."""
        return f"{self.text}\n".encode()

    @property
    def stamped(self) -> tuple[bytes, ...]:
        """What a stamp on this line may be of: with a line feed as hubflow writes, or otherwise."""
        return self.file, self.text.encode(), f"{self.text}\r\n".encode()


def anchor_lines(text: str) -> Iterator[AnchorLine]:
    """Yield each anchor line in a text, such as published minutes, also where it was wrapped."""
    for found in _LINE.finditer(text):
        with contextlib.suppress(ValueError):
            yield AnchorLine(found["register"], int(found["entry"]), found["digest"].lower(),
                             dt.date.fromisoformat(found["day"]))
