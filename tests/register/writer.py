"""Appends entries one by one and tells of each that was recorded: `writer.py URL NAME COUNT`."""

from __future__ import annotations

import datetime as dt
import sys

from hubflow.register.storage.entries import Draft
from hubflow.register.storage.opening import open_register


def write(url: str, name: str, count: int) -> None:
    """Append so many entries, a transaction each."""
    register = open_register(url)
    for number in range(count):
        draft = Draft(kind="step", hub="h", subject=name, on=dt.date(2025, 1, 1),
                      body={"number": number, "step": "opened"},
                      personal={"by": name, "body": "", "note": ""})
        with register.writing() as journal:
            journal.append([draft])
        print(number, flush=True)
    register.close()


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2], int(sys.argv[3]))
