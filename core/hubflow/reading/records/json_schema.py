"""Make JSON Schemas (draft 2020-12) of model and result classes, for editors and checks."""

from __future__ import annotations

import datetime as dt
import inspect
import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin

import attrs

from hubflow.model.dossier import Challenge, Dossier
from hubflow.model.values import RESERVED, Gap, Kind, Texts
from hubflow.reading.records.converter import is_plain_text, kind_of, toml_key

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    float: {"type": "number"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    dt.date: {"type": "string", "format": "date"},
    dt.datetime: {"type": "string", "format": "date-time"},
    Any: {},
}

_TEXTS: Schema = {
    "anyOf": [
        {"type": "string", "pattern": r"\S"},
        {
            "type": "object",
            "propertyNames": {"pattern": "^[a-z]{2}$"},
            "additionalProperties": {"type": "string", "pattern": r"\S"},
            "minProperties": 1,
        },
    ]
}

_KINDS: Mapping[type, Schema] = {
    Dossier: {"const": "venture", "description": "What this file is; may be left out."},
    Challenge: {"const": "challenge", "description": "What this file is."},
}
"""The key by which files are told apart; it is not part of the model."""


def json_schema(cls: type, title: str) -> Schema:
    """Return the schema of a class: TOML for the model's, JSON output for a result's.

    Nested classes stand under ``$defs``. A class whose fields carry their explanation is one that
    people write, in TOML, which has no null; results have null where a value may be None.
    """
    maker = _Maker()
    whole = maker.record(cls)
    kind = _KINDS.get(cls)
    if kind is not None:
        whole["properties"] = {"kind": kind, **whole["properties"]}
        if cls is Challenge:
            whole["required"] = ["kind", *whole["required"]]
    return {"$schema": DIALECT, "title": title, **whole, "$defs": dict(sorted(maker.defs.items()))}


@attrs.define(eq=False)
class _Maker:
    defs: dict[str, Schema] = attrs.field(factory=dict)

    def record(self, cls: Any) -> Schema:
        """Return the schema of a class: an object without other keys than its fields."""
        attrs.resolve_types(cls)
        fields = attrs.fields(cls)
        return {
            "type": "object",
            "description": inspect.cleandoc(cls.__doc__ or ""),
            "properties": {toml_key(field): self._field(field) for field in fields},
            "required": [toml_key(field) for field in fields if field.default is attrs.NOTHING],
            "additionalProperties": False,
        }

    def _field(self, field: attrs.Attribute[Any]) -> Schema:
        about = field.metadata.get("about")
        written = about is not None
        schema = dict(self._type(field.type, written))
        if field.default is attrs.NOTHING and is_plain_text(field.type):
            schema["pattern"] = r"\S"
        if about:
            schema["description"] = about
        if field.metadata.get("examples"):
            schema["examples"] = list(field.metadata["examples"])
        return schema

    def _type(self, annotation: Any, written: bool) -> Schema:
        kind = kind_of(annotation)
        if kind is not None:
            return kind_schema(kind)
        if annotation in _PLAIN:
            return _PLAIN[annotation]
        if annotation == Texts and written:
            return _TEXTS
        if attrs.has(annotation):
            return self._reference(annotation)
        return self._generic(annotation, get_origin(annotation), get_args(annotation), written)

    def _generic(
        self, annotation: Any, origin: Any, parts: tuple[Any, ...], written: bool
    ) -> Schema:
        if origin is Literal:
            return {"enum": list(parts)}
        if origin in (Union, types.UnionType):
            return self._union(parts, written)
        if origin is Mapping:
            return {"type": "object", "additionalProperties": self._type(parts[1], written)}
        if origin is tuple and parts[-1] is Ellipsis:
            return {"type": "array", "items": self._type(parts[0], written)}
        if origin is tuple:
            return {
                "type": "array",
                "prefixItems": [self._type(part, written) for part in parts],
                "minItems": len(parts),
                "maxItems": len(parts),
            }
        raise TypeError(f"no JSON Schema for {annotation!r}")

    def _union(self, parts: tuple[Any, ...], written: bool) -> Schema:
        if written:
            parts = tuple(part for part in parts if part is not type(None))
        options = [self._type(part, written) for part in parts]
        return options[0] if len(options) == 1 else {"anyOf": options}

    def _reference(self, cls: Any) -> Schema:
        if cls.__name__ not in self.defs:
            self.defs[cls.__name__] = {}  # a place for classes that hold themselves
            self.defs[cls.__name__] = self.record(cls)
        return {"$ref": f"#/$defs/{cls.__name__}"}


def kind_schema(kind: Kind) -> Schema:
    """Return the schema of a :class:`Kind`, with the words for a missing value."""
    schema = _value_schema(kind)
    if not kind.gap:
        return schema
    return {"anyOf": [schema, {"enum": [gap.value for gap in Gap]}]}


def _value_schema(kind: Kind) -> Schema:
    if kind.type == "number":
        schema: Schema = {"type": "integer" if kind.whole else "number"}
        if kind.low is not None:
            schema["minimum"] = kind.low
        if kind.high is not None:
            schema["maximum"] = kind.high
        return schema
    if kind.type == "label":
        return {"enum": list(kind.labels)}
    if kind.type == "text" and kind.pattern:
        return {"type": "string", "pattern": f"^(?:{kind.pattern})$",
                **({"maxLength": kind.longest} if kind.longest else {}),
                **({"not": {"pattern": RESERVED}} if kind.names_files else {})}
    plain = {"text": str, "yes_no": bool, "date": dt.date}
    return dict(_PLAIN[plain[kind.type]])
