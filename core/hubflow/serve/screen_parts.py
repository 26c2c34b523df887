"""What the screens share: their folder, their names in every language, a command to copy."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest
from hubflow.text.catalogue import texts, words

LAYOUT = Path(__file__).parent / "layout"
"""The folder of hubflow's own templates."""


LONGEST_LINE = 200
"""Characters that a place of publication, or a name, has at most."""

_SIGNERS = 10
"""Who signs a list at most."""


def titles(screen: str) -> Mapping[str, str]:
    """Return the name of a screen in every language."""
    return texts("serve", f"title_{screen}")


def command_line(*words: str) -> str:
    """Return words as they are typed in a shell.

    >>> command_line("register", "show", "a b")
    "register show 'a b'"
    """
    return shlex.join(words)


def not_found(request: PageRequest) -> PageAnswer:
    """Return the page of an address at which there is nothing."""
    told = words(request.language, "serve")
    return PageAnswer(title=told["not_there_title"], template="refused.html.j2", status=404,
                      values={"why": told["not_there"], "detail": "", "what_to_do": ""})


def form_day(text: str) -> dt.date | None:
    """Return the day of a form's field; None where it holds none.

    >>> form_day("2026-03-31"), form_day("31 March")
    (datetime.date(2026, 3, 31), None)
    """
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def one_line_of(text: str) -> str:
    r"""Return what was typed in a field of one line, such as where a list is published.

    >>> one_line_of(" The town\n hall ")
    'The town hall'
    """
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def signers_in(text: str) -> tuple[str, ...]:
    r"""Return who signs a list, as they were typed: a line for each.

    >>> signers_in("Ana  Reis, chair\n\nRui Sá")
    ('Ana Reis, chair', 'Rui Sá')
    """
    signers = (one_line_of(line)[:LONGEST_LINE] for line in text.split("\n"))
    return tuple(signer for signer in signers if signer)[:_SIGNERS]


def exact_number(value: float) -> str:
    """Return the shortest decimal that is read as the same number, without an exponent.

    >>> exact_number(1234567.89), exact_number(4.0), exact_number(1e-07)
    ('1234567.89', '4', '0.0000001')
    """
    text = f"{Decimal(repr(float(value))):f}"
    return text.removesuffix(".0")
