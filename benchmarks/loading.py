"""10,000 TOML dossiers read, checked and structured, against tomllib and cattrs.

Three sides: hubflow the first time, hubflow the second time, when nothing has changed, and a plain
loop over the files with ``tomllib`` and a cattrs converter for hubflow's own records, which checks
types alone. Run it with ``make bench``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import tempfile
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
from cattrs import Converter
from measuring import Row, machine, peak_of, table, take_turns, tell_peak, write

from hubflow.model.dossier import Dossier
from hubflow.model.values import Gap, Texts
from hubflow.reading.dossiers.bulk import Bulk, processors
from hubflow.reading.dossiers.load import Inputs, load_inputs
from hubflow.reading.records.converter import kind_of

EXAMPLES = Path(__file__).parents[1] / "examples"
DOSSIER = EXAMPLES / "miss-macaroon.toml"
TITLE = "How fast dossiers are read"


def make_call(folder: Path, count: int) -> Path:
    """A folder of dossiers like one of the examples, each with an id and a figure of its own."""
    text = DOSSIER.read_text("utf-8")
    data = tomllib.loads(text)
    call = folder / "call"
    shutil.copytree(EXAMPLES / "challenges", call / "challenges")
    an_hour_ago = time.time() - 3600
    for number in range(count):
        path = call / f"venture-{number:06}.toml"
        path.write_text(text.replace(f'id = "{data["id"]}"', f'id = "venture-{number:06}"', 1)
                        + f"# {number}\n", "utf-8")
        os.utime(path, (an_hour_ago, an_hour_ago))
    return call


def plain_converter() -> Converter:
    """A cattrs converter for the dossier's records."""
    made = Converter(forbid_extra_keys=True)
    gaps = {gap.value: gap for gap in Gap}
    types: dict[str, Any] = {"number": float, "yes_no": bool, "date": dt.date}

    def value(given: Any, annotation: Any) -> Any:
        kind = kind_of(annotation)
        assert kind is not None
        if isinstance(given, str) and given in gaps:
            return gaps[given]
        wanted = types.get(kind.type, str)
        if wanted is float and isinstance(given, int | float):
            return float(given)
        if not isinstance(given, wanted):
            raise TypeError(f"{given!r} is not {wanted}")
        return given

    made.register_structure_hook_func(lambda a: kind_of(a) is not None, value)
    made.register_structure_hook_func(lambda a: a == Texts, lambda given, _: dict(given))
    made.register_structure_hook_func(
        lambda a: a == Mapping[str, Mapping[str, Any]], lambda given, _: given)
    return made


def by_tomllib(call: Path, converter: Converter) -> list[Dossier]:
    """All dossiers of a folder, file by file."""
    return [converter.structure(tomllib.loads(path.read_text("utf-8")), Dossier)
            for path in sorted(call.glob("*.toml"))]


def cold(call: Path, cache: Path) -> Inputs:
    """Read by hubflow for the first time, and kept for the next."""
    shutil.rmtree(cache, ignore_errors=True)
    return warm(call, cache)


def warm(call: Path, cache: Path) -> Inputs:
    """Read by hubflow; each dossier is asked for."""
    inputs = load_inputs([call], bulk=Bulk(processors(), cached=True, folder=cache))
    assert all(entry.own is not None for entry in inputs.entries)
    return inputs


def measure(folder: Path, count: int, rounds: int) -> list[Row]:
    """The rows of the table."""
    call, cache, converter = make_call(folder, count), folder / "cache", plain_converter()
    theirs = by_tomllib(call, converter)
    for inputs in (cold(call, cache), warm(call, cache), load_inputs([call])):
        assert [entry.own.id for entry in inputs.entries] == [own.id for own in theirs]
        assert all(attrs.asdict(entry.own) == attrs.asdict(own)
                   for entry, own in zip(inputs.entries[:100], theirs[:100], strict=True))
    del theirs, inputs
    peer = "tomllib and cattrs, one processor"
    taken = take_turns({
        "cold": lambda: cold(call, cache), "warm": lambda: warm(call, cache),
        peer: lambda: by_tomllib(call, converter),
    }, rounds)
    work = f"{count:,} dossiers of {DOSSIER.stat().st_size / 1000:.1f} kB read, checked, structured"
    return [Row(f"{work}, first run", taken["cold"], peer, taken[peer], 2.5),
            Row(f"{work}, second run", taken["warm"], peer, taken[peer], 20)]


def main() -> None:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="how often each side is timed")
    parser.add_argument("--small", action="store_true", help="a hundredth, to see that it works")
    parser.add_argument("--peak", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peak:
        kept = cold(options.peak / "call", options.peak / "cache")
        assert kept.entries
        tell_peak()
        return
    with tempfile.TemporaryDirectory() as temporary:
        rows = measure(Path(temporary), 100 if options.small else 10_000, options.rounds)
        peak = peak_of(__file__, "--peak", temporary)
    text = (
        f"{table(rows)}\n\nBeyond types hubflow checks bounds, words, dates that fit together, "
        "sources and ids, finds each dossier's challenge and call, and digests every file; the "
        f"peer does none of that. Peak memory of the first run: {peak:.0f} MB.\n\n"
        "What it came from: at first a parser in C, both processors, and a converter that looks up "
        "a record's fields by what is there; then only sizes and times of files are looked at, and "
        "a typed decoder in C makes the records, which is half of what is left.\n\n"
        f"Medians of {options.rounds} rounds in turns. "
        + machine("tomli", "cattrs", "msgspec"))
    if options.small:
        print(text)
    else:
        write(TITLE, text)


if __name__ == "__main__":
    main()
