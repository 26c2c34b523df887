"""What click says by itself, such as which option is missing, in the command's language.

click asks gettext for its sentences. Here hubflow's words answer in its place: their keys are
click's English sentences. Help stays English: its texts stand in the code, beside the options.
"""

from __future__ import annotations

import gettext
from typing import Any

import click
from click import core, exceptions, formatting, parser, termui, types

from hubflow.text.spoken import spoken_language

_SPEAKING = (core, exceptions, formatting, parser, termui, types)
"""click's modules with sentences for people."""

_ENGLISH = "en"
_USAGE = "Usage:"
"""What stands before a usage line: above an error, and in help."""

_OF_HELP = frozenset({
    "Options", "Positional arguments", "Show this message and exit.", "Show the version and exit.",
    "env var: {var}", "default: {default}", "required", "(dynamic)"})
"""What stands in help alone, which asks for no language."""

_in_help = True


def translate_click() -> None:
    """Have click's sentences said in the spoken language, from now on."""
    for module in map(vars, _SPEAKING):
        if module.get("_") is gettext.gettext:
            module["_"] = _said
        if module.get("ngettext") is gettext.ngettext:
            module["ngettext"] = _counted


def show_error(error: click.ClickException) -> None:
    """Print an error of the command line with its usage line, in the spoken language."""
    global _in_help
    _in_help = False
    try:
        error.show()
    finally:
        _in_help = True


def _said(sentence: str) -> str:
    if sentence in _OF_HELP or (sentence == _USAGE and _in_help):
        return sentence
    language = spoken_language()
    if language == _ENGLISH:
        return sentence
    from hubflow.text.catalogue import words

    return words(language, "click").get(sentence, sentence)


def _counted(one: str, several: str, n: int) -> Any:
    return _said(one if n == 1 else several)
