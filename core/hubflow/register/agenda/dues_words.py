"""Put what is due into words, in the hub's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Literal

from hubflow.cli.terminal_text import one_line
from hubflow.register.standing.dues import SEPARATOR
from hubflow.register.standing.wall import DueItem
from hubflow.text.catalogue import words
from hubflow.text.numbers import day, money, month


def due_sentence(
    what: str, detail: str, language: str, named: str = "", report: str = ""
) -> str:
    """Return what is due in words; ``detail`` is a due's own.

    ``named`` says whose award it is of, or names the criteria whose ids are the detail; ``report``
    is what a report is on.

    >>> due_sentence("gate", "stop", "en"), due_sentence("gate", "undecided", "en")
    ('gate to take: stop is recommended', 'gate to take: the method leaves it open')
    """
    texts, common, award = words(language, "dues"), words(language), one_line(named)
    if what == "tranche":
        number, amount, currency, name = detail.split(SEPARATOR, 3)
        return texts[what].format(number=number, award=award or award_name(name, language),
                                  amount=money(float(amount), currency, language).strip())
    if what == "report":
        number, name = detail.split(SEPARATOR, 1)
        return texts["report_on" if report else what].format(
            number=number, award=award or award_name(name, language), report=one_line(report))
    if what == "complaint":
        _, made_on, phase = detail.split(SEPARATOR, 2)
        return texts[what].format(phase=one_line(phase),
                                  date=day(dt.date.fromisoformat(made_on), language))
    if what == "checkpoint":
        detail = texts["month"].format(number=detail.removeprefix("month "))
    elif what == "ledger":
        detail = month(dt.date.fromisoformat(f"{detail}-01"), language)
    elif what == "judge":
        detail = named or detail
    elif what == "run":
        what = "run_again" if detail == "revise" else what
    elif what == "gate":
        what = "gate_open" if detail == "undecided" else what
        detail = common.get(detail, detail)
    return texts[what].format(detail=one_line(detail))


def award_name(name: str, language: str) -> str:
    """Return how an award is named: its entry's number, or the funder's reference."""
    prefix = "entry "
    if name.startswith(prefix):
        return words(language, "dues")["entry"].format(number=name.removeprefix(prefix))
    return one_line(name)


def due_identity(item: DueItem) -> tuple[str, ...]:
    """Return what stays of a due while its amount, words or recommendation change."""
    parts = item.detail.split(SEPARATOR)
    own = {"tranche": [parts[0], *parts[3:]], "complaint": parts[:1],
           "gate": [], "run": [], "judge": []}
    return (item.hub, item.venture, item.what, *own.get(item.what, parts))


DEADLINES = frozenset({"complaint", "report", "tranche"})
"""What is to be done by its day; the rest is to be done from its day on."""


def when_due(what: str, on: dt.date, today: dt.date, language: str) -> str:
    """Return since when, from when, or by when something is due.

    >>> when_due("report", dt.date(2027, 1, 31), dt.date(2026, 12, 1), "en")
    'by 31 January 2027'
    """
    return words(language, "dues")[due_word(what, on, today)].format(day=day(on, language))


def due_word(what: str, on: dt.date, today: dt.date) -> Literal["since", "from", "by"]:
    """Return whether something is due since its day, from it on, or by it."""
    if what in DEADLINES and on >= today:
        return "by"
    return "since" if on <= today else "from"


FOR_VENTURES = frozenset({"ledger", "report", "checkpoint", "letter"})
"""What a venture itself has to do something about; the rest is the hub's own."""


def reminder_texts(dues: Sequence[DueItem], today: dt.date, language: str) -> Iterator[str]:
    """Yield a text for each venture that it can be sent: what it is to bring, and when."""
    texts = words(language, "dues")
    ventures = dict.fromkeys(item.venture for item in dues if item.what in FOR_VENTURES)
    for venture in ventures:
        mine = [item for item in dues if item.venture == venture and item.what in FOR_VENTURES]
        lines = [f"- {due_sentence(item.what, item.detail, language, item.named, item.report)} "
                 f"({when_due(item.what, item.on, today, language)})" for item in mine]
        yield "\n".join([texts["reminder"].format(venture=one_line(mine[0].name or venture)),
                         *lines])
