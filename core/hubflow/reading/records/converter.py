"""Configure the cattrs converter that makes model records from TOML data."""

from __future__ import annotations

import datetime as dt
import functools
import re
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.cols import homogenous_tuple_structure_factory, mapping_structure_factory
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    ForbiddenExtraKeysError,
)

from hubflow.model.values import Kind, Texts
from hubflow.reading.records.legal import (
    RefusedError,
    day,
    finite_number,
    legal_for,
    moment,
    one_of,
    plain_text,
    shown,
    whole_number,
    yes_or_no,
)

Hook = Callable[[Any, Any], Any]


@functools.cache
def converter(language: str) -> Converter:
    """Return the converter; texts without a language are in ``language``."""
    made = Converter(detailed_validation=True, forbid_extra_keys=True)
    plain: dict[Any, Callable[[Any], Any]] = {
        float: finite_number,
        int: whole_number,
        bool: yes_or_no,
        str: plain_text,
        dt.date: day,
        dt.datetime: moment,
    }
    for cls, check in plain.items():
        made.register_structure_hook(cls, _without_type(check))
    # cattrs asks the factory registered last first.
    made.register_structure_hook_factory(_is_mapping, _mapping_hook)
    made.register_structure_hook_factory(_is_list, _list_hook)
    made.register_structure_hook_factory(_is_pair, _pair_hook)
    made.register_structure_hook_factory(_is_literal, _literal_hook)
    made.register_structure_hook_factory(_is_optional, _optional_hook)
    made.register_structure_hook_factory(_is_choice, _choice_hook)
    made.register_structure_hook_factory(attrs.has, _record_hook)
    made.register_structure_hook_factory(_has_kind, _kind_hook)
    made.register_structure_hook_func(_is_texts, lambda value, _: _texts(value, language))
    return made


def toml_key(field: attrs.Attribute[Any]) -> str:
    """Return the key in TOML for a field of the model."""
    return field.metadata.get("key") or field.name


def kind_of(annotation: Any) -> Kind | None:
    """Return the :class:`Kind` of an annotation, None where it has none."""
    if get_origin(annotation) is not Annotated:
        return None
    return next((extra for extra in annotation.__metadata__ if isinstance(extra, Kind)), None)


def is_plain_text(annotation: Any) -> bool:
    """Return whether a type is :data:`~hubflow.model.values.Text`, which has no form or gap."""
    return kind_of(annotation) == Kind("text", gap=False)


def _without_type(check: Callable[[Any], Any]) -> Hook:
    return lambda value, _: check(value)


def _has_kind(annotation: Any) -> bool:
    return kind_of(annotation) is not None


def _kind_hook(annotation: Any) -> Hook:
    kind = kind_of(annotation)
    assert kind is not None
    return _without_type(legal_for(kind))


def _is_texts(annotation: Any) -> bool:
    return bool(annotation == Texts)


def _texts(value: Any, language: str) -> Mapping[str, str]:
    """Return one text, or texts by language, without blank ones."""
    texts = {language: value} if isinstance(value, str) else value
    to_do = 'Write one text in quotes, or texts by language: { pt = "…", en = "…" }.'
    if not isinstance(texts, dict) or not texts:
        raise RefusedError(f"must be text, not {shown(value)}", to_do)
    for key, text in texts.items():
        if not re.fullmatch("[a-z]{2}", key):
            raise RefusedError(f"{shown(key)} is not a language of two small letters", to_do)
        if not isinstance(text, str) or not text.strip():
            raise RefusedError(f"has no text in {key}", to_do)
    return dict(texts)


def _is_literal(annotation: Any) -> bool:
    return get_origin(annotation) is Literal


def _literal_hook(annotation: Any) -> Hook:
    words = get_args(annotation)
    return lambda value, _: one_of(words, value)


def _is_optional(annotation: Any) -> bool:
    """Return whether a type is one kind of value or None."""
    return get_origin(annotation) in (Union, types.UnionType) and len(_kinds(annotation)) == 1


def _optional_hook(annotation: Any, made: Converter) -> Hook:
    # cattrs looks the hook up anew for each value.
    part, = _kinds(annotation)
    inner = made.get_structure_hook(part)
    return lambda value, _: None if value is None else inner(value, part)


def _is_choice(annotation: Any) -> bool:
    """Return whether a type is one of several kinds of value, perhaps with None."""
    return get_origin(annotation) in (Union, types.UnionType) and len(_kinds(annotation)) > 1


def _kinds(annotation: Any) -> list[Any]:
    return [part for part in get_args(annotation) if part is not type(None)]


def _choice_hook(annotation: Any, made: Converter) -> Hook:
    """Return a hook that picks the type by the TOML value: number, word, list or table."""
    kinds = _kinds(annotation)
    hooks = [(part, made.get_structure_hook(part)) for part in kinds]

    def hook(value: Any, _: Any) -> Any:
        for part, part_hook in hooks:
            if _looks_like(value, part):
                return part_hook(value, part)
        raise RefusedError(f"must be {' or '.join(map(_in_words, kinds))}, not {shown(value)}")

    return hook


def _looks_like(value: Any, part: Any) -> bool:
    if isinstance(value, bool):
        return part is bool
    if isinstance(value, int | float):
        return part in (int, float)
    if isinstance(value, str):
        return part is str or _is_literal(part)
    if isinstance(value, list):
        return _is_list(part) or _is_pair(part)
    return isinstance(value, dict) and (_is_mapping(part) or attrs.has(part))


def _in_words(part: Any) -> str:
    if _is_literal(part):
        return " or ".join(f'"{word}"' for word in get_args(part))
    if _is_pair(part):
        return f"a list of {len(get_args(part))} values"
    if _is_list(part):
        return "a list"
    return {bool: "true or false", int: "a whole number", float: "a number", str: "text"}.get(
        part, "a table")


def _is_mapping(annotation: Any) -> bool:
    return get_origin(annotation) is Mapping


def _mapping_hook(annotation: Any, made: Converter) -> Hook:
    inner = mapping_structure_factory(annotation, made)

    def hook(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            raise RefusedError(f"must be a table of keys and values, not {shown(value)}")
        return inner(value, annotation)

    return hook


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple and get_args(annotation)[-1] is Ellipsis


def _list_hook(annotation: Any, made: Converter) -> Hook:
    entry = get_args(annotation)[0]
    inner = homogenous_tuple_structure_factory(annotation, made)
    of_entry = functools.cache(lambda: made.get_structure_hook(entry))

    def hook(value: Any, _: Any) -> Any:
        if not isinstance(value, list):
            to_do = "Put it in square brackets."
            if isinstance(value, dict) and attrs.has(entry):
                to_do = "Put two square brackets around the heading: [[…]]."
            raise RefusedError(f"must be a list, not {shown(value)}", to_do)
        one = of_entry()
        try:
            return tuple([one(each, entry) for each in value])
        except (BaseValidationError, RefusedError, KeyError):
            # Something is wrong: the same at leisure, for all that is.
            return tuple(inner(value, annotation))

    return hook


def _is_pair(annotation: Any) -> bool:
    return get_origin(annotation) is tuple and not _is_list(annotation)


def _pair_hook(annotation: Any, made: Converter) -> Hook:
    hooks = [(part, made.get_structure_hook(part)) for part in get_args(annotation)]

    def hook(value: Any, _: Any) -> Any:
        if not isinstance(value, list) or len(value) != len(hooks):
            raise RefusedError(f"must be a list of {len(hooks)} values, not {shown(value)}")
        return tuple(part_hook(one, part) for one, (part, part_hook) in zip(value, hooks,
                                                                            strict=True))

    return hook


def _record_hook(cls: Any, made: Converter) -> Hook:
    # Worked out at the first use: a dossier holds few of the records that it may hold. cattrs
    # would generate and compile code for each, which takes longer than all of a run's reading.
    by_key = functools.cache(lambda: {field.key: field for field in _fields(cls, made)})
    needed = functools.cache(lambda: [field for field in by_key().values() if field.needed])

    def hook(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            raise RefusedError(f"must be a table of keys and values, not {shown(value)}")
        fields, given, unknown = by_key(), {}, set()
        errors: list[tuple[_Field, Exception]] = []
        for key, own in value.items():
            field = fields.get(key)
            if field is None:
                unknown.add(key)
                continue
            try:
                given[field.name] = field.hook(own, field.type)
            except (BaseValidationError, RefusedError, KeyError) as error:
                errors.append((field, error))
        errors += [(field, KeyError(field.key)) for field in needed() if field.key not in value]
        if errors or unknown:
            raise _error(cls, list(fields.values()), errors, unknown)
        return cls(**given)

    return hook


def _error(
    cls: Any, fields: list[_Field], errors: list[tuple[_Field, Exception]], unknown: set[str]
) -> ClassValidationError:
    """Return one error for all flaws of a record, in the order of its fields."""
    found = []
    for field, error in sorted(errors, key=lambda each: fields.index(each[0])):
        error.add_note(AttributeValidationNote(field.name, field.name, field.type))
        found.append(error)
    if unknown:
        found.append(ForbiddenExtraKeysError("", cls, unknown))
    return ClassValidationError(cls.__name__, found, cls)


class _Field(NamedTuple):
    """A field of a record: its key in TOML, and the function that makes its value."""

    name: str
    key: str
    type: Any
    hook: Hook
    needed: bool


def _fields(cls: Any, made: Converter) -> Iterator[_Field]:
    attrs.resolve_types(cls)
    for field in attrs.fields(cls):
        needed = field.default is attrs.NOTHING
        if needed and is_plain_text(field.type):
            hook = _without_type(_text_that_says_something)
        else:
            hook = made.get_structure_hook(field.type)
        yield _Field(field.name, toml_key(field), field.type, hook, needed)


def _text_that_says_something(value: Any) -> str:
    text = plain_text(value)
    if not text.strip():
        raise RefusedError("is blank")
    return text
