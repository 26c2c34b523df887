"""The frame of the fuzzers: how many tries, from which seed, for how long.

A fuzzer is a test of one try that is handed a source of chance. `make test` makes a few tries,
always the same; `make fuzz SEED=7 TIME=600` goes on for 600 seconds in each fuzzer.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Sequence
from random import Random

SEED = os.environ.get("HUBFLOW_FUZZ_SEED", "0")
SECONDS = float(os.environ.get("HUBFLOW_FUZZ_TIME", "0"))
FIRST = int(os.environ.get("HUBFLOW_FUZZ_FIRST", "0"))
TRIES = int(os.environ.get("HUBFLOW_FUZZ_TRIES", "0"))


def fuzzer(short: int) -> Callable[[Callable[[Random], None]], Callable[[], None]]:
    """Return a test of one try as one of ``short`` tries, or of as many as there is time for.

    A failure says which try it was. The fuzzer's name is part of the seed, so that one more
    fuzzer changes no other.
    """

    def of(one_try: Callable[[Random], None]) -> Callable[[], None]:
        name = one_try.__name__

        def test() -> None:
            end = time.monotonic() + SECONDS
            for number in itertools.count(FIRST):
                if number >= FIRST + (TRIES or short) and time.monotonic() >= end:
                    print(f"{name}: {number - FIRST} tries, seed {SEED}")
                    return
                try:
                    one_try(Random(f"{SEED}/{name}/{number}"))
                except BaseException as error:
                    error.add_note(f"Again: HUBFLOW_FUZZ_SEED={SEED} HUBFLOW_FUZZ_FIRST={number} "
                                   f"python -m pytest tests/fuzz -k {name}")
                    raise

        test.__name__, test.__doc__, test.__module__ = name, one_try.__doc__, one_try.__module__
        return test

    return of


def torn(random: Random, text: str, pieces: Sequence[str]) -> str:
    """Return a text with a few stretches cut out, doubled, or replaced by pieces."""
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(text) + 1)
        to = at + random.choice([0, 0, 1, 5, 200])
        text = text[:at] + random.choice([*pieces, text[to:to + 50]]) + text[to:]
    return text


def damaged(random: Random, raw: bytes) -> bytes:
    """Return bytes of which some, often none, are others."""
    changed = bytearray(raw)
    for _ in range(random.choice([0, 0, 0, 1, 3]) * bool(raw)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)
