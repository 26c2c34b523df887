"""A dossier survives its workbook: any dossier, for either hub, down to the last key."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.engine.method.compiled import Compiled
from hubflow.engine.method.prepared_method import compiled_method
from hubflow.engine.pipeline.run import run
from hubflow.model.characters import forbidden, without_leftovers
from hubflow.model.dossier import Dossier
from hubflow.model.values import Gap, Kind
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.reading.dossiers.load import read_inputs
from hubflow.reading.records.model_keys import KeyContent, keys_within
from hubflow.reading.records.structuring import attempt, copy_data
from hubflow.reading.toml.source import parse_toml
from hubflow.workbook import dossier_workbook
from hubflow.workbook.questions.dossier_toml import dossier_toml
from hubflow.workbook.reading.dossier_workbook import read_dossier_workbook

from .conftest import HUBS

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = sorted([*EXAMPLES.glob("*.toml"), *EXAMPLES.glob("challenges/*.toml"),
                EXAMPLES / "call-labis-2023" / "candidatura-01.toml"])
AS_OF = dt.date(2025, 12, 1)


def back(method: Compiled, data: Mapping[str, Any]) -> dict[str, Any]:
    """What is read from the workbook of a dossier."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "d.xlsx"
        path.write_bytes(dossier_workbook(method, data))
        return read_dossier_workbook(path).data


@pytest.mark.parametrize("hub", HUBS)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_examples_survive(methods: Mapping[str, Compiled], hub: str, file: Path) -> None:
    data = tomli.loads(file.read_text("utf-8"))
    read = back(methods[hub], data)
    assert read == data
    assert tomli.loads(dossier_toml(read)) == data


@pytest.mark.parametrize("hub", HUBS)
def test_workbooks_run_as_their_dossiers_do(
    methods: Mapping[str, Compiled], hub: str, tmp_path: Path
) -> None:
    names = ("girls-club-porto", "birmingham-step-down", "sport-4-life-uk")
    challenges = tmp_path / "challenges"
    challenges.mkdir()
    for challenge in (EXAMPLES / "challenges").glob("*.toml"):
        (challenges / challenge.name).write_bytes(challenge.read_bytes())
    for name in names:
        data = tomli.loads((EXAMPLES / f"{name}.toml").read_text("utf-8"))
        (tmp_path / f"{name}.xlsx").write_bytes(dossier_workbook(methods[hub], data))
    loaded = load_hub(hub)
    written = run(loaded, load_inputs([tmp_path]), as_of=AS_OF)
    plain = run(loaded, load_inputs([EXAMPLES / f"{name}.toml" for name in names]), as_of=AS_OF)
    told = {venture.id: attrs.asdict(venture) for venture in plain.ventures}
    assert {v.id: attrs.asdict(v)["stages"] for v in written.ventures} == {
        id: venture["stages"] for id, venture in told.items()}


def test_the_same_dossier_gives_the_same_workbook_cells(methods: Mapping[str, Compiled]) -> None:
    data = tomli.loads((EXAMPLES / "girls-club-porto.toml").read_text("utf-8"))
    once = back(methods["porto"], data)
    assert back(methods["porto"], once) == once


TEXTS = [
    "=1+1", "=HYPERLINK(\"http://x\")", "+1", "-1", "@x", "'quoted", " space around ", "two\nlines",
    "tab\tand\r\nreturn", "null\x00byte", "_x0041_", "x" * 40_000, "😀 ção", "\ufffe", "12", "1.5",
    "true", "sim", "unknown", "2024-01-01", "(none of these)", "#REF!", "\u0085",
]
"""Texts that programs take for something else."""


@pytest.mark.parametrize("hub", HUBS)
def test_all_texts_survive_in_lists(methods: Mapping[str, Compiled], hub: str) -> None:
    data = {"id": "d", "name": "D", "identify": {"problems": [
        {"statement": f"a{value}", "causes": [value, "b"]} for value in TEXTS]},
        "incubate": {"proposal": {f"other{at}": value for at, value in enumerate(TEXTS)}},
        "hubs": {hub: {f"note{at}": value for at, value in enumerate(TEXTS)},
                 "other.hub": {"a = b #": TEXTS}}}
    assert back(methods[hub], data) == data


@pytest.mark.parametrize("first", range(0, len(TEXTS), 4))
@pytest.mark.parametrize("hub", HUBS)
def test_texts_survive_in_cells_of_their_own(
    methods: Mapping[str, Compiled], hub: str, first: int
) -> None:
    # each text stands in another cell under each hub
    some = [TEXTS[(first + at) % len(TEXTS)] for at in range(4)]
    summary, group, solution, district = some if hub == HUBS[0] else some[::-1]
    data = {"id": "d", "name": "D", "summary": summary, "identify": {"priority_group": group},
            "incubate": {"proposal": {"solucao": solution}},
            "hubs": {hub: {"district": district, "note": summary}}}
    assert back(methods[hub], data) == data


def _admitted(min_size: int = 0, max_size: int | None = None) -> st.SearchStrategy[str]:
    """Texts as they are once they came in by the gate."""
    return st.text(min_size=min_size, max_size=max_size).map(
        lambda text: without_leftovers(forbidden().sub("", text)))


def _values(kind: Kind) -> st.SearchStrategy[Any]:
    plain: dict[str, st.SearchStrategy[Any]] = {
        "yes_no": st.booleans(), "date": st.dates(),
        "label": st.sampled_from(kind.labels or ("x",)),
        "text": st.from_regex(kind.pattern, fullmatch=True).filter(
            lambda text: len(text) <= 120) if kind.pattern else _admitted(
            min_size=1).filter(str.strip),
        "number": st.integers(int(kind.low or 0), int(kind.high or 10**9)) if kind.whole
        else st.floats(kind.low if kind.low is not None else -1e18,
                       kind.high if kind.high is not None else 1e18),
    }
    found = plain[kind.type]
    return found | st.sampled_from([gap.value for gap in Gap]) if kind.gap else found


def _held(held: KeyContent) -> st.SearchStrategy[Any]:
    one: st.SearchStrategy[Any]
    if held.record:
        one = _record(held.hint)
    elif held.kind is not None:
        one = _values(held.kind)
    else:
        one = _admitted(max_size=20) | st.integers() | st.booleans()
    return st.lists(one, min_size=1, max_size=3) if held.many else one


def _record(cls: Any) -> st.SearchStrategy[dict[str, Any]]:
    attrs.resolve_types(cls)
    fields = attrs.fields_dict(cls)
    needed: dict[str, st.SearchStrategy[Any]] = {}
    may: dict[str, st.SearchStrategy[Any]] = {}
    for key, held in keys_within(cls).items():
        field = fields.get(key) or next(f for f in fields.values() if f.metadata.get("key") == key)
        (needed if field.default is attrs.NOTHING else may)[key] = _held(held)
    return st.fixed_dictionaries(needed, optional=may)


ANYTHING = st.recursive(
    _admitted(max_size=12) | st.integers(-10**6, 10**20) | st.booleans() | st.dates()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_admitted(max_size=6), inner,
                                                               max_size=3), max_leaves=6)
PARTS = [(section, key) for section in
         ("identify", "understand", "solution", "test", "incubate", "trade", "scale")
         for key, held in keys_within(keys_within(Dossier)[section].hint).items()
         if held.record or held.kind]


@st.composite
def dossiers(draw: st.DrawFn) -> dict[str, Any]:
    """A dossier with a few of the keys that there are, each with any legal value."""
    data: dict[str, Any] = {"id": "d", "name": draw(_values(Kind("text", gap=False)))}
    for section, key in draw(st.lists(st.sampled_from(PARTS), max_size=5, unique=True)):
        held = keys_within(keys_within(Dossier)[section].hint)[key]
        data.setdefault(section, {})[key] = draw(_held(held))
    for key in draw(st.lists(st.sampled_from(["sources", "conflicts", "decisions"]), max_size=2,
                             unique=True)):
        data[key] = draw(_held(keys_within(Dossier)[key]))
    if draw(st.booleans()):
        data["hubs"] = draw(st.dictionaries(
            st.sampled_from(["porto", "westmidlands", "x"]), st.dictionaries(
                st.sampled_from(["district", "priorities", "judgements", "other"]) | _admitted(
                    max_size=5), ANYTHING, max_size=3), max_size=2))
    return data


METHODS = {hub: compiled_method(load_hub(hub)) for hub in HUBS}


@settings(max_examples=examples(12))
@given(data=dossiers(), hub=st.sampled_from(HUBS))
def test_any_dossier_survives(data: dict[str, Any], hub: str) -> None:
    made, flaws = attempt(copy_data(data), Dossier)
    assert made is not None, flaws
    read, flaws = attempt(back(METHODS[hub], data), Dossier)
    assert read is not None, flaws
    assert attrs.asdict(read) == attrs.asdict(made)


def test_toml_of_a_workbook_loads_as_the_dossier(methods: Mapping[str, Compiled]) -> None:
    data = tomli.loads((EXAMPLES / "percursos.toml").read_text("utf-8"))
    text = dossier_toml(back(methods["porto"], data))
    assert not read_inputs([], [parse_toml(text, str(EXAMPLES / "p.toml"),
                                           EXAMPLES / "p.toml")]).problems
