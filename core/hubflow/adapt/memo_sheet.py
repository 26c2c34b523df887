"""Write the memo's one page: the answer, what to find out first, and room for the answers."""

from __future__ import annotations

from collections.abc import Iterator

from hubflow.adapt.adaptation import Adaptation
from hubflow.adapt.draft.carried_dossier import results_of
from hubflow.adapt.memo import Memo, memo_markdown
from hubflow.documents.safe_markdown import environment, one_line
from hubflow.engine.facts.sourcing import sourced
from hubflow.plugins.document import Document

FIRST = 3
"""How many things to find out first the sheet says in full."""

ROWS = 8
"""How many needs fit on the page beside the rest."""


def sheet_markdown(adaptation: Adaptation) -> str:
    """Return the sheet: what a memo says, on one page, to take along and fill in."""
    memo = Memo(adaptation)
    effect = memo.effect()
    needs = 0 if effect is None else len(effect.by_urgency())
    return environment().get_template("adaptation_sheet.md.j2").render(
        w=memo.words, memo=memo, effect=effect, questions=adaptation.questions,
        illustrative=sourced(adaptation.original, "test.outcomes") == "illustrative",
        results=" ".join(results_of(adaptation.original, memo.words, memo.clean)),
        first=FIRST, rows=ROWS, more=needs - ROWS)


def memo_documents(adaptation: Adaptation) -> Iterator[Document]:
    """Yield the memo and its one-page sheet as documents that any format can show."""
    memo = Memo(adaptation)
    about = one_line(f"{memo.hub(adaptation.target)} · {memo.edition(adaptation.target)}")
    for name, title, markdown in (("memo", "title", memo_markdown(adaptation)),
                                  ("sheet", "sheet_title", sheet_markdown(adaptation))):
        yield Document(name=name, title=one_line(memo.say(title)), markdown=markdown,
                       language=adaptation.language, about=about)
