"""The reference of a methodology's keys, out of the model's own records."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator, Mapping
from typing import Any, Union, get_args, get_origin

import attrs

from hubflow.model import methodology as model
from hubflow.model.identity import Place
from hubflow.model.values import Kind, Texts
from hubflow.reading.records.converter import kind_of, toml_key

PARTS: Mapping[type, tuple[str, str]] = {
    model.Methodology: ("The file", "methodology.toml"),
    model.Hub: ("The hub", "[hub]"),
    model.HubLook: ("The look of what it sends", "hub.look"),
    Place: ("Its place", "hub.place"),
    model.MethodSource: ("Where rules come from", "[[sources]]"),
    model.Parameter: ("Numbers that rules refer to", "[parameters]"),
    model.LocalFact: ("Facts that this hub alone asks for", "[[facts]]"),
    model.Assumed: ("Values where a dossier has none", "[[assumed]]"),
    model.Panel: ("The jury", "[panel]"),
    model.AssessorGroup: ("Groups of assessors", "[[panel.groups]]"),
    model.Privacy: ("What is not shown of the people served", "[privacy]"),
    model.CallRules: ("How a call goes on", "[call]"),
    model.CallStep: ("A step of a call", "[[call.steps]]"),
    model.Publisher: ("Who publishes awards as 360Giving", "[publisher]"),
    model.Phase: ("Phases", "[[stages.<stage>.phases]]"),
    model.NamedValue: ("Named parts of expressions", "[[….values]]"),
    model.ExceptionRule: ("What may be granted for a reason", "[[….exceptions]]"),
    model.Requirement: ("What must hold", "[[….requirements]]"),
    model.CriteriaGroup: ("Groups of criteria", "[[….groups]]"),
    model.Criterion: ("What is scored", "[[….criteria]]"),
    model.ScaleConversion: ("How a score on another scale is converted", "….criteria.conversions"),
    model.Adjustment: ("What is added to the score", "[[….adjustments]]"),
    model.ScoreRules: ("The score as a whole", "[….score]"),
    model.Gate: ("What is recommended", "[….gate]"),
    model.TieBreak: ("What breaks ties without a weight", "[[….gate.ties]]"),
    model.AdvanceRule: ("A way to advance", "….gate.advance"),
    model.StopRule: ("A rule that stops", "….gate.stop"),
    model.Checkpoint: ("Looks at a business while it test-trades", "[[checkpoints]]"),
    model.CheckpointRule: ("What the hub looks for at a checkpoint", "[[checkpoints.rules]]"),
    model.Instrument: ("Money and help", "[[instruments]]"),
    model.Open: ("When an instrument is open", "instruments.open"),
    model.InstrumentCall: ("Dated calls of an instrument", "[[instruments.calls]]"),
    model.Proposal: ("The proposal's format", "[proposal]"),
    model.Section: ("A section of the proposal", "[[proposal.sections]]"),
    model.FinanceLine: ("A line of the finance plan", "[[proposal.finance]]"),
    model.PlaceIndicator: ("Figures on the place", "[[indicators]]"),
    model.ExpectedFailure: ("What is known to fail", "[[expected_failures]]"),
}
"""Every record that a methodology is made of: its heading, and where it stands in the file."""

WORDS: Mapping[Any, str] = {
    float: "number", int: "whole number", bool: "`true` or `false`", str: "text", Any: "any value",
}

TOP: Mapping[tuple[type, str], tuple[str, str]] = {
    (model.Methodology, "phases"): (
        "stages", "table of stages, each with its [phases](#phases-stagesstagephases)"),
    (model.Methodology, "parameters"): (
        "parameters", "table of [parameters](#numbers-that-rules-refer-to-parameters) by name"),
    (model.Criterion, "scale"): ("scale", "two numbers, or list of text"),
    (model.Criterion, "rubric"): ("rubric", "table of text by level, or of one by language"),
    (model.Gate, "advance"): ("advance", "[a way](#a-way-to-advance-gateadvance), or list of them"),
    (model.Gate, "stop"): ("stop", "[a rule](#a-rule-that-stops-gatestop), or list of them"),
}
"""Keys that are written otherwise than the model holds them."""


def methodology_page() -> str:
    """The page, part by part in the order of the file."""
    lines = [
        "# Keys of a methodology",
        "",
        "What each table of `methodology.toml` may hold. [Writing a methodology]"
        "(../methodology.md) shows them at work. `….` stands for the phase that a table is in.",
    ]
    for cls, (title, where) in PARTS.items():
        lines += ["", f"## {title}: `{where}`", "", *_intro(cls), "", *_table(cls)]
    return "\n".join(lines) + "\n"


def records(cls: type, seen: tuple[type, ...] = ()) -> tuple[type, ...]:
    """A record and all those that its keys hold, each once."""
    if cls in seen:
        return seen
    seen = (*seen, cls)
    for field in _fields(cls):
        for inner in _within(field.type):
            seen = records(inner, seen)
    return seen


def _fields(cls: type) -> tuple[attrs.Attribute[Any], ...]:
    attrs.resolve_types(cls)
    return tuple(attrs.fields(cls))


def _within(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type) and attrs.has(annotation):
        yield annotation
    for part in get_args(annotation):
        yield from _within(part)


def _intro(cls: type) -> list[str]:
    text = inspect.cleandoc(cls.__doc__ or "").strip().replace("``", "`")
    if cls is model.Parameter:
        text += (
            "\n\nThe table's name is its id. It has one `value`, or a number for each day from "
            "which it holds: `share = { 2016-01-01 = 0.7, 2023-06-09 = 0.8, source = \"rules\" }`. "
            "The day is that of `--as-of`, else of the call.")
    if cls is model.Phase:
        text += ("\n\nA stage of one phase has these keys in `[stages.<stage>]`, where `id` and "
                 "`name` may be left out.")
    return text.splitlines()


def _table(cls: type) -> list[str]:
    rows = ["| key | needed | what is written | what it is |", "|---|---|---|---|"]
    if cls is model.Parameter:
        rows += ["| `value` | this | number | The number, |",
                 "| `<date>` | or these | number | or the number from that day on. |"]
    for field in _fields(cls):
        key = toml_key(field)
        if (cls, key) in {(model.Parameter, "id"), (model.Parameter, "values"),
                          (model.Phase, "stage")}:
            continue  # the name of the table says it, or the rows above
        about = " ".join([field.metadata["about"], *_unsaid(field)])
        key, value = TOP.get((cls, key), (key, written(field.type)))
        rows.append(f"| `{key}` | {_needed(cls, key, field)} | {value} | {about} |")
    return rows


def _needed(cls: type, key: str, field: attrs.Attribute[Any]) -> str:
    if (cls, key) in {(model.Requirement, "holds"), (model.Criterion, "measure"),
                      (model.Adjustment, "add")}:
        return "this"
    if (cls, key) in {(model.Requirement, "judged"), (model.Criterion, "judged"),
                      (model.Adjustment, "judged")}:
        return "or this"
    if (cls, key) in {(model.Phase, "id"), (model.Phase, "name")}:
        return "with several"
    if (cls, key) == (model.AdvanceRule, "budget"):
        return "with cost"
    if (cls, key) == (model.AdvanceRule, "cost"):
        return "with budget"
    return "yes" if field.default is attrs.NOTHING and key != "stages" else ""


def _unsaid(field: attrs.Attribute[Any]) -> list[str]:
    """The value that stands where the key is left out, where that is a value."""
    value = field.default
    if isinstance(value, bool):
        return [f"Unsaid: `{str(value).lower()}`."]
    return [f"Unsaid: `{value}`."] if isinstance(value, int | float | str) else []


def written(annotation: Any) -> str:
    """What one writes for a value of a type, in words."""
    kind = kind_of(annotation)
    if kind is not None:
        return _kind(kind)
    if annotation == Texts:
        return "text, or one by language"
    if annotation in WORDS:
        return WORDS[annotation]
    if isinstance(annotation, type) and attrs.has(annotation):
        return f"table: [{PARTS[annotation][0].lower()}](#{_anchor(annotation)})"
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return " or ".join(written(part) for part in parts if part is not type(None))
    if origin is Mapping:
        return f"table of {written(parts[1])} by name"
    if origin is tuple and parts[-1] is Ellipsis:
        return f"list of {written(parts[0]).removeprefix('table: ')}"
    if origin is tuple:
        return "pair of numbers"
    return ", ".join(f"`{part}`" for part in parts)


def _kind(kind: Kind) -> str:
    if kind.labels:
        return ", ".join(f"`{word}`" for word in kind.labels)
    return {"number": "number", "yes_no": "`true` or `false`", "date": "date",
            "text": "text", "label": "text"}[kind.type]


def _anchor(cls: type) -> str:
    """The address of a heading, as repositories' pages and the site make it."""
    title, where = PARTS[cls]
    kept = (char for char in f"{title}: {where}".lower() if char.isalnum() or char in " -_")
    return "".join(kept).replace(" ", "-")
