"""The options that several commands share, and the language that a command speaks.

It is that of ``--lang``, else what HUBFLOW_LANG says, else that of the hub that the command works
on, else the system's, else English. Options note what they name in the command's context. The
language is looked up when the first sentence is made, so a command that says nothing pays nothing.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import os
import re
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from hubflow.model.rates import Rate
from hubflow.text.spoken import say

F = TypeVar("F", bound=Callable[..., Any])

_CHOSEN = f"{__name__}.chosen_language"
_LANGUAGE = f"{__name__}.language"
_SOURCES = f"{__name__}.sources"
_LAST_SOURCE = f"{__name__}.last_source"
_ALL_TRIED = f"{__name__}.all_tried"
_FALLBACK = "en"
_JOINED = re.compile("(--lang|--plugin)=(.+)|(-p)(.+)")
"""An option with its value in one word."""
_LANGUAGE_LINE = re.compile(r'(?m)^[ \t]*language[ \t]*=[ \t]*["\']([a-z]{2})["\']')
"""The language in a methodology whose other lines cannot be read."""
_SYSTEM = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The variables that say the system's language; the first that is set holds."""


def note_language(language: str | None) -> None:
    """Note the language that the command is to speak, if it is known; the first one holds."""
    context = click.get_current_context(silent=True)
    if context is not None and language:
        context.meta.setdefault(_LANGUAGE, language)


def choose_language(language: str | None) -> None:
    """Note the language that the user chose, whatever the hub's is."""
    if language:
        click.get_current_context().meta[_CHOSEN] = language


def note_language_source(language: Callable[[], str]) -> None:
    """Note how to look up the language of a hub that the command names; it may fail."""
    context = click.get_current_context(silent=True)
    if context is not None:
        context.meta.setdefault(_SOURCES, []).append(language)


def note_last_language_source(language: Callable[[], str]) -> None:
    """Note how to look up a language if nothing that the command names has one; it may fail."""
    click.get_current_context().meta[_LAST_SOURCE] = language


def command_language(meta: dict[str, Any], typed: tuple[str, ...] = ()) -> str:
    """Return the language of the command of a context, by what its options named.

    ``typed`` are all words after ``hubflow``, for errors that click finds before it reads options.
    """
    chosen = meta.get(_CHOSEN) or os.environ.get("HUBFLOW_LANG")
    if not chosen and _LANGUAGE not in meta:
        sources = meta.pop(_SOURCES, [])
        if not meta.get(_ALL_TRIED):
            meta[_ALL_TRIED] = True  # a file that is read for its language may say a sentence
            sources += [functools.partial(_language_in, typed),
                        functools.partial(_register_in, typed), meta.pop(_LAST_SOURCE, None)]
        if found := next(filter(None, (_looked_up(each) for each in sources if each)), ""):
            meta.setdefault(_LANGUAGE, found)
    return _spoken(chosen or meta.get(_LANGUAGE) or system_language() or _FALLBACK)


def _language_in(typed: tuple[str, ...]) -> str:
    """Return the language that ``--lang`` says or all that ``-p`` names share; empty without one.

    A value may be joined to its option: ``--lang=pt``, ``-pporto``.
    """
    apart = [filter(None, found.groups()) if (found := _JOINED.fullmatch(word)) else (word,)
             for word in typed]
    pairs = [*itertools.pairwise(itertools.chain(*apart))]
    hubs = [value for name, value in pairs if name in ("-p", "--plugin")]
    chosen = next((value for name, value in pairs if name == "--lang"), "")
    if chosen:
        return chosen
    return shared_language(hubs)


def shared_language(hubs: Iterable[str]) -> str:
    """Return the language of all these hubs; empty where they have several, or none is named."""
    shared = {hub_file_language(hub) for hub in hubs}
    return shared.pop() if len(shared) == 1 else ""


def _register_in(typed: tuple[str, ...]) -> str:
    """Return the language of the register that ``--register`` names; empty without one."""
    from hubflow.cli.capabilities.named_register import register_language, register_typed

    url = register_typed(typed)
    return register_language(url) if url else ""


def system_language() -> str:
    """Return the two letters of the system's language; empty where it says none."""
    said = next(filter(None, map(os.environ.get, _SYSTEM)), "")
    return said[:2].lower() if re.match("[A-Za-z]{2}(?![A-Za-z])", said) else ""


def _looked_up(language: Callable[[], str]) -> str:
    """Return a language, empty where it cannot be told: the command itself says what is wrong."""
    from hubflow.model.input_problems import BadInput

    try:
        return language()
    except (BadInput, OSError):
        return ""


def _spoken(language: str) -> str:
    """Return the language if hubflow has words in it, else English."""
    if language == _FALLBACK:
        return language
    from hubflow.text.catalogue import languages

    return language if language in languages() else _FALLBACK


def hub_file_language(plugin: str) -> str:
    """Return the language of the hub that ``-p`` names, read of its file without its code.

    Of a file that is no methodology yet the line with the language is enough.
    """
    from hubflow.model.input_problems import BadInput
    from hubflow.plugins.target import methodology_file
    from hubflow.reading.method.methodology_file import read_methodology

    file = methodology_file(plugin)
    try:
        return read_methodology(file).methodology.hub.language
    except BadInput:
        stated = _LANGUAGE_LINE.search(file.read_bytes().decode("utf-8", "replace"))
        return stated[1] if stated else ""


def _json(context: click.Context, _: click.Parameter, wanted: bool) -> bool:
    """Keep what plugins print off the output that holds JSON."""
    if wanted:
        from hubflow.plugins.trust.guard import prints_to_stderr

        context.with_resource(prints_to_stderr())
    return wanted


as_json = click.option("--json", "as_json", is_flag=True, callback=_json,
                       help="Print JSON for programs.")


def note_hub(_: click.Context, __: click.Parameter, plugin: str | None) -> str | None:
    """Note that the command speaks the language of the hub that an option names."""
    if plugin is not None:
        note_language_source(functools.partial(hub_file_language, plugin))
    return plugin


def _note_language(_: click.Context, __: click.Parameter, language: str | None) -> str | None:
    choose_language(language)
    return language


def plugin_option(function: F) -> F:
    """Add ``-p HUB``, whose language is spoken, and which of the plugins' code takes part."""
    return click.option(
        "-p", "--plugin", "plugin", metavar="HUB", callback=note_hub,
        help="The hub: an installed one (see `hubflow plugins`), a folder such as ./my-hub with a "
             "methodology.toml, whose Python is loaded too, or a module.",
    )(code_options(function))


def code_options(function: F) -> F:
    """Add ``--without NAME`` and ``--no-code``; they hold for all that the command loads."""
    without = click.option(
        "--without", "without", multiple=True, metavar="NAME", expose_value=False,
        callback=_load_option, help="Leave out an add-on, by its name or its distribution's. May "
                                    "be given several times.")
    no_code = click.option(
        "--no-code", "no_code", is_flag=True, expose_value=False, callback=_load_option,
        help="Run no plugin's Python: methods are data alone. A run that needs the code is "
             "refused.")
    return without(no_code(function))


def _load_option(context: click.Context, option: click.Parameter, value: Any) -> None:
    if value:
        from hubflow.plugins.trust.load_options import loading

        context.with_resource(loading(**{str(option.name): value}))


def author_option(function: F) -> F:
    """Add ``--from applicant``, which the function is given as ``author``."""
    return click.option(
        "--from", "author", type=click.Choice(["applicant"]),
        help="Take the dossiers as an applicant's: facts and answers alone. Judgements, decisions "
             "and the office's records in them are refused, as in a file that was made for an "
             "applicant. In `hubflow run` the call.toml of a folder and the sheets beside it are "
             "the office's; `hubflow register add` refuses them, too.",
    )(function)


class Day(click.ParamType[dt.date]):
    """A day written as 2024-12-31."""

    name = "DATE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """Return the day. Raise a usage error if the text is none."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(say("office.is_not_a_day_write_it", value=repr(value)), param, ctx)


class Figure(click.ParamType[float]):
    """A number as people write it: ``1234.5``, ``1.234,5`` or, of money, ``£500``."""

    name = "NUMBER"

    def __init__(
        self, unit: str = "money", *, low: float | None = None, above: float | None = None
    ) -> None:
        self.unit, self.low, self.above = unit, low, above

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number. Raise a usage error for none, and for one that may be two."""
        from hubflow.model.values import Kind
        from hubflow.reading.records.legal import RefusedError
        from hubflow.reading.values.cell_values import value_of

        try:
            number = float(value_of(Kind(
                "number", low=self.low, unit=self.unit, gap=False), value))
        except RefusedError as refused:
            self.fail(refused.words(), param, ctx)
        if self.above is not None and number <= self.above:
            self.fail(say("office.must_be_more_than_not", above=self.above, number=number), param,
                      ctx)
        return number


class Language(click.ParamType[str]):
    """A language that hubflow has words in, written as two small letters, such as ``pt``."""

    name = "xx"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the language. Raise a usage error if the text is none."""
        if not re.fullmatch("[a-z]{2}", str(value)):
            self.fail(say("commands.is_no_language", value=repr(value)), param, ctx)
        from hubflow.text.catalogue import languages, no_words_in

        if value not in languages():
            self.fail(no_words_in(str(value)), param, ctx)
        return str(value)


class RateOption(click.ParamType[tuple[str, Rate]]):
    """An exchange rate written as ``GBP=1.17`` or ``GBP=1.17@who says so``."""

    name = "CUR=RATE[@SOURCE]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Rate]:
        """Return currency and rate. Raise a usage error if the text is none."""
        if isinstance(value, tuple):
            return value
        currency, _, said = str(value).partition("=")
        rate, _, source = said.partition("@")
        try:
            number = float(rate)
        except ValueError:
            number = 0.0
        if not (len(currency) == 3 and currency.isupper() and 0 < number < 1e9):
            self.fail(say("commands.is_no_rate", value=repr(value)), param, ctx)
        return currency, Rate(number, source.strip())


_ENDINGS = frozenset({
    ".csv", ".docx", ".htm", ".html", ".json", ".md", ".ndjson", ".ods", ".odt", ".parquet", ".pdf",
    ".svg", ".toml", ".txt", ".xls", ".xlsx", ".zip",
})
# what everybody takes for the end of a file's name: a folder of that name would hide what is in it


class OutFolder(click.Path):
    """A folder to write into. Its name must not end like a file's.

    ``files`` are the endings of files that the command writes in a folder's stead.
    """

    def __init__(self, files: Collection[str] = ()) -> None:
        super().__init__(path_type=Path, file_okay=bool(files))
        self.files = files

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """Return the path. Raise a usage error if its name ends like a file's."""
        path = Path(str(super().convert(value, param, ctx)))
        ending = path.suffix.lower()
        if ending in _ENDINGS and ending not in self.files and not path.is_dir():
            ends = "ends_like_a_file_of_these" if self.files else "ends_like_a_file"
            self.fail(say(f"commands.{ends}", path=path, folder=path.with_suffix(""),
                          endings=", ".join(self.files)), param, ctx)
        return path


rate_option = click.option(
    "--rate", "rates", multiple=True, type=RateOption(), metavar=RateOption.name,
    help="What one unit of another currency is worth in the hub's, and who says so, such as "
         "'GBP=1.17@ECB, 11 December 2024'.")


def language_option(
    says: str = "The language of the texts, such as en. Without it the hub's own."
) -> Callable[[F], F]:
    """Add ``--lang xx``."""
    return click.option("--lang", "language", type=Language(), metavar=Language.name,
                        is_eager=True, callback=_note_language, help=says)


def as_of_option(says: str = "Look at everything as on this day.") -> Callable[[F], F]:
    """Add ``--as-of DATE``."""
    return click.option("--as-of", "as_of", type=Day(), help=says)
