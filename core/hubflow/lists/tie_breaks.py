"""Say by what ventures with the same score were told apart."""

from __future__ import annotations

from hubflow.documents.result_words import ResultWords
from hubflow.engine.gate.rank_order import DRAW, SCORE
from hubflow.engine.results.shown_decimals import told_apart
from hubflow.model.methodology import Phase, text_in
from hubflow.model.results import PhaseResult
from hubflow.text.catalogue import words


def tie_break(rules: Phase | None, ahead: PhaseResult, behind: PhaseResult, language: str) -> str:
    """Return "by A: 38.4 against 30", or the ties of the method that are still to decide.

    The value of a tie is in no result, so whatever may have decided from there on is named.
    """
    texts, showing = words(language, "lists"), ResultWords(language)
    keys = [key for key in rules.gate.rank_by if key != SCORE] if rules is not None else []
    groups = {one.id: (one, other) for one in ahead.groups for other in behind.groups
              if one.id == other.id}
    criteria = {one.id: (one, other) for one in ahead.criteria for other in behind.criteria
                if one.id == other.id}
    ties = {tie.id: tie for tie in rules.gate.ties} if rules is not None else {}
    open_ties: list[str] = []
    for key in keys:
        title = theirs = own = ""
        if key in ties or key == DRAW:
            open_ties.append(texts["tie_lot"] if key == DRAW
                             else text_in(ties[key].says, language, key).rstrip("."))
        elif key in groups:
            one, other = groups[key]
            title, theirs, own = one.title, showing.subtotal(one), showing.subtotal(other)
        elif key in criteria:
            mine, next_one = told_apart(*criteria[key])
            title, theirs, own = mine.title, showing.value(mine), showing.value(next_one)
        if theirs != own and not open_ties:
            return texts["tie_by"].format(title=title, theirs=theirs, own=own)
        if theirs != own:
            open_ties.append(title)
    return ", ".join(open_ties) or texts["tie_order"]
