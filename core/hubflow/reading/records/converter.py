"""Make model records from TOML data: a function for each type, put together from its parts'."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import re
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import attrs

from hubflow.model.late_record import is_record
from hubflow.model.values import Kind, Texts
from hubflow.reading.records.flaws import FlawedError, RecordFlaw, flaws_at
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
from hubflow.reading.records.nearest import did_you_mean
from hubflow.text.spoken import say

Hook = Callable[[Any], Any]
"""Return what the model holds for a value of the data; raise what is wrong with it."""


MadeRecords = dict[tuple[int, Hook], tuple[Any, Any]]
"""What was made of tables and lists of data, each kept so that it stays the one it was."""

_MOST_KEYS = 24
"""How many keys of a record are listed beside one that it does not know."""

_SHARED: ContextVar[MadeRecords | None] = ContextVar("_SHARED", default=None)


@contextlib.contextmanager
def records_shared(made: MadeRecords) -> Iterator[None]:
    """Make but one record of a table or list that several files hold as the very same object.

    So drafts that differ in an answer share all else, and cost no more than what differs. The data
    must stay as they are. ``made`` may serve again.
    """
    token = _SHARED.set(made)
    try:
        yield
    finally:
        _SHARED.reset(token)


def made_once(make: Hook) -> Hook:
    """Return a function of a part of data whose results are shared where records are."""
    def hook(value: Any) -> Any:
        made = _SHARED.get()
        if made is None:
            return make(value)
        found = made.get((id(value), make))
        if found is None:
            found = made[id(value), make] = value, make(value)
        return found[1]

    return hook


class Converter:
    """The hooks of all types, each made when it is first asked for.

    A text without a language is in ``language``.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._hooks: dict[Any, Hook] = {
            Any: lambda value: value,
            float: finite_number,
            int: whole_number,
            bool: yes_or_no,
            str: plain_text,
            dt.date: day,
            dt.datetime: moment,
            Texts: lambda value: _texts(value, language),
        }

    def hook(self, annotation: Any) -> Hook:
        """Return the hook of a type."""
        hook = self._hooks.get(annotation)
        if hook is None:
            hook = self._hooks[annotation] = self._made(annotation)
        return hook

    def _made(self, annotation: Any) -> Hook:
        if kind := kind_of(annotation):
            return legal_for(kind)
        if is_record(annotation):
            return made_once(_record_hook(annotation, self))
        parts, origin = get_args(annotation), get_origin(annotation)
        if origin in _UNIONS:
            kinds = _kinds(annotation)
            return _choice_hook(kinds, self) if len(kinds) > 1 else _optional_hook(kinds[0], self)
        if origin is Literal:
            return functools.partial(one_of, parts)
        if origin is tuple:
            return (made_once(_list_hook(parts[0], self)) if _is_list(annotation)
                    else _pair_hook(parts, self))
        assert origin is Mapping, f"no value of a file becomes {annotation}"
        return _mapping_hook(*map(self.hook, parts))


@functools.cache
def converter(language: str) -> Converter:
    """Return the converter; texts without a language are in ``language``."""
    return Converter(language)


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


def _texts(value: Any, language: str) -> Mapping[str, str]:
    """Return one text, or texts by language, without blank ones."""
    texts = {language: value} if isinstance(value, str) else value
    if flaw := _flaw_of_texts(texts, value):
        raise RefusedError(flaw, say("reading-problems.write_one_text"))
    return dict(texts)


def _flaw_of_texts(texts: Any, value: Any) -> str:
    """Return what is wrong with texts by language that are made of a value; empty if nothing is."""
    if not isinstance(texts, dict) or not texts:
        return say("reading-problems.must_be_text_not", value=shown(value))
    for key, text in texts.items():
        if not re.fullmatch("[a-z]{2}", key):
            return say("reading-problems.is_not_a_language_of_two", key=shown(key))
        if not isinstance(text, str) or not text.strip():
            return say("reading-problems.has_no_text_in", key=key)
    return ""


_UNIONS = (Union, types.UnionType)


def _is_literal(annotation: Any) -> bool:
    return get_origin(annotation) is Literal


def _optional_hook(part: Any, made: Converter) -> Hook:
    inner = made.hook(part)
    return lambda value: None if value is None else inner(value)


def _kinds(annotation: Any) -> list[Any]:
    return [part for part in get_args(annotation) if part is not type(None)]


def _choice_hook(kinds: list[Any], made: Converter) -> Hook:
    """Return a hook that picks the type by the TOML value: number, word, list or table."""
    hooks = [(part, made.hook(part)) for part in kinds]

    def hook(value: Any) -> Any:
        for part, part_hook in hooks:
            if _looks_like(value, part):
                return part_hook(value)
        raise RefusedError(say("reading-problems.must_be_one_kind", value=shown(value),
                               kinds=_either([_in_words(kind) for kind in kinds])))

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
    return isinstance(value, dict) and (_is_mapping(part) or is_record(part))


def _in_words(part: Any) -> str:
    if _is_literal(part):
        return _either([f'"{word}"' for word in get_args(part)])
    if _is_pair(part):
        return say("reading-problems.kind_values", n=len(get_args(part)))
    kind = "list" if _is_list(part) else {
        bool: "yes_no", int: "whole", float: "number", str: "text"}.get(part, "table")
    return say(f"reading-problems.kind_{kind}")


def _either(choices: Sequence[str]) -> str:
    """Return choices with the word for "or" between them."""
    said, *others = choices
    for other in others:
        said = say("reading-problems.kind_or", one=said, other=other)
    return said


def _is_mapping(annotation: Any) -> bool:
    return get_origin(annotation) is Mapping


def _mapping_hook(of_key: Hook, of_value: Hook) -> Hook:
    def hook(value: Any) -> Any:
        if not isinstance(value, dict):
            raise RefusedError(say("reading-problems.must_be_a_table_of_keys", value=shown(value)))
        made, flaws = {}, []
        for key, own in value.items():
            try:
                entry = of_value(own)
                made[of_key(key)] = entry
            except (FlawedError, RefusedError) as error:
                flaws += flaws_at(key, error)
        if flaws:
            raise FlawedError(flaws)
        return made

    return hook


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple and get_args(annotation)[-1] is Ellipsis


def _list_hook(entry: Any, made: Converter) -> Hook:
    of_entry = functools.cache(lambda: made.hook(entry))  # a record may hold a list of its kind

    def hook(value: Any) -> Any:
        if not isinstance(value, list):
            heading = isinstance(value, dict) and is_record(entry)
            raise RefusedError(say("reading-problems.must_be_a_list_not", raw=shown(value)),
                               say("reading-problems.two_square_brackets") if heading
                               else say("reading-problems.in_square_brackets"))
        one = of_entry()
        try:
            return tuple([one(each) for each in value])
        except (FlawedError, RefusedError):
            raise FlawedError(_flaws_of_list(value, one)) from None

    return hook


def _flaws_of_list(value: list[Any], one: Hook) -> Iterator[RecordFlaw]:
    for position, each in enumerate(value):
        try:
            one(each)
        except (FlawedError, RefusedError) as error:
            yield from flaws_at(position, error)


def _is_pair(annotation: Any) -> bool:
    return get_origin(annotation) is tuple and not _is_list(annotation)


def _pair_hook(parts: tuple[Any, ...], made: Converter) -> Hook:
    hooks = [made.hook(part) for part in parts]

    def hook(value: Any) -> Any:
        if not isinstance(value, list) or len(value) != len(hooks):
            raise RefusedError(say("reading-problems.must_be_a_list_of_values", n=len(hooks),
                                   value=shown(value)))
        return tuple(part_hook(one) for one, part_hook in zip(value, hooks, strict=True))

    return hook


def _record_hook(cls: Any, made: Converter) -> Hook:
    # worked out at the first use: a dossier holds few of the records that it may hold
    by_key = functools.cache(lambda: {field.key: field for field in _fields(cls, made)})
    required = functools.cache(lambda: [each for each in by_key().values() if each.required])

    def hook(value: Any) -> Any:
        if not isinstance(value, dict):
            raise RefusedError(say("reading-problems.must_be_a_table_of_keys", value=shown(value)))
        fields, arguments, flaws = by_key(), {}, {}
        for key, own in value.items():
            field = fields.get(key)
            if field is None:
                continue
            try:
                arguments[field.name] = field.hook(own)
            except (FlawedError, RefusedError) as error:
                flaws[key] = flaws_at(key, error)
        for field in required():
            if field.key not in value:
                flaws[field.key] = [RecordFlaw((field.key,), say("reading-problems.is_missing"),
                                               field.about, True)]
        if flaws or len(arguments) < len(value):
            raise FlawedError(_in_order(flaws, fields, value))
        return cls(**arguments)

    return hook


def _in_order(
    flaws: Mapping[str, list[RecordFlaw]], known: Iterable[str], value: Mapping[str, Any]
) -> Iterator[RecordFlaw]:
    """Yield a record's flaws in the order of its fields, and then its unknown keys."""
    for key in known:
        yield from flaws.get(key, ())
    for key in sorted(value.keys() - set(known)):
        yield RecordFlaw((key,), say("reading-problems.unknown_key"),
                         did_you_mean(key, list(known), _MOST_KEYS))


class _Field(NamedTuple):
    """A field of a record: its key in TOML, and the function that makes its value."""

    name: str
    key: str
    hook: Hook
    required: bool
    about: str


def _fields(cls: Any, made: Converter) -> Iterator[_Field]:
    attrs.resolve_types(cls)
    for field in attrs.fields(cls):
        required = field.default is attrs.NOTHING
        hook = (_text_that_says_something if required and is_plain_text(field.type)
                else made.hook(field.type))
        about = str(field.metadata.get("about", ""))
        yield _Field(field.name, toml_key(field), hook, required, about)


def _text_that_says_something(value: Any) -> str:
    text = plain_text(value)
    if not text.strip():
        raise RefusedError(say("reading-problems.is_blank"))
    return text
