"""Write the memo's one page: the answer, what to find out first, and room for the answers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from hubflow.adapt.adaptation import Adaptation
from hubflow.adapt.effect.effect_section import EffectSection
from hubflow.adapt.memo import Memo, memo_markdown
from hubflow.documents.design.assumption_mark import explained
from hubflow.documents.safe_markdown import environment, one_line
from hubflow.plugins.document import Document

FIRST = 3
"""How many things to find out first the sheet says in full."""

ROOM = 42
"""How many lines of text one page holds beside its headings."""

_LINE, _CELL = 102, 30
"""How many characters go on a line, and on a line of a table's cell."""


def sheet_markdown(adaptation: Adaptation) -> str:
    """Return the sheet: what a memo says, on one page, to take along and fill in.

    Needs for which the page has no room are counted on it and stand in the memo.
    """
    memo = Memo(adaptation)
    effect = memo.effect()
    gates = [memo.question(question) for question in adaptation.questions]
    results = memo.results()
    first = () if effect is None or effect.decided() else effect.effect.first[:FIRST]
    texts = [memo.say("sheet_about"), results, *gates]
    reason = ""
    if effect is not None:
        unknown = not results and not effect.worked
        reason = " ".join([effect.reason(), *([memo.say("sheet_unknown")] if unknown else [])])
        texts += [reason, *effect.substitutes(), *(effect.need(each.answer) + effect.found_by(each)
                                     + effect.if_missing(each) for each in first)]
    rows = [] if effect is None else list(_rows(effect))
    fitting = _fitting(rows, ROOM - _lines(texts, _LINE))
    markdown = environment().get_template("adaptation_sheet.md.j2").render(
        w=memo.words, memo=memo, effect=effect, first=first, rows=rows[:fitting],
        more=len(rows) - fitting, results=results, reason=reason, questions=adaptation.questions)
    return explained(markdown, adaptation.language)


def memo_documents(adaptation: Adaptation) -> Iterator[Document]:
    """Yield the memo and its one-page sheet as documents that any format can show."""
    memo = Memo(adaptation)
    about = one_line(f"{memo.hub(adaptation.target)} · {memo.edition(adaptation.target)}")
    for name, title, markdown in (("memo", "title", memo_markdown(adaptation)),
                                  ("sheet", "sheet_title", sheet_markdown(adaptation))):
        yield Document(name=name, title=one_line(memo.say(title)), markdown=markdown,
                       language=adaptation.language, about=about)


def _rows(effect: EffectSection) -> Iterator[tuple[str, str, str]]:
    for answer in effect.by_urgency():
        yield effect.need(answer), effect.there_marked(answer), effect.filled_in(answer)


def _fitting(rows: Sequence[tuple[str, str, str]], room: int) -> int:
    """Return how many rows go on so many lines; one in any case."""
    for number, row in enumerate(rows):
        room -= max(_lines([cell], _CELL) for cell in row)
        if room < 0:
            return max(number, 1)
    return len(rows)


def _lines(texts: Iterable[str], width: int) -> int:
    return sum(math.ceil(len(text) / width) for text in texts)
