"""Each part of a dossier has one role that states it; an applicant's file states its own alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli_w

from hubflow import load_inputs
from hubflow.model.input_problems import BadInput
from hubflow.reading.dossiers.roles import PARTS, part_of, parts_in
from hubflow.reading.records.model_keys import content_at

ENTRY = {
    "judgements": {"phase": "identify", "criterion": "depth", "score": 3},
    "decisions": {"hub": "fen", "phase": "identify", "decision": "advance", "by": "A body"},
    "awards": {"funder": "A foundation", "amount": 5},
}
MARK = {"handed_out": {"to": "applicant"}}


def within(path: tuple[str, ...], value: object) -> dict[str, object]:
    """A value at a key, as data; `*` is a hub."""
    head, *rest = path
    return {head.replace("*", "fen"): within(tuple(rest), value) if rest else value}


def test_every_part_is_a_key_of_the_model() -> None:
    for part in PARTS:
        assert part.path[0] == "hubs" or content_at(part.path) is not None


def test_a_key_belongs_to_one_role() -> None:
    assert part_of(("incubate", "awards", 0, "amount")) is part_of(("incubate", "awards"))
    assert part_of(("hubs", "fen", "visits")) is None
    assert part_of(("incubate",)) is None
    assert [part.name for part, *_ in parts_in({"decisions": [], "hubs": "none"})] == []


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_an_applicants_file_states_no_part_of_others(tmp_path: Path, part: object) -> None:
    name, path = part.name, part.path  # type: ignore[attr-defined]
    file = tmp_path / "reeds.toml"
    data = {"id": "reeds", "name": "Reeds", **within(path, [ENTRY.get(name, {}), {}])}
    file.write_text(tomli_w.dumps({**data, **MARK}), "utf-8")
    with pytest.raises(BadInput) as bad:
        load_inputs([file])
    refused = [str(problem) for problem in bad.value.problems if "an applicant's" in str(problem)]
    assert len(refused) == 2
    assert all(name in each for each in refused)
    file.write_text(tomli_w.dumps({"id": "reeds", "name": "Reeds", **MARK}), "utf-8")
    assert load_inputs([file]).entries[0].own.handed_out is not None
