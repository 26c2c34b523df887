"""No input ends in a traceback: whatever is read either loads or is told as bad."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import attrs
import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.model.dossier import Challenge, Dossier
from hubflow.model.input_problems import BadInput
from hubflow.model.methodology import STAGES, Methodology
from hubflow.plugins.importers import load_inputs, load_panel
from hubflow.reading.dossiers.hub_block import read_hub_block
from hubflow.reading.dossiers.load import read_inputs
from hubflow.reading.method.methodology_file import load_methodology, read_methodology
from hubflow.reading.panel.judgement_sheets import check_panel
from hubflow.reading.records.converter import toml_key
from hubflow.reading.records.structuring import structure
from hubflow.reading.toml.source import parse_toml


def _classes(cls: Any, seen: set[Any]) -> set[Any]:
    """The record classes within a record class."""
    if not isinstance(cls, type) or cls in seen or not attrs.has(cls):
        return seen
    seen.add(cls)
    attrs.resolve_types(cls)
    parts = [field.type for field in attrs.fields(cls)]
    while parts:
        part = parts.pop()
        if get_origin(part) is not None:
            parts.extend(get_args(part))
        else:
            _classes(part, seen)
    return seen


CLASSES = {cls for top in (Dossier, Challenge, Methodology) for cls in _classes(top, set())}
KEYS = sorted({toml_key(field) for cls in CLASSES for field in attrs.fields(cls)}
              | {"kind", "stages", "phases", "testhub", "judgements", "value", *STAGES})
WORDS = ["x", "rules", "2020-01-01", "unknown", "challenge", "venture", "good", "test.*", ""]

scalars = st.one_of(
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    st.sampled_from(WORDS),
    st.dates(),
    st.datetimes(),
    st.just(dt.time(10, 0)),
)
keys = st.one_of(st.sampled_from(KEYS), st.sampled_from(KEYS), st.text("abcXYZ-_. é\"", max_size=4))
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
documents = st.dictionaries(keys, values, max_size=6)

METHOD: dict[str, Any] = {
    "api": 1,
    "hub": {"id": "testhub", "edition": "1", "name": "T", "language": "en", "currency": "EUR",
            "place": {"name": "T"}},
    "sources": [{"id": "rules", "title": "R", "status": "published"}],
    "facts": [{"id": "x", "type": "labels", "labels": ["good"], "description": "X"}],
    "stages": {"test": {"criteria": [{
        "id": "x", "title": "X", "concept": "local:x", "judged": True, "scale": [1, 5],
        "source": "rules",
    }]}},
}


@contextlib.contextmanager
def written(raw: bytes, name: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(raw)
        yield path


def load_sheet(path: Path) -> object:
    made = load_methodology_from(METHOD)
    return check_panel(load_panel([path], "testhub", methodology=made), ["x"], made)


def load_methodology_from(data: dict[str, Any]) -> Methodology:
    with written(tomli_w.dumps(data).encode(), "methodology.toml") as path:
        return load_methodology(path).methodology


LOADERS: list[tuple[str, Callable[[Path], object]]] = [
    ("x.toml", lambda path: load_inputs([path])),
    ("call.toml", lambda path: load_inputs([path.parent])),
    ("x.toml", lambda path: load_inputs([path.parent])),
    ("methodology.toml", load_methodology),
    ("jury.csv", load_sheet),
]
HEADINGS = b"venture,phase,criterion,assessor,score\n"


@pytest.mark.parametrize(("name", "loader"), LOADERS)
@given(raw=st.binary(max_size=60))
@settings(max_examples=examples(12))
def test_any_bytes_load_or_are_told(
    name: str, loader: Callable[[Path], object], raw: bytes
) -> None:
    with written(raw, name) as path, contextlib.suppress(BadInput):
        loader(path)


@given(raw=st.text(",;\n\"1a.x \t-yes", max_size=60))
@settings(max_examples=examples(25))
def test_any_rows_load_or_are_told(raw: str) -> None:
    with written(HEADINGS + raw.encode(), "jury.csv") as path, contextlib.suppress(BadInput):
        load_sheet(path)


@given(documents)
@settings(max_examples=examples(40))
def test_any_tables_load_as_a_dossier_or_are_told(data: dict[str, Any]) -> None:
    text = tomli_w.dumps({"id": "x", "name": "X", **data})
    with written(text.encode(), "x.toml") as path:
        inputs = read_inputs([path])
        hub = load_methodology_from(METHOD)
        for entry in inputs.entries:
            with contextlib.suppress(BadInput):
                read_hub_block(entry, hub)


@given(documents)
@settings(max_examples=examples(25))
def test_any_block_of_a_hub_is_read_or_told(block: dict[str, Any]) -> None:
    text = tomli_w.dumps({"id": "x", "name": "X", "hubs": {"testhub": block}})
    with written(text.encode(), "x.toml") as path, contextlib.suppress(BadInput):
        (entry,) = load_inputs([path]).entries
        read_hub_block(entry, load_methodology_from(METHOD))


@given(documents, st.sampled_from(["stages", "parameters", "hub", "sources", "proposal"]), values)
@settings(max_examples=examples(40))
def test_any_tables_load_as_a_methodology_or_are_told(
    data: dict[str, Any], key: str, value: Any
) -> None:
    text = tomli_w.dumps({**METHOD, **data, key: value})
    with written(text.encode(), "methodology.toml") as path, contextlib.suppress(BadInput):
        loaded = read_methodology(path)
        loaded.problem(("phases", 0, "criteria", 0), "a problem anywhere")


BREAKS: list[tuple[str, Any]] = [
    ("unknwon", 1), ("priority_group", 3), ("group_size", -1), ("age_from", "old"),
    ("includes_children", "yes"), ("hard_to_reach", "very"), ("problems", "x"),
    ("reached_through", ["nowhere"]), ("implemented_in_place", 1),
]


@given(st.lists(st.sampled_from(BREAKS), unique_by=lambda pair: pair[0]), st.integers(0, 5))
def test_as_many_mistakes_as_were_made_are_told_on_their_lines(
    breaks: list[tuple[str, Any]], blank: int
) -> None:
    lines = ['id = "x"', 'name = "X"', *[""] * blank, "[identify]"]
    expected = []
    for key, value in breaks:
        lines.append(tomli_w.dumps({key: value}).replace("\n", " "))
        expected.append(len(lines))
    file = parse_toml("\n".join(lines), "x.toml")
    try:
        structure(file.data, Dossier, file)
        told = []
    except BadInput as bad:
        told = [problem.line for problem in bad.problems]
    assert told == expected


numbers = st.integers(0, 10**6) | st.floats(0, 10**6)


@given(
    size=st.none() | st.integers(0, 10**9),
    ages=st.tuples(st.floats(0, 130), st.floats(0, 130)),
    budget=st.lists(st.tuples(st.text("ab é\n\"\\", min_size=1).filter(str.strip), numbers)),
    day=st.dates(),
)
def test_what_is_written_is_what_is_read(
    size: int | None, ages: tuple[float, float], budget: list[tuple[str, float]], day: dt.date
) -> None:
    data: dict[str, Any] = {
        "id": "x", "name": "X", "date": day,
        "identify": {"age_from": min(ages), "age_to": max(ages)},
        "incubate": {"budget": [{"item": item, "amount": amount} for item, amount in budget]},
    }
    if size is not None:
        data["identify"]["group_size"] = size
    with written(tomli_w.dumps(data).encode(), "x.toml") as path:
        (entry,) = load_inputs([path]).entries
    made = entry.dossier
    assert made.date == day
    assert made.identify.group_size == size
    assert (made.identify.age_from, made.identify.age_to) == (min(ages), max(ages))
    assert [(line.item, line.amount) for line in made.incubate.budget] == budget


@pytest.mark.parametrize("key", ["identify", "hubs.testhub.x", "stages.test", "parameters.x", "z"])
@pytest.mark.parametrize("name", ["x.toml", "methodology.toml"])
def test_tables_without_end_are_told_or_passed_over(name: str, key: str) -> None:
    deep = ".".join([key, *["a"] * 3000])
    text = f'id = "x"\nname = "X"\n{deep} = 1\n'
    with written(text.encode(), name) as path, contextlib.suppress(BadInput):
        load_methodology(path) if name == "methodology.toml" else load_inputs([path])
