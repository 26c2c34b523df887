"""Convert a methodology from the form people write to the shape of the model.

In the file, phases stand under their stages (or are the stage's table itself), a parameter may be
a table of dates, and a gate with one rule needs no list. The model has one list of phases, one of
parameters, and lists of rules. Every table remembers where it stood in the file.
"""

from __future__ import annotations

from typing import Any

import attrs

from hubflow.model.methodology import STAGES, Methodology
from hubflow.reading.method.parameters import shaped_parameter, without_source
from hubflow.reading.records.flaws import RecordFlaw
from hubflow.reading.records.legal import RefusedError, shown
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.records.structuring import copy_data
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.raw_tables import tables, tables_within
from hubflow.text.catalogue import texts
from hubflow.text.spoken import say

_SHAPED = {"stages", "parameters"}


@attrs.define(eq=False, repr=False)
class ShapedMethodology:
    """Data in the shape of the model. ``flaws`` have key paths of the file, not of the data."""

    data: dict[str, Any]
    origins: dict[int, KeyPath] = attrs.field(factory=dict)
    flaws: list[RecordFlaw] = attrs.field(factory=list)

    def where(self, path: KeyPath) -> KeyPath:
        """Return the key path in the file for a path in the data."""
        here: Any = self.data
        start: KeyPath = ()
        rest = path
        for count, part in enumerate(path, 1):
            try:
                here = here[part]
            except (KeyError, IndexError, TypeError):
                break
            if id(here) in self.origins:
                start, rest = self.origins[id(here)], path[count:]
        if not start and rest and rest[0] == "phases":
            return ("stages", *rest[1:])
        return (*start, *rest)

    def note_origins(self, table: dict[str, Any], path: KeyPath) -> dict[str, Any]:
        """Record the file's key path for a table, and for tables within it; return the table."""
        for at, inner in tables_within(table, path):
            self.origins.setdefault(id(inner), at)
        return table


def to_model_shape(raw: dict[str, Any]) -> ShapedMethodology:
    """Return a methodology's file in the shape of the model; the file's data stay unchanged."""
    names = {field.name for field in attrs.fields(Methodology)} - {"phases"} | {"stages"}
    whole = copy_data({key: value for key, value in raw.items() if key in names})
    result = ShapedMethodology({key: value for key, value in whole.items() if key not in _SHAPED})
    for key, value in result.data.items():
        for at, inner in tables_within(value, (key,)):
            result.origins[id(inner)] = at
    result.flaws += [
        RecordFlaw((key,), say("reading-problems.unknown_key"), did_you_mean(key, sorted(names)))
        for key in raw if key not in names
    ]
    result.data["parameters"] = _parameters(result, whole.get("parameters", {}))
    result.data["phases"] = _phases(result, whole.get("stages", {}))
    return result


def _parameters(result: ShapedMethodology, raw: Any) -> list[dict[str, Any]]:
    if not isinstance(raw, dict):
        result.flaws.append(RecordFlaw(("parameters",),
                                       say("method-checks.must_be_a_table", value=shown(raw))))
        return []
    made = []
    for id, value in raw.items():
        at: KeyPath = ("parameters", id)
        try:
            parameter = shaped_parameter(id, value)
        except RefusedError as error:
            result.flaws.append(RecordFlaw(at, error.what, error.to_do))
            continue
        if "source" not in parameter:
            result.flaws.append(RecordFlaw(at, *without_source(id, value)))
            parameter["source"] = any_source(result.data)
            if parameter["source"] is None:
                continue
        made.append(result.note_origins(parameter, at))
    return made


def any_source(data: dict[str, Any]) -> str | None:
    """Return a stand-in where a rule names no source, so that its other flaws come out too."""
    ids = (source.get("id") for _, source in tables(data, "sources"))
    return next((id for id in ids if isinstance(id, str)), None)


def _phases(result: ShapedMethodology, raw: Any) -> list[dict[str, Any]]:
    if not isinstance(raw, dict):
        result.flaws.append(RecordFlaw(("stages",),
                                       say("method-checks.must_be_a_table", value=shown(raw)),
                                       say("method-checks.head_each_stage")))
        raw = {}
    for word in raw:
        if word not in STAGES:
            result.flaws.append(
                RecordFlaw(("stages", word), say("method-checks.no_such_stage"),
                           did_you_mean(word, STAGES))
            )
    used = _used(result)
    for word in raw if used else ():
        if word in STAGES and word not in used:
            result.flaws.append(RecordFlaw(("stages", word),
                                           say("method-checks.uses_no_such_stage"),
                                           say("method-checks.add_it_to_uses")))
    phases = []
    for stage in (stage for stage in STAGES if not used or stage in used):
        for phase, at in _phases_of(result, stage, raw.get(stage, {})):
            if "stage" in phase:
                result.flaws.append(RecordFlaw((*at, "stage"), say("reading-problems.unknown_key"),
                                               say("method-checks.phase_of_its_stage")))
            phase["stage"] = stage
            _list_rules(result, phase, at)
            phases.append(result.note_origins(phase, at))
    return phases


def _used(result: ShapedMethodology) -> list[str]:
    """Return the stages that `uses` names, each once and in order; none where it says nothing."""
    uses = result.data.get("uses")
    if not isinstance(uses, list) or not all(word in STAGES for word in uses):
        return []  # the model says what is wrong with it
    if uses != [stage for stage in STAGES if stage in uses]:
        result.flaws.append(RecordFlaw(("uses",), say("method-checks.stages_in_order"),
                                       say("method-checks.their_order", stages=", ".join(STAGES))))
    return uses


def _phases_of(
    result: ShapedMethodology, stage: str, raw: Any
) -> list[tuple[dict[str, Any], KeyPath]]:
    """Return the phases of one stage; one without rules where the file does not describe it."""
    at: KeyPath = ("stages", stage)
    if not isinstance(raw, dict):
        result.flaws.append(RecordFlaw(at, say("method-checks.must_be_a_table", value=shown(raw)),
                                       say("method-checks.head_phases", stage=stage)))
        raw = {}
    if "phases" not in raw:
        return [({"id": stage, "name": dict(texts("stages", stage)), **raw}, at)]
    result.flaws += [
        RecordFlaw((*at, key), say("method-checks.beside_phases"),
                   say("method-checks.put_into_a_phase"))
        for key in raw if key != "phases"
    ]
    phases = raw["phases"]
    if not isinstance(phases, list) or not phases:
        result.flaws.append(RecordFlaw((*at, "phases"), say("method-checks.list_of_phases"),
                                       say("method-checks.head_each_phase", stage=stage)))
        return []
    found = []
    for position, phase in enumerate(phases):
        if isinstance(phase, dict):
            found.append((phase, (*at, "phases", position)))
        else:
            result.flaws.append(RecordFlaw((*at, "phases", position),
                                           say("method-checks.must_be_a_table",
                                               value=shown(phase))))
    return found


def _list_rules(result: ShapedMethodology, phase: dict[str, Any], at: KeyPath) -> None:
    """Turn a gate's single rule into a list of one."""
    gate = phase.get("gate")
    if not isinstance(gate, dict):
        return
    for key in ("advance", "stop"):
        rule = gate.get(key)
        if isinstance(rule, dict):
            gate[key] = [result.note_origins(rule, (*at, "gate", key))]
