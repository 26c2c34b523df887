"""``hubflow new``: Begin a hub of your own: a folder that works at once."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Any

import click

from hubflow.cli.shared_options import OutFolder, command_language
from hubflow.text.spoken import say, speaking


class Code(click.ParamType[str]):
    """A code of fixed length, in capitals or small letters."""

    name = "CODE"

    def __init__(self, letters: int, capital: bool, example: str) -> None:
        self.letters = letters
        self.capital = capital
        self.example = example

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the code; a usage error if the text is not one."""
        code = str(value).strip()
        code = code.upper() if self.capital else code.lower()
        if not re.fullmatch(f"[A-Za-z]{{{self.letters}}}", code):
            self.fail(say("commands.new_no_code", value=repr(value), letters=self.letters,
                          example=self.example), param, ctx)
        return code


COUNTRY = Code(2, True, "PT")
LANGUAGE = Code(2, False, "pt")
CURRENCY = Code(3, True, "EUR")


@click.command(name="new")
@click.argument("name")
@click.option("--python", "python", is_flag=True,
              help="A Python package to install, with a hook and tests, in place of a folder "
                   "without Python.")
@click.option("--called", metavar="TEXT",
              help="The hub's name as people read it, if not one made of its id.")
@click.option("--place", metavar="NAME", help="The place that the hub works in.")
@click.option("--country", type=COUNTRY, help="The country of the place (ISO 3166-1), such as PT.")
@click.option("--language", type=LANGUAGE,
              help="The language that the hub publishes in (ISO 639-1), such as pt.")
@click.option("--currency", type=CURRENCY,
              help="The currency of its amounts (ISO 4217), such as EUR.")
@click.option("--out", "out", metavar="DIR", type=OutFolder(),
              help="The folder to write, if not NAME.")
def command(
    name: str, python: bool, called: str | None, place: str | None, country: str | None,
    language: str | None, currency: str | None, out: Path | None,
) -> None:
    """Begin a hub of your own: a folder with a methodology that works at once.

    NAME is the hub's id: small letters and digits, joined by hyphens or underscores. On a
    terminal hubflow asks for what the options do not say.
    """
    from hubflow.cli.file_writing import write_whole
    from hubflow.kit.new_hub.hub_folder import NewHub, new_hub, next_commands

    _check_name(name, python)
    folder = out if out is not None else Path(name)
    _check_free(folder)
    place, country, language, currency = _asked(place, country, language, currency)
    hub = NewHub(id=name, place=place, country=country or "", language=language,
                 currency=currency, python=python, called=(called or "").strip())
    write_whole(folder, new_hub(hub, _today()))
    with speaking(lambda: command_language({}, ("--lang", language))):
        click.echo(say("commands.new_written",
                       folder=f"{folder}{'' if str(folder).endswith('/') else '/'}"))
    for line in next_commands(hub, _typed(folder)):
        click.echo(f"  {line}")


def _today() -> Any:
    import datetime as dt

    return dt.date.today()


def _typed(folder: Path) -> str:
    """Return a folder as a command needs it, so that it is not taken for an installed hub."""
    text = folder.as_posix()
    plain = folder.is_absolute() or text.startswith(".")
    return shlex.quote(text if plain else f"./{text}")


def _check_name(name: str, python: bool) -> None:
    """Raise a usage error if a hub cannot have this name."""
    from hubflow.kit.new_hub.hub_folder import NAME
    from hubflow.plugins.discovery import installed_hubs
    from hubflow.reading.values.normal_text import slug

    if not re.fullmatch(NAME, name):
        near = slug(Path(name).name)
        hint = say("commands.new_did_you_mean", near=near) if near and near != name else ""
        if "/" in name or "\\" in name:
            hint = say("commands.new_other_folder", near=near or "NAME", folder=shlex.quote(name))
        raise click.UsageError(f"{say('commands.new_no_id', name=repr(name))} {hint}".rstrip())
    if python and installed_hubs(name):
        raise click.UsageError(say("commands.new_installed", name=name))


def _check_free(folder: Path) -> None:
    """Raise :class:`BadInput` if something exists already."""
    from hubflow.model.input_problems import one_problem

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise one_problem(str(folder), say("commands.new_is_there"),
                          say("commands.new_nothing_written"))


def _asked(
    place: str | None, country: str | None, language: str | None, currency: str | None
) -> tuple[str, str | None, str, str]:
    """Return the options, and on a terminal the answers to questions about missing ones."""
    if sys.stdin.isatty():
        from hubflow.text.catalogue import languages

        usual = _usual()
        if place is None:
            place = click.prompt(say("commands.new_ask_place"), value_proc=_some_text)
            country = country or click.prompt(
                say("commands.new_ask_country"),
                default="", show_default=False, value_proc=_maybe_country)
        language = language or click.prompt(
            say("commands.new_ask_language", languages=", ".join(languages())),
            default=usual["language"], type=LANGUAGE)
        currency = currency or click.prompt(say("commands.new_ask_currency"),
                                            default=usual["currency"], type=CURRENCY)
    unsaid = [option for option, value in (("--place", place), ("--language", language),
                                           ("--currency", currency)) if value is None]
    if place is None or language is None or currency is None:
        raise click.UsageError(say("commands.new_give_options", options=", ".join(unsaid)))
    if not place.strip():
        raise click.UsageError(
            f"{say('commands.new_place_blank')} {say('commands.new_name_place')}")
    return place.strip(), country, language, currency


def _some_text(value: str) -> str:
    if not value.strip():
        raise click.UsageError(say("commands.new_name_place"))
    return value.strip()


def _maybe_country(value: str) -> str:
    return COUNTRY.convert(value, None, None) if value.strip() else ""


def _usual() -> dict[str, str]:
    """Return the language and currency of this computer's settings."""
    import locale

    try:
        locale.setlocale(locale.LC_ALL, "")
        language = (locale.getlocale()[0] or "").partition("_")[0]
        currency = str(locale.localeconv()["int_curr_symbol"]).strip()
    except (locale.Error, ValueError):
        language, currency = "", ""
    return {"language": language if re.fullmatch("[a-z]{2}", language) else "en",
            "currency": currency or "EUR"}
