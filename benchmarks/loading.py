"""10,000 TOML dossiers read, checked and structured, against tomllib and cattrs.

Two sides: hubflow, and a plain loop over the files with ``tomllib`` and a cattrs converter for
hubflow's own records, which checks types alone. Both use one processor. Run it with ``make bench``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
from cattrs import Converter
from measuring import Row, machine, peak_of, table, take_turns, tell_peak, write

from hubflow.model.dossier import Dossier
from hubflow.model.values import Gap, Texts
from hubflow.plugins.importers import load_inputs
from hubflow.reading.dossiers.load import Inputs
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
    for number in range(count):
        path = call / f"venture-{number:06}.toml"
        path.write_text(text.replace(f'id = "{data["id"]}"', f'id = "venture-{number:06}"', 1)
                        + f"# {number}\n", "utf-8")
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


def by_hubflow(call: Path) -> Inputs:
    """Read by hubflow; each dossier is asked for."""
    inputs = load_inputs([call])
    assert all(entry.own is not None for entry in inputs.entries)
    return inputs


def measure(folder: Path, count: int, rounds: int) -> list[Row]:
    """Return the row of the table."""
    call, converter = make_call(folder, count), plain_converter()
    theirs, inputs = by_tomllib(call, converter), by_hubflow(call)
    assert [entry.own.id for entry in inputs.entries] == [own.id for own in theirs]
    assert all(attrs.asdict(entry.own) == attrs.asdict(own)
               for entry, own in zip(inputs.entries[:100], theirs[:100], strict=True))
    del theirs, inputs
    peer = "tomllib and cattrs"
    taken = take_turns({
        "hubflow": lambda: by_hubflow(call), peer: lambda: by_tomllib(call, converter),
    }, rounds)
    work = f"{count:,} dossiers of {DOSSIER.stat().st_size / 1000:.1f} kB read, checked, structured"
    return [Row(work, taken["hubflow"], peer, taken[peer], 1)]


def main() -> None:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="how often each side is timed")
    parser.add_argument("--small", action="store_true", help="a hundredth, to see that it works")
    parser.add_argument("--peak", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peak:
        kept = by_hubflow(options.peak / "call")
        assert kept.entries
        tell_peak()
        return
    with tempfile.TemporaryDirectory() as temporary:
        rows = measure(Path(temporary), 100 if options.small else 10_000, options.rounds)
        peak = peak_of(__file__, "--peak", temporary)
    text = (
        f"{table(rows)}\n\nBeyond types hubflow checks bounds, words, dates that fit together, "
        "sources and ids, finds each dossier's challenge and call, and digests every file; the "
        f"peer does none of that. Peak memory: {peak:.0f} MB.\n\n"
        "What it comes from: a parser in C, and a converter that looks up a record's fields by "
        "what is there. A second process and a cache of earlier readings were tried: the process "
        "saved a third of the time, the cache all but a third of a second, and neither was worth "
        "its 440 lines.\n\n"
        f"Medians of {options.rounds} rounds in turns. "
        + machine("tomli", "cattrs"))
    if options.small:
        print(text)
    else:
        write(TITLE, text)


if __name__ == "__main__":
    main()
